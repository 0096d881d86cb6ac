package io.github.ple4j.train.cli;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.Multimap;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.train.StaticWeights;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.UncertaintyWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the losses of the tasks become one. */
final class JointOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--weighting",
      paramLabel = "NAME",
      defaultValue = "static",
      description = "Where the tasks' weights come from: static, uncertainty, dwa or gradnorm.")
  private String weighting;

  @Option(
      names = "--task-weight",
      paramLabel = "TASK=X",
      description = "Of static: the weight at first, 1 where not given.")
  private Map<String, Double> weights = new LinkedHashMap<>();

  @Option(
      names = "--task-weight-decay",
      paramLabel = "TASK=X",
      description =
          "Of static: the factor that the weight gets again and again, 1 where not given.")
  private Map<String, Double> decays = new LinkedHashMap<>();

  @Option(
      names = "--decay-every",
      paramLabel = "CLOCK",
      defaultValue = "epoch",
      description = "When it gets it: ${COMPLETION-CANDIDATES}.")
  private Clock clock;

  /** What eq. 10 counts. */
  enum Clock {
    epoch,
    step
  }

  @Option(
      names = "--dwa-temperature",
      paramLabel = "X",
      defaultValue = "2",
      description = "Of dwa: the higher, the closer to equal weights.")
  private double temperature;

  @Option(
      names = "--gradnorm-alpha",
      paramLabel = "X",
      defaultValue = "1.5",
      description = "Of gradnorm: the higher, the more a task that learns slowly gets.")
  private double alpha;

  @Option(
      names = "--gradnorm-rate",
      paramLabel = "X",
      defaultValue = "0.025",
      description = "Of gradnorm: the learning rate of the weights.")
  private double gradNormRate;

  @Option(
      names = "--pcgrad",
      description = "Projects conflicting gradients of tasks on what they share.")
  private boolean pcgrad;

  @Option(
      names = "--positive-weight",
      paramLabel = "TASK=X",
      description = "Of a binary task: the loss of a positive sample counts so many times.")
  private Map<String, Double> positiveWeights = new LinkedHashMap<>();

  @Option(
      names = "--correct-calibration",
      description =
          "Takes positive weights out of the predictions again: their odds are divided by the"
              + " weight.")
  private boolean correctCalibration;

  /** The model with predictions that are corrected, if that was asked for. */
  ModelSpec corrected(ModelSpec model) {
    if (!correctCalibration) {
      return model;
    }
    ModelSpec.Builder corrected = model.toBuilder();
    for (TaskSpec.Builder task : corrected.getTasksBuilderList()) {
      Double weight = positiveWeights.get(task.getName());
      if (weight != null && weight > 0) {
        task.setPredictionLogitShift(-Math.log(weight));
      }
    }
    return corrected.build();
  }

  /** Tasks by the options that name them. */
  Multimap<String, String> tasks() {
    Multimap<String, String> tasks = LinkedHashMultimap.create();
    tasks.putAll("--task-weight", weights.keySet());
    tasks.putAll("--task-weight-decay", decays.keySet());
    tasks.putAll("--positive-weight", positiveWeights.keySet());
    return tasks;
  }

  /**
   * @param seed of what is random
   */
  void set(TrainingSpec.Builder spec, long seed) {
    switch (weighting) {
      case "static" -> {
        StaticWeights.Builder fixed =
            StaticWeights.newBuilder().putAllInitial(weights).putAllDecay(decays);
        if (clock == Clock.step) {
          fixed.setClock(StaticWeights.Clock.STEPS);
        }
        spec.getWeightingBuilder().setStaticWeights(fixed);
      }
      case "uncertainty" ->
          spec.getWeightingBuilder().setUncertainty(UncertaintyWeights.getDefaultInstance());
      case "dwa" ->
          spec.getWeightingBuilder().getDynamicWeightAverageBuilder().setTemperature(temperature);
      case "gradnorm" ->
          spec.getWeightingBuilder()
              .getGradNormBuilder()
              .setAlpha(alpha)
              .setLearningRate(gradNormRate);
      default ->
          throw wrong(
              "--weighting: expected static, uncertainty, dwa or gradnorm, found: " + weighting);
    }
    checkApplies("--decay-every", "static");
    checkApplies("--dwa-temperature", "dwa");
    checkApplies("--gradnorm-alpha", "gradnorm");
    checkApplies("--gradnorm-rate", "gradnorm");
    if (!weighting.equals("static") && !(weights.isEmpty() && decays.isEmpty())) {
      throw wrong("--task-weight and --task-weight-decay are options of --weighting static");
    }
    if (correctCalibration && positiveWeights.isEmpty()) {
      throw wrong("--correct-calibration: expected --positive-weight, found none");
    }
    if (pcgrad) {
      spec.getPcgradBuilder().setSeed(seed);
    }
    spec.putAllPositiveWeights(positiveWeights);
  }

  private void checkApplies(String option, String to) {
    if (!weighting.equals(to) && command.commandLine().getParseResult().hasMatchedOption(option)) {
      throw wrong(option + " is an option of --weighting " + to + ", not of " + weighting);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
