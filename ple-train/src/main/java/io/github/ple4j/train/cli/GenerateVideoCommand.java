package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ple4j.datasets.VideoCsv;
import io.github.ple4j.datasets.VideoFeed;
import io.github.ple4j.train.RunException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple data generate video}. */
@Command(
    name = "video",
    description = "Writes a simulated video feed as CSV, for other tools.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class GenerateVideoCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;

  @Spec private CommandSpec command;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "A file that ends in .csv or .csv.gz; it appears when it is whole.")
  private Path out;

  @Option(
      names = "--data-option",
      paramLabel = "NAME=VALUE",
      showDefaultValue = Visibility.NEVER,
      description = SimulatedData.VIDEO)
  private Map<String, String> options = new LinkedHashMap<>();

  @Override
  public Integer call() {
    String name = String.valueOf(out.getFileName());
    if (!name.endsWith(".csv") && !name.endsWith(".csv.gz")) {
      throw new ParameterException(
          command.commandLine(),
          "--out: expected a file that ends in .csv or .csv.gz, found: " + out);
    }
    VideoFeed feed =
        VideoFeed.create(SimulatedData.video(new OptionValues(command, command.name(), options)));
    Console console = Console.standard();
    try (ResultFile file = ResultFile.create(out);
        RowProgress progress = console.rows("writing", feed.options().rows())) {
      OutputStream stream =
          out.toString().endsWith(".gz")
              ? new GZIPOutputStream(file.stream(), BUFFER)
              : file.stream();
      Writer writer = new BufferedWriter(new OutputStreamWriter(stream, UTF_8), BUFFER);
      VideoCsv.write(feed, writer, progress::at);
      writer.flush();
      if (stream instanceof GZIPOutputStream compressed) {
        compressed.finish();
      }
      file.complete();
    } catch (IOException e) {
      throw RunException.unwritable(out, e);
    }
    console.say("wrote " + feed.options().rows() + " simulated impressions into " + out);
    return 0;
  }
}
