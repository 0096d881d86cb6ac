package io.github.ple4j.train;

import com.google.protobuf.TextFormat;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import java.util.Map;

/** Writing and checking of {@link TrainingSpec}s. */
public final class TrainingSpecs {
  private TrainingSpecs() {}

  /** The spec in protobuf text format. */
  public static String toText(TrainingSpec spec) {
    return TextFormat.printer().escapingNonAscii(false).printToString(spec);
  }

  /**
   * Checks that a run can be made from the spec.
   *
   * @throws SpecException naming the path of the first offending field
   */
  public static void validate(TrainingSpec spec) {
    ModelSpecs.validate(spec.getModel());
    positive("batch_size", spec.getBatchSize());
    positive("threads", spec.getThreads());
    positive("stopping.epochs", spec.getStopping().getEpochs());
    if (spec.getStopping().getMaxSteps() < 0) {
      throw new SpecException("stopping.max_steps", "expected less than 2^63");
    }
    optimizer(spec.getOptimizer());
    positive("learning_rate.initial", spec.getLearningRate().getInitial());
    for (Map.Entry<String, Double> entry : spec.getTaskWeightsMap().entrySet()) {
      String path = "task_weights[\"" + entry.getKey() + "\"]";
      if (spec.getModel().getTasksList().stream()
          .map(TaskSpec::getName)
          .noneMatch(entry.getKey()::equals)) {
        throw new SpecException(path, "no task of that name");
      }
      if (!(entry.getValue() >= 0 && Double.isFinite(entry.getValue()))) {
        throw new SpecException(
            path, "expected a number that is not negative, found " + entry.getValue());
      }
    }
  }

  private static void optimizer(OptimizerSpec optimizer) {
    switch (optimizer.getKindCase()) {
      case SGD -> {}
      case ADAGRAD ->
          positive(
              "optimizer.adagrad.initial_accumulator",
              optimizer.getAdagrad().getInitialAccumulator());
      case ADAM -> {
        fraction("optimizer.adam.beta1", optimizer.getAdam().getBeta1());
        fraction("optimizer.adam.beta2", optimizer.getAdam().getBeta2());
        positive("optimizer.adam.epsilon", optimizer.getAdam().getEpsilon());
      }
      case KIND_NOT_SET ->
          throw new SpecException("optimizer", "expected sgd, adagrad or adam, found none");
    }
  }

  private static void positive(String path, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new SpecException(path, "expected a positive number, found " + value);
    }
  }

  private static void fraction(String path, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new SpecException(path, "expected a number from 0 to below 1, found " + value);
    }
  }
}
