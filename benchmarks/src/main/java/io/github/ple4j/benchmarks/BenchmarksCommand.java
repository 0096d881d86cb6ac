package io.github.ple4j.benchmarks;

import io.github.ple4j.benchmarks.experiment.ExperimentCommand;
import io.github.ple4j.benchmarks.experiment.ExperimentException;
import io.github.ple4j.serve.CommandLauncher;
import io.github.ple4j.train.cli.Failures;
import java.util.Map;
import java.util.Set;
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
  /** What predicts does so as {@code ple-serve} does. */
  private static final Set<String> PREDICTING = Set.of(PredictionsCommand.NAME, ServingLoad.NAME);

  @Spec private CommandSpec command;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Prints the stack trace of a failure.")
  private boolean verbose;

  /** Runs the command in a JVM that is configured for TensorFlow, and exits with its status. */
  public static void main(String[] args) {
    String name = CommandLauncher.subcommand(args);
    CommandLauncher.launch(
        BenchmarksCommand.class, name, args, environment(name), BenchmarksCommand::run);
  }

  static Map<String, String> environment(String name) {
    return PREDICTING.contains(name) ? CommandLauncher.PREDICTION : Map.of();
  }

  private static int run(String[] args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    BenchmarksCommand root = new BenchmarksCommand();
    return new CommandLine(root)
        .addSubcommand("experiment", ExperimentCommand.of(Machine.description()))
        .addSubcommand(new JmhCommand())
        .addSubcommand(new PredictionsCommand())
        .addSubcommand(new StepTrace())
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
        "expected a command: experiment, jmh, predictions, trace, memory, data, epoch, metrics, systems,"
            + " startup or serving-load");
  }
}
