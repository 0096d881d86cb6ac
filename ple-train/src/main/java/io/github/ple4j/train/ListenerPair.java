package io.github.ple4j.train;

/** Tells two listeners, the first one first. */
record ListenerPair(TrainingListener first, TrainingListener second) implements TrainingListener {

  @Override
  public void trainingStarted(String model, long parameters, long totalSteps, long totalSamples) {
    first.trainingStarted(model, parameters, totalSteps, totalSamples);
    second.trainingStarted(model, parameters, totalSteps, totalSamples);
  }

  @Override
  public void resumed(long step, long samples) {
    first.resumed(step, samples);
    second.resumed(step, samples);
  }

  @Override
  public void stepDone(long step, int epoch, long samples, double loss) {
    first.stepDone(step, epoch, samples, loss);
    second.stepDone(step, epoch, samples, loss);
  }

  @Override
  public void stepLogged(StepReport report) {
    first.stepLogged(report);
    second.stepLogged(report);
  }

  @Override
  public void gradientsMeasured(long step, GradientInsight gradients) {
    first.gradientsMeasured(step, gradients);
    second.gradientsMeasured(step, gradients);
  }

  @Override
  public void evaluated(EvaluationReport report) {
    first.evaluated(report);
    second.evaluated(report);
  }

  @Override
  public void stoppedEarly(long step) {
    first.stoppedEarly(step);
    second.stoppedEarly(step);
  }

  @Override
  public void warned(String line) {
    first.warned(line);
    second.warned(line);
  }

  @Override
  public void trainingFinished(TrainingResult result) {
    first.trainingFinished(result);
    second.trainingFinished(result);
  }

  @Override
  public boolean stopRequested() {
    return first.stopRequested() || second.stopRequested();
  }
}
