package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.AliCcpGenerator;
import io.github.ple4j.train.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple data generate ali-ccp}. */
@Command(
    name = "ali-ccp",
    description =
        "Writes simulated files in the layout of Ali-CCP: about 0.5 GB for each million rows of"
            + " train and of test.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class GenerateAliCcpCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Rows of train; the real files have 42300135.")
  private long rows;

  @Option(
      names = "--test-rows",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description = "Rows of test; if absent, for each of train as many as in the real files.")
  private Optional<Long> testRows = Optional.empty();

  @Option(
      names = "--draw-seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Decides every random number.")
  private long drawSeed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new or empty directory; it appears when it is whole.")
  private Path out;

  @Override
  public Integer call() {
    AliCcpGenerator.Options options = options();
    Console console = Console.standard();
    StopSignal.watch();
    try (ResultDirectory directory = ResultDirectory.create(out)) {
      checkSpace(directory.path(), options.expectedBytes());
      AliCcpGenerator generator = AliCcpGenerator.create(options);
      write(generator, directory.path(), console);
      long bytes = bytes(directory.path());
      directory.complete();
      console.say(
          String.format(
              Locale.ROOT,
              "wrote %d rows of train and %d of test, %d bytes in all, into %s; all synthetic, see"
                  + " SYNTHETIC.txt there",
              options.rows(),
              options.testRows(),
              bytes,
              out));
      return 0;
    } catch (IOException e) {
      throw RunException.unwritable(out, e);
    } finally {
      StopSignal.release();
    }
  }

  private AliCcpGenerator.Options options() {
    try {
      AliCcpGenerator.Options made = AliCcpGenerator.Options.ofRows(rows).withDrawSeed(drawSeed);
      return testRows.isPresent() ? made.withTestRows(testRows.get()) : made;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }

  private static void write(AliCcpGenerator generator, Path directory, Console console)
      throws IOException {
    AliCcpGenerator.Options options = generator.options();
    try (RowProgress progress = console.rows("writing", options.rows() + options.testRows())) {
      generator.write(
          directory,
          Runtime.getRuntime().availableProcessors(),
          written -> {
            if (StopSignal.isRequested()) {
              throw new RunException("stopped; nothing is left");
            }
            progress.at(written);
          });
    }
  }

  private static void checkSpace(Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          String.format(Locale.ROOT, "expected %d bytes of free space, found %d", bytes, free));
    }
  }

  private static long bytes(Path directory) throws IOException {
    long sum = 0;
    for (String file : AliCcpGenerator.FILES) {
      sum += Files.size(directory.resolve(file));
    }
    return sum;
  }
}
