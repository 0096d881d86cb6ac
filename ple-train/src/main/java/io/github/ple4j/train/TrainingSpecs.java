package io.github.ple4j.train;

import com.google.common.collect.Comparators;
import com.google.protobuf.TextFormat;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Sharing;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import java.util.Comparator;
import java.util.Map;

/** Writing and checking of {@link TrainingSpec}s. */
public final class TrainingSpecs {
  /** Threads that every model has operations for, in its backward pass at the latest. */
  private static final int BUSY_THREADS = 2;

  private TrainingSpecs() {}

  /**
   * Threads within an operation of a run of so many threads. A thread computes the whole of an
   * operation, and none has to wait for the others in the middle of it, as long as the graph has
   * work for all of them; with more of them an operation is shared out.
   */
  public static int threadsWithinOperations(int threads) {
    return threads <= BUSY_THREADS ? 1 : threads;
  }

  /**
   * A run of a model on data: three epochs of Adam in batches of 512, at a learning rate of 0.001
   * that falls to 0 along a cosine, on all cores. Every 50th step is logged, of every 200th the
   * tasks' gradients too; the two newest checkpoints are kept.
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
    spec.getLoggingBuilder().setEverySteps(50).setGradientsEverySteps(200).setHistograms(true);
    spec.getCheckpointsBuilder().setEverySteps(5000).setKeep(2);
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
    validateWithoutModel(spec);
    weighting(spec);
    for (Map.Entry<String, Double> entry : spec.getPositiveWeightsMap().entrySet()) {
      String path = "positive_weights[\"" + entry.getKey() + "\"]";
      if (task(path, spec, entry.getKey()).getKind() != TaskSpec.Kind.BINARY) {
        throw new SpecException(path, "expected a binary task");
      }
      if (spec.getModel().hasEsmm()) {
        throw new SpecException(
            path, "expected none with esmm, whose second loss is of the product of both tasks");
      }
    }
    if (spec.getStopping().getRuleCase() == Stopping.RuleCase.TASK) {
      task("stopping.task", spec, spec.getStopping().getTask());
    }
  }

  /**
   * Checks what can be checked before there is a model: every number, not the names of tasks.
   *
   * @throws SpecException naming the path of the first offending field
   */
  public static void validateWithoutModel(TrainingSpec spec) {
    count("batch_size", spec.getBatchSize());
    count("threads", spec.getThreads());
    count("stopping.epochs", spec.getStopping().getEpochs());
    steps("stopping.max_steps", spec.getStopping().getMaxSteps());
    steps("stopping.evaluate_every_steps", spec.getStopping().getEvaluateEverySteps());
    steps("learning_rate.warm_up_steps", spec.getLearningRate().getWarmUpSteps());
    steps("logging.every_steps", spec.getLogging().getEverySteps());
    steps("logging.gradients_every_steps", spec.getLogging().getGradientsEverySteps());
    steps("checkpoints.every_steps", spec.getCheckpoints().getEverySteps());
    if (spec.getCheckpoints().getKeep() < 0) {
      throw new SpecException(
          "checkpoints.keep",
          "expected 1 to "
              + Integer.MAX_VALUE
              + ", found "
              + Integer.toUnsignedString(spec.getCheckpoints().getKeep()));
    }
    optimizer(spec.getOptimizer());
    schedule(spec.getLearningRate());
    for (int i = 0; i < spec.getLearningRateGroupsCount(); i++) {
      notNegative(
          "learning_rate_groups[" + i + "].initial", spec.getLearningRateGroups(i).getInitial());
    }
    numbers(spec.getWeighting());
    notNegative("clip_norm", spec.getClipNorm());
    notNegative("regularization.l2_embeddings", spec.getRegularization().getL2Embeddings());
    notNegative("regularization.l2_dense", spec.getRegularization().getL2Dense());
    spec.getPositiveWeightsMap()
        .forEach((task, weight) -> positive("positive_weights[\"" + task + "\"]", weight));
    stopping(spec.getStopping());
  }

  /** Tasks that have weights, and whether they can be weighted so. */
  private static void weighting(TrainingSpec spec) {
    StaticWeights weights = spec.getWeighting().getStaticWeights();
    byTask("weighting.static_weights.initial", spec, weights.getInitialMap());
    byTask("weighting.static_weights.decay", spec, weights.getDecayMap());
    sharing(spec);
  }

  private static void numbers(TaskWeighting weighting) {
    switch (weighting.getKindCase()) {
      case STATIC_WEIGHTS -> {
        StaticWeights weights = weighting.getStaticWeights();
        notNegative("weighting.static_weights.initial", weights.getInitialMap());
        notNegative("weighting.static_weights.decay", weights.getDecayMap());
      }
      case DYNAMIC_WEIGHT_AVERAGE ->
          positive(
              "weighting.dynamic_weight_average.temperature",
              weighting.getDynamicWeightAverage().getTemperature());
      case GRAD_NORM -> {
        notNegative("weighting.grad_norm.alpha", weighting.getGradNorm().getAlpha());
        positive("weighting.grad_norm.learning_rate", weighting.getGradNorm().getLearningRate());
      }
      case UNCERTAINTY, KIND_NOT_SET -> {}
    }
  }

  /** What weights tasks against each other wants something that they share. */
  private static void sharing(TrainingSpec spec) {
    Sharing sharing = ModelSpecs.sharing(spec.getModel());
    TaskWeighting.KindCase kind = spec.getWeighting().getKindCase();
    boolean isStatic =
        kind == TaskWeighting.KindCase.STATIC_WEIGHTS
            || kind == TaskWeighting.KindCase.KIND_NOT_SET;
    if (sharing == Sharing.NOTHING && !isStatic) {
      throw new SpecException(
          "weighting",
          "expected static weights, as the tasks of this model share nothing, found " + kind);
    }
    if (sharing == Sharing.NOTHING && spec.hasPcgrad()) {
      throw new SpecException("pcgrad", "expected none, as the tasks of this model share nothing");
    }
    if (sharing != Sharing.LAYER && kind == TaskWeighting.KindCase.GRAD_NORM) {
      throw new SpecException(
          "weighting.grad_norm",
          "expected a model whose tasks all read a shared layer, found none");
    }
  }

  private static void byTask(String field, TrainingSpec spec, Map<String, Double> values) {
    values.keySet().forEach(name -> task(field + "[\"" + name + "\"]", spec, name));
  }

  private static void notNegative(String field, Map<String, Double> values) {
    values.forEach((name, value) -> notNegative(field + "[\"" + name + "\"]", value));
  }

  private static TaskSpec task(String path, TrainingSpec spec, String name) {
    return spec.getModel().getTasksList().stream()
        .filter(task -> task.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SpecException(
                    path,
                    "expected one of the tasks "
                        + spec.getModel().getTasksList().stream().map(TaskSpec::getName).toList()
                        + ", found "
                        + name));
  }

  private static void schedule(LearningRateSchedule schedule) {
    positive("learning_rate.initial", schedule.getInitial());
    if (schedule.hasExponential()) {
      positive("learning_rate.exponential.factor", schedule.getExponential().getFactor());
      if (schedule.getExponential().getEverySteps() <= 0) {
        throw new SpecException(
            "learning_rate.exponential.every_steps",
            "expected 1 or more, found " + schedule.getExponential().getEverySteps());
      }
    }
    if (schedule.hasMilestones()) {
      positive("learning_rate.milestones.factor", schedule.getMilestones().getFactor());
      schedule
          .getMilestones()
          .getStepsList()
          .forEach(step -> steps("learning_rate.milestones.steps", step));
      if (!Comparators.isInStrictOrder(
          schedule.getMilestones().getStepsList(), Comparator.naturalOrder())) {
        throw new SpecException(
            "learning_rate.milestones.steps",
            "expected ascending steps, found " + schedule.getMilestones().getStepsList());
      }
    }
  }

  private static void stopping(Stopping stopping) {
    notNegative("stopping.min_improvement", stopping.getMinImprovement());
    if (stopping.getPatience() < 0) {
      throw new SpecException(
          "stopping.patience",
          "expected 0 to "
              + Integer.MAX_VALUE
              + ", found "
              + Integer.toUnsignedString(stopping.getPatience()));
    }
  }

  private static void optimizer(OptimizerSpec optimizer) {
    switch (optimizer.getKindCase()) {
      case SGD -> fraction("optimizer.sgd.momentum", optimizer.getSgd().getMomentum());
      case ADAGRAD ->
          positive(
              "optimizer.adagrad.initial_accumulator",
              optimizer.getAdagrad().getInitialAccumulator());
      case ADAM -> adam("optimizer.adam", optimizer.getAdam());
      case ADAMW -> {
        adam("optimizer.adamw.adam", optimizer.getAdamw().getAdam());
        notNegative("optimizer.adamw.weight_decay", optimizer.getAdamw().getWeightDecay());
      }
      case FTRL -> {
        Ftrl ftrl = optimizer.getFtrl();
        notNegative("optimizer.ftrl.initial_accumulator", ftrl.getInitialAccumulator());
        notNegative("optimizer.ftrl.beta", ftrl.getBeta());
        notNegative("optimizer.ftrl.l1", ftrl.getL1());
        notNegative("optimizer.ftrl.l2", ftrl.getL2());
        positive(
            "optimizer.ftrl.initial_accumulator + beta",
            ftrl.getInitialAccumulator() + ftrl.getBeta());
      }
      case KIND_NOT_SET ->
          throw new SpecException(
              "optimizer", "expected sgd, adagrad, adam, adamw or ftrl, found none");
    }
  }

  private static void adam(String path, Adam adam) {
    fraction(path + ".beta1", adam.getBeta1());
    fraction(path + ".beta2", adam.getBeta2());
    positive(path + ".epsilon", adam.getEpsilon());
  }

  private static void notNegative(String path, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new SpecException(path, "expected a number that is not negative, found " + value);
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

  private static void steps(String path, long value) {
    if (value < 0) {
      throw new SpecException(path, "expected a number of steps from 0, found " + value);
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
