package io.github.ple4j.train.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple data}. */
@Command(
    name = "data",
    description = "Makes, prepares, checks and shows data.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DataDescribeCommand.class,
      DataHeadCommand.class,
      GenerateCommand.class,
      PrepareCommand.class,
      VerifyCommand.class
    })
final class DataCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "expected a command, such as describe");
  }
}
