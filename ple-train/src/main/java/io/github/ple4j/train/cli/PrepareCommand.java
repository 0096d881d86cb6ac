package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.AliCcpPreparation;
import io.github.ple4j.datasets.FaultPolicy;
import io.github.ple4j.train.RunException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ple data prepare}. */
@Command(
    name = "prepare",
    description =
        "Turns large raw files into memory-mapped columns (NumPy's .npy), once, for train and the"
            + " others to read.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class PrepareCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "NAME",
      converter = PreparedName.Parser.class,
      description = "The data set: ${COMPLETION-CANDIDATES}.")
  private PreparedName name;

  @Option(
      names = "--source",
      required = true,
      paramLabel = "DIR",
      description =
          "With sample_skeleton_train.csv, common_features_train.csv and those of test, plain or"
              + " .gz, or sample_train.tar.gz and sample_test.tar.gz.")
  private Path source;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new directory; it appears when it is complete.")
  private Path out;

  @Option(
      names = "--min-count",
      paramLabel = "N",
      defaultValue = "10",
      description = "An id that fewer samples of train have is out of vocabulary.")
  private int minCount;

  @Option(
      names = "--field-min-count",
      paramLabel = "FIELD=N",
      showDefaultValue = Visibility.NEVER,
      description = "The same for one field, such as 205=3.")
  private Map<String, Integer> fieldMinCounts = new LinkedHashMap<>();

  @Option(
      names = "--validation-seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Moves which tenth of train's common indices is validation.")
  private long validationSeed;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      defaultValue = "fail",
      description = "What to do about lines that are not as they should be: fail or skip.")
  private FaultPolicy policy;

  @Option(
      names = "--max-faults",
      paramLabel = "N",
      defaultValue = "1000",
      description = "With skip: more of them fail all the same.")
  private long mostFaults;

  @Option(names = "--threads", paramLabel = "N", description = "That read. All cores by default.")
  private @Nullable Integer threads;

  @Override
  public Integer call() {
    AliCcpPreparation.Options options = options();
    Console console = Console.standard();
    long begun = System.nanoTime();
    AliCcpPreparation.Report report;
    StopSignal.watch();
    try (ByteProgress progress = console.bytes()) {
      report =
          AliCcpPreparation.prepare(
              source,
              out,
              options,
              (stage, bytes, total) -> {
                progress.at(stage, bytes, total);
                if (StopSignal.isRequested()) {
                  throw new RunException("stopped; nothing is left of " + out);
                }
              });
    } finally {
      StopSignal.release();
    }
    print(report, (System.nanoTime() - begun) / 1e9);
    console.say("wrote " + out + "; train on it with --data " + name + " --data-dir " + out);
    return 0;
  }

  private void print(AliCcpPreparation.Report report, double seconds) {
    PrintWriter results = command.commandLine().getOut();
    new TreeMap<>(report.counts())
        .forEach(
            (what, count) -> {
              if (!what.startsWith("field/")) {
                results.println(what + " " + count);
              }
            });
    report.examples().forEach(line -> results.println("skipped: " + line));
    results.println(
        String.format(
            Locale.ROOT,
            "%.0f MB of text in %.1f s, %.0f MB/s",
            report.sourceBytes() / 1e6,
            seconds,
            report.sourceBytes() / 1e6 / seconds));
    results.flush();
  }

  private AliCcpPreparation.Options options() {
    try {
      AliCcpPreparation.Options options =
          AliCcpPreparation.Options.defaults()
              .withMinCount(minCount)
              .withFieldMinCounts(fieldMinCounts)
              .withValidationSeed(validationSeed)
              .withPolicy(policy, mostFaults);
      return threads == null ? options : options.withThreads(threads);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }
}
