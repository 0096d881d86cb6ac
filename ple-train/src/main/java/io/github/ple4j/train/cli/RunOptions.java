package io.github.ple4j.train.cli;

import io.github.ple4j.train.BestPerTask;
import io.github.ple4j.train.MeanRelativeGain;
import io.github.ple4j.train.Stopping;
import io.github.ple4j.train.TrainingSpec;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long a run is, and what it leaves. */
final class RunOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Passes over train.")
  private int epochs;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends the run after so many steps; 0 for no limit.")
  private long maxSteps;

  @Option(
      names = "--evaluate-every",
      paramLabel = "STEPS",
      defaultValue = "0",
      description = "Evaluates validation so often, beside every epoch's end; 0 for that only.")
  private long evaluateEvery;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Ends the run after so many evaluations in a row without a better one; 0 for never.")
  private int patience;

  @Option(
      names = "--min-improvement",
      paramLabel = "X",
      defaultValue = "0",
      description = "By how much a better one is better.")
  private double minImprovement;

  @Option(
      names = "--best-by",
      paramLabel = "RULE",
      defaultValue = "mean-gain",
      description =
          "What the best step is best in, on validation: mean-gain, the tasks' mean relative gain;"
              + " the name of a task; or per-task, a best step and an export for each.")
  private String bestBy;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      defaultValue = "5000",
      description = "Saves so often, beside every evaluation; 0 for that only.")
  private long checkpointEvery;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many of the newest are kept.")
  private int keepCheckpoints;

  @Option(
      names = "--log-every",
      paramLabel = "STEPS",
      defaultValue = "50",
      description = "Writes metrics.jsonl and tensorboard/ so often; 0 for evaluations only.")
  private long logEvery;

  @Option(
      names = "--log-gradients-every",
      paramLabel = "STEPS",
      defaultValue = "200",
      description = "Norms of the tasks' gradients and the cosines between them; 0 for never.")
  private long logGradientsEvery;

  @Option(
      names = "--no-histograms",
      description = "Leaves the distributions of variables out of tensorboard/.")
  private boolean noHistograms;

  /** The task that the best step is best in, if it is one. */
  Optional<String> bestTask() {
    return bestBy.equals("mean-gain") || bestBy.equals("per-task")
        ? Optional.empty()
        : Optional.of(bestBy);
  }

  void set(TrainingSpec.Builder spec) {
    if (keepCheckpoints < 1) {
      throw new ParameterException(
          command.commandLine(),
          "--keep-checkpoints: expected 1 or more, found: " + keepCheckpoints);
    }
    Stopping.Builder stopping =
        spec.getStoppingBuilder()
            .setEpochs(epochs)
            .setMaxSteps(maxSteps)
            .setEvaluateEverySteps(evaluateEvery)
            .setPatience(patience)
            .setMinImprovement(minImprovement);
    switch (bestBy) {
      case "mean-gain" -> stopping.setMeanRelativeGain(MeanRelativeGain.getDefaultInstance());
      case "per-task" -> stopping.setBestPerTask(BestPerTask.getDefaultInstance());
      default -> stopping.setTask(bestBy);
    }
    spec.getCheckpointsBuilder().setEverySteps(checkpointEvery).setKeep(keepCheckpoints);
    spec.getLoggingBuilder()
        .setEverySteps(logEvery)
        .setGradientsEverySteps(logGradientsEvery)
        .setHistograms(!noHistograms);
  }
}
