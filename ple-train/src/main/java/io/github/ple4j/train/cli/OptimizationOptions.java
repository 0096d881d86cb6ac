package io.github.ple4j.train.cli;

import io.github.ple4j.train.Constant;
import io.github.ple4j.train.Cosine;
import io.github.ple4j.train.Exponential;
import io.github.ple4j.train.LearningRateGroup;
import io.github.ple4j.train.LearningRateSchedule;
import io.github.ple4j.train.Milestones;
import io.github.ple4j.train.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How gradients change variables. */
final class OptimizationOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description = "${COMPLETION-CANDIDATES}.")
  private OptimizerName optimizer;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      defaultValue = "0",
      description = "Of sgd, from 0 to below 1.")
  private double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0.01",
      description = "Of adamw.")
  private double weightDecay;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "The base rate.")
  private double learningRate;

  @Option(
      names = "--group-learning-rate",
      paramLabel = "PART=X",
      description =
          "A base rate of their own for variables whose name has this part, such as embedding, gate"
              + " or tower.")
  private Map<String, Double> groups = new LinkedHashMap<>();

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "cosine",
      description = "${COMPLETION-CANDIDATES}: cosine to 0 over the run.")
  private ScheduleName schedule;

  @Option(
      names = "--warm-up",
      paramLabel = "STEPS",
      defaultValue = "0",
      description = "Steps over which the rate grows from 0.")
  private long warmUp;

  @Option(
      names = "--schedule-factor",
      paramLabel = "X",
      defaultValue = "0.5",
      description = "Of exponential and step.")
  private double factor;

  @Option(
      names = "--schedule-steps",
      paramLabel = "N",
      split = ",",
      description =
          "Of exponential: the steps after which the rate has the factor once more. Of step: the"
              + " steps at which it gets it, such as 1000,2000.")
  private @Nullable List<Long> steps;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      defaultValue = "0",
      description = "Largest norm of the whole gradient; 0 for no limit.")
  private double clipNorm;

  @Option(
      names = "--l2-embeddings",
      paramLabel = "X",
      defaultValue = "0",
      description = "X * row is added to the gradient of every embedding row that a batch reads.")
  private double l2Embeddings;

  @Option(
      names = "--l2-dense",
      paramLabel = "X",
      defaultValue = "0",
      description = "X * weights is added to the gradient of layers, gates and heads.")
  private double l2Dense;

  void set(TrainingSpec.Builder spec) {
    checkApplies("--momentum", optimizer == OptimizerName.sgd, "--optimizer " + optimizer);
    checkApplies("--weight-decay", optimizer == OptimizerName.adamw, "--optimizer " + optimizer);
    boolean stepped = schedule == ScheduleName.exponential || schedule == ScheduleName.step;
    checkApplies("--schedule-factor", stepped, "--schedule " + schedule);
    checkApplies("--schedule-steps", stepped, "--schedule " + schedule);
    optimizer.set(spec.getOptimizerBuilder(), momentum, weightDecay);
    LearningRateSchedule.Builder rate =
        spec.getLearningRateBuilder().setInitial(learningRate).setWarmUpSteps(warmUp);
    switch (schedule) {
      case constant -> rate.setConstant(Constant.getDefaultInstance());
      case cosine -> rate.setCosine(Cosine.getDefaultInstance());
      case exponential -> {
        if (steps().size() != 1) {
          throw wrong("--schedule-steps: expected one number of steps, found " + steps());
        }
        rate.setExponential(
            Exponential.newBuilder().setFactor(factor).setEverySteps(steps().get(0)));
      }
      case step ->
          rate.setMilestones(Milestones.newBuilder().setFactor(factor).addAllSteps(steps()));
    }
    groups.forEach(
        (part, initial) ->
            spec.addLearningRateGroups(
                LearningRateGroup.newBuilder().setPart(part).setInitial(initial)));
    spec.setClipNorm(clipNorm);
    if (l2Embeddings != 0 || l2Dense != 0) {
      spec.getRegularizationBuilder().setL2Embeddings(l2Embeddings).setL2Dense(l2Dense);
    }
  }

  private List<Long> steps() {
    if (steps == null) {
      throw wrong("--schedule " + schedule + ": expected --schedule-steps, found none");
    }
    return steps;
  }

  private void checkApplies(String option, boolean applies, String to) {
    if (!applies && command.commandLine().getParseResult().hasMatchedOption(option)) {
      throw wrong(option + " is not an option of " + to);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
