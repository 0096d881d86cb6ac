package io.github.ple4j.train;

/** Learning rate of every step of a run; the formulas are in {@code training.proto}. */
record LearningRates(LearningRateSchedule schedule, long steps) {

  /** The rate of a step, counted from 0. */
  float at(long step) {
    return (float) (schedule.getInitial() * warmUp(step) * shape(step));
  }

  private double warmUp(long step) {
    long warmUp = schedule.getWarmUpSteps();
    return step + 1 >= warmUp ? 1 : (step + 1) / (double) warmUp;
  }

  private double shape(long step) {
    return switch (schedule.getKindCase()) {
      case COSINE -> (1 + Math.cos(Math.PI * step / steps)) / 2;
      case EXPONENTIAL ->
          Math.pow(
              schedule.getExponential().getFactor(),
              step / (double) schedule.getExponential().getEverySteps());
      case MILESTONES ->
          Math.pow(
              schedule.getMilestones().getFactor(),
              (double)
                  schedule.getMilestones().getStepsList().stream().filter(m -> m <= step).count());
      case CONSTANT, KIND_NOT_SET -> 1;
    };
  }
}
