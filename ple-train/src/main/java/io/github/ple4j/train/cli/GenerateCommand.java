package io.github.ple4j.train.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code ple data generate}. */
@Command(
    name = "generate",
    description = "Writes simulated data; nothing of it is real.",
    mixinStandardHelpOptions = true,
    subcommands = {GenerateVideoCommand.class, GenerateAliCcpCommand.class})
final class GenerateCommand implements Runnable {
  @Spec private CommandSpec command;

  @Unmatched private List<String> unknown = new ArrayList<>();

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(),
        "expected what to simulate, one of "
            + command.subcommands().keySet()
            + ", found "
            + (unknown.isEmpty() ? "none" : unknown.get(0)));
  }
}
