package io.github.ple4j.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple-benchmarks jmh}. */
@Command(
    name = "jmh",
    description = "Training steps, batch preparation, embedding tables, graph build, as a table.",
    mixinStandardHelpOptions = true)
final class JmhCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private JmhRun run;

  @Option(
      names = "--include",
      paramLabel = "REGEX",
      defaultValue = ".*",
      description =
          "Which benchmarks: TrainingStep, StepBound, EmbeddingTable, GraphBuild, Alternatives; all by default.")
  private String include;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      converter = ModelName.class,
      split = ",",
      description = "Which models; all by default.")
  private List<String> models = List.of();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      split = ",",
      description = "Of steps; 256, 1024 and 4096 by default.")
  private List<String> batchSizes = List.of();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "Of TrainingStep, and of the product beside it, as ple train takes it: gpu.")
  private String device;

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        run.options().include(include).exclude(PredictionsCommand.BENCHMARKS);
    List<String> measured = models.isEmpty() ? Models.names() : models;
    options.param("model", measured.toArray(String[]::new));
    options.param("device", device);
    if (!batchSizes.isEmpty()) {
      options.param("batchSize", batchSizes.toArray(String[]::new));
    }
    try {
      run.print(options);
    } catch (NoBenchmarksException e) {
      throw new ParameterException(
          command.commandLine(),
          "--include: expected a part of the name of a benchmark, see --help, found: " + include,
          e);
    }
    return 0;
  }
}
