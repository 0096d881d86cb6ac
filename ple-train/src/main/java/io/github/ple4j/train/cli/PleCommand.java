package io.github.ple4j.train.cli;

import io.github.ple4j.serve.CommandLauncher;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code ple}. */
@Command(
    name = "ple",
    description = "Trains, evaluates, draws and applies multi-task ranking models.",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      SpecCommand.class,
      DescribeCommand.class,
      GatesCommand.class,
      DataCommand.class,
      DevicesCommand.class
    })
public final class PleCommand implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Prints the stack trace of a failure.")
  private boolean verbose;

  /** Runs {@code ple} in a JVM that is configured for TensorFlow, and exits with its status. */
  public static void main(String[] args) {
    String name = CommandLauncher.subcommand(args);
    CommandLauncher.launch(
        PleCommand.class,
        name,
        args,
        environment(name),
        arguments -> {
          int status = 1; // of an error
          try {
            status = run(arguments);
          } finally {
            StopSignal.finished(status);
          }
          return status;
        });
  }

  /** {@code ple predict} predicts as {@code ple-serve} does. */
  static Map<String, String> environment(String name) {
    return name.equals(PredictCommand.NAME) ? CommandLauncher.PREDICTION : Map.of();
  }

  /** Runs {@code ple} in this JVM: 0 done, 1 failed, 2 wrong usage. */
  static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    PleCommand root = new PleCommand();
    return new CommandLine(root)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(PleCommand::wrongUsage)
        .setExecutionExceptionHandler((e, command, result) -> root.failed(e, command));
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "expected a command, such as train");
  }

  private static int wrongUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + firstLine(exception) + "; see " + name + " --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private int failed(Exception exception, CommandLine command) {
    PrintWriter err = command.getErr();
    err.println(
        command.getCommandSpec().qualifiedName() + ": " + Failures.line(exception, verbose));
    if (verbose) {
      exception.printStackTrace(err);
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String firstLine(Exception exception) {
    return String.valueOf(exception.getMessage()).lines().findFirst().orElse("wrong usage");
  }
}
