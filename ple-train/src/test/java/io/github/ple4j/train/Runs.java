package io.github.ple4j.train;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import java.util.ArrayList;
import java.util.List;

/** Runs that take a second or less. */
final class Runs {
  private Runs() {}

  /** Synthetic regression with few dimensions; twelve fourteenths of the rows are train. */
  static Dataset synthetic(long rows) {
    return SyntheticRegression.create(
        SyntheticRegression.Options.defaults().withRows(rows).withDimensions(6));
  }

  /** A run with Adam at a constant rate. */
  static TrainingSpec.Builder spec(Dataset data, String model, int epochs, int batchSize) {
    return spec(ModelDerivation.defaults().derive(data, model, 1), epochs, batchSize);
  }

  static TrainingSpec.Builder spec(ModelSpec model, int epochs, int batchSize) {
    TrainingSpec.Builder spec = TrainingSpec.newBuilder().setModel(model);
    spec.setBatchSize(batchSize).setOrderSeed(1).setThreads(2);
    spec.getOptimizerBuilder()
        .setAdam(Adam.newBuilder().setBeta1(0.9).setBeta2(0.999).setEpsilon(1e-8));
    spec.getLearningRateBuilder().setInitial(0.002).setConstant(Constant.getDefaultInstance());
    spec.getStoppingBuilder().setEpochs(epochs);
    return spec;
  }

  static TrainingResult train(TrainingSpec.Builder spec, Dataset data) {
    return Trainer.train(spec.build(), data, Placement.cpu(), new TrainingListener() {});
  }

  /** Keeps what it was told. */
  static final class Recorder implements TrainingListener {
    final List<String> events = new ArrayList<>();
    final List<Long> steps = new ArrayList<>();
    final List<Long> samples = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    final List<Evaluation> validations = new ArrayList<>();
    final List<Double> trainLosses = new ArrayList<>();

    @Override
    public void trainingStarted(String model, long parameters, long totalSteps, long totalSamples) {
      events.add("started " + model + " " + totalSteps + " " + totalSamples);
    }

    @Override
    public void stepDone(long step, int epoch, long samplesSoFar, double loss) {
      steps.add(step);
      samples.add(samplesSoFar);
      losses.add(loss);
    }

    @Override
    public void evaluated(EvaluationReport report) {
      events.add("evaluated " + report.epoch() + " " + report.step());
      validations.add(report.validation());
      trainLosses.add(report.trainLoss());
    }

    @Override
    public void trainingFinished(TrainingResult result) {
      events.add("finished " + result.steps());
    }
  }
}
