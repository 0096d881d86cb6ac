package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** {@code ple predict} in this process, with streams of a test's own. */
final class PredictRun {
  private PredictRun() {}

  static CommandRun of(Path export, String standardInput, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandRun run = into(out, export, standardInput, more);
    return new CommandRun(run.status(), out.toString(UTF_8), run.err());
  }

  /** What goes to the stream is not in the result. */
  static CommandRun into(OutputStream out, Path export, String standardInput, String... more) {
    List<String> arguments = new ArrayList<>(List.of("predict", "--export", export.toString()));
    arguments.addAll(List.of(more));
    CommandLine ple = PleCommand.commandLine();
    ple.getCommandSpec().removeSubcommand("predict");
    ple.addSubcommand(
        new PredictCommand(new ByteArrayInputStream(standardInput.getBytes(UTF_8)), out));
    StringWriter err = new StringWriter();
    ple.setErr(new PrintWriter(err, true));
    ple.setCaseInsensitiveEnumValuesAllowed(true);
    ple.setParameterExceptionHandler(ple.getParameterExceptionHandler());
    ple.setExecutionExceptionHandler(ple.getExecutionExceptionHandler());
    int status = ple.execute(arguments.toArray(String[]::new));
    return new CommandRun(status, "", err.toString());
  }
}
