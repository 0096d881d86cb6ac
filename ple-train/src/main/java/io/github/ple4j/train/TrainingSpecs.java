package io.github.ple4j.train;

import com.google.protobuf.TextFormat;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import java.util.Map;

/** Writing and checking of {@link TrainingSpec}s. */
public final class TrainingSpecs {
  private TrainingSpecs() {}

  /**
   * A run of a model on data: three epochs of Adam in batches of 512, at a learning rate of 0.001
   * that falls to 0 along a cosine, on all cores.
   */
  public static TrainingSpec.Builder defaults(ModelSpec model, Dataset data) {
    TrainingSpec.Builder spec =
        TrainingSpec.newBuilder()
            .setModel(model)
            .setBatchSize(512)
            .setOrderSeed(1)
            .setThreads(Runtime.getRuntime().availableProcessors());
    spec.getDataBuilder().setName(data.name()).putAllProvenance(data.provenance());
    spec.getOptimizerBuilder()
        .setAdam(Adam.newBuilder().setBeta1(0.9).setBeta2(0.999).setEpsilon(1e-8));
    spec.getLearningRateBuilder().setInitial(0.001).setCosine(Cosine.getDefaultInstance());
    spec.getStoppingBuilder().setEpochs(3);
    return spec;
  }

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
    count("batch_size", spec.getBatchSize());
    count("threads", spec.getThreads());
    count("stopping.epochs", spec.getStopping().getEpochs());
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

  /** A uint32 above the largest int reads as a negative int. */
  private static void count(String path, int value) {
    if (value <= 0) {
      throw new SpecException(
          path,
          "expected 1 to " + Integer.MAX_VALUE + ", found " + Integer.toUnsignedString(value));
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
