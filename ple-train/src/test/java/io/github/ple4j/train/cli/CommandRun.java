package io.github.ple4j.train.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What a run of {@code ple} in this process came to. */
record CommandRun(int status, String out, String err) {

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = PleCommand.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = command.execute(arguments);
    return new CommandRun(status, out.toString(), err.toString());
  }

  /** {@code ple train} of a synthetic data set of 240 training rows, for two epochs. */
  static CommandRun small(Path out, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", "--data", "synthetic", "--out", out.toString()));
    arguments.addAll(List.of("--data-option", "rows=280", "--data-option", "dimensions=5"));
    arguments.addAll(List.of("--epochs", "2", "--batch-size", "64", "--threads", "2"));
    arguments.addAll(List.of(more));
    return of(arguments.toArray(String[]::new));
  }
}
