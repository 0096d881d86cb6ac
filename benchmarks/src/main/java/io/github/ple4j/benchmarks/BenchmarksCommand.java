package io.github.ple4j.benchmarks;

import io.github.ple4j.benchmarks.experiment.ExperimentCommand;
import io.github.ple4j.benchmarks.experiment.ExperimentException;
import io.github.ple4j.serve.CommandLauncher;
import io.github.ple4j.train.cli.Failures;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code ple-benchmarks}. */
@Command(
    name = "ple-benchmarks",
    description = "Measures PLE4J on this machine.",
    mixinStandardHelpOptions = true)
public final class BenchmarksCommand implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Prints the stack trace of a failure.")
  private boolean verbose;

  /** Runs the command in a JVM that is configured for TensorFlow, and exits with its status. */
  public static void main(String[] args) {
    CommandLauncher.launch(BenchmarksCommand.class, args, BenchmarksCommand::run);
  }

  private static int run(String[] args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    BenchmarksCommand root = new BenchmarksCommand();
    return new CommandLine(root)
        .addSubcommand("experiment", ExperimentCommand.of(Machine.description()))
        .addSubcommand(new Jmh())
        .addSubcommand(new MemorySoak())
        .addSubcommand(new DataRates())
        .addSubcommand(new EpochRate())
        .addSubcommand(new MetricRates())
        .addSubcommand(new SystemsTable())
        .addSubcommand(new StartUp())
        .addSubcommand(new ServingLoad())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, arguments) -> wrongUsage(e))
        .setExecutionExceptionHandler((e, failed, result) -> root.failed(e, failed));
  }

  private static int wrongUsage(ParameterException exception) {
    CommandSpec wrong = exception.getCommandLine().getCommandSpec();
    String name = wrong.qualifiedName();
    String line = String.valueOf(exception.getMessage());
    exception.getCommandLine().getErr().println(name + ": " + line + "; see " + name + " --help");
    return wrong.exitCodeOnInvalidInput();
  }

  private int failed(Exception exception, CommandLine failed) {
    String line =
        exception instanceof ExperimentException
            ? exception.getMessage()
            : Failures.line(exception, verbose);
    failed.getErr().println(failed.getCommandSpec().qualifiedName() + ": " + line);
    if (verbose) {
      exception.printStackTrace(failed.getErr());
    }
    return failed.getCommandSpec().exitCodeOnExecutionException();
  }

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "expected a command: experiment, jmh, memory, data, epoch, metrics, systems, startup or"
            + " serving-load");
  }

  /** {@code ple-benchmarks jmh}. */
  @Command(
      name = "jmh",
      description =
          "Training steps, batch preparation, embedding tables, graph build, predictions, as a table.",
      mixinStandardHelpOptions = true)
  static final class Jmh implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Option(
        names = "--include",
        paramLabel = "REGEX",
        defaultValue = ".*",
        description =
            "Which benchmarks: TrainingStep, StepBound, EmbeddingTable, GraphBuild, Predictor, Onnx, Alternatives; all by default.")
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

    @Option(
        names = "--rounds",
        paramLabel = "N",
        converter = PositiveInt.class,
        defaultValue = "15",
        description = "Rounds, of which medians are shown: 9 or more.")
    private int rounds;

    @Override
    public Integer call() throws RunnerException {
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .include(include)
              .measurementIterations(rounds)
              .verbosity(VerboseMode.SILENT)
              .shouldFailOnError(true)
              // Forks that wrote the command's archive of classes would end late, and all in one
              // file.
              .jvmArgs(
                  ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                      .filter(option -> !option.startsWith("-XX:ArchiveClassesAtExit"))
                      .toArray(String[]::new))
              // Heap for the batches; TensorFlow's memory is its own.
              .jvmArgsAppend("-Xmx2g");
      List<String> measured = models.isEmpty() ? Models.names() : models;
      options.param("model", measured.toArray(String[]::new));
      options.param("device", device);
      if (!batchSizes.isEmpty()) {
        options.param("batchSize", batchSizes.toArray(String[]::new));
      }
      Iterable<RunResult> results;
      try {
        results = new Runner(options.build()).run();
      } catch (NoBenchmarksException e) {
        throw new ParameterException(
            command.commandLine(),
            "--include: expected a part of the name of a benchmark, see --help, found: " + include,
            e);
      }
      System.out.print(BenchmarkTable.of(results));
      return 0;
    }
  }
}
