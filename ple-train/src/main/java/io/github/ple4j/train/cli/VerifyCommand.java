package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.ColumnStore;
import io.github.ple4j.train.RunException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ple data verify}. */
@Command(
    name = "verify",
    description = "Reads prepared data and compares every column's checksum.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "What ple data prepare wrote.")
  private Path directory;

  @Override
  public Integer call() {
    ColumnStore store = ColumnStore.open(directory);
    List<String> damaged;
    try (ByteProgress progress = Console.standard().bytes()) {
      damaged = store.verify((column, bytes) -> progress.at("verifying", bytes, store.bytes()));
    }
    int columns = store.manifest().getColumnsCount();
    damaged.forEach(line -> command.commandLine().getOut().println(line));
    command.commandLine().getOut().flush();
    if (!damaged.isEmpty()) {
      throw new RunException(
          directory
              + ": expected "
              + columns
              + " columns as they were written, found "
              + damaged.size()
              + " damaged; prepare the data again");
    }
    command
        .commandLine()
        .getOut()
        .println(columns + " columns, " + store.bytes() / 1_000_000 + " MB, as they were written");
    command.commandLine().getOut().flush();
    return 0;
  }
}
