package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.SyntheticRegression;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks data}: how fast data are read and made, in time of one core. */
@Command(
    name = "data",
    description = "Prints the rates at which census-income is read and synthetic data are made.",
    mixinStandardHelpOptions = true)
final class DataRates implements Callable<Integer> {
  private static final List<String> FILES = List.of("census-income.data", "census-income.test");
  private static final int SAMPLES = 40_960;
  private static final int BATCH = 1024;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "9", description = "Rounds.")
  private int rounds;

  /** Something to time. */
  private interface Work {
    void run() throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    Path directory =
        CensusIncome.locate(
            Optional.empty(), System.getenv(), Path.of(System.getProperty("user.home")));
    Path plain = Files.createTempDirectory("census-income");
    try {
      double megabytes = 0;
      for (String file : FILES) {
        try (InputStream text = open(directory, file)) {
          megabytes += Files.copy(text, plain.resolve(file)) / 1e6;
        }
      }
      report("census-income, plain text, MB/s", megabytes, () -> load(plain));
      if (Files.exists(directory.resolve(FILES.get(0) + ".gz"))) {
        report("census-income, .gz, MB/s of its text", megabytes, () -> load(directory));
      }
    } finally {
      for (String file : FILES) {
        Files.deleteIfExists(plain.resolve(file));
      }
      Files.delete(plain);
    }
    Dataset synthetic = SyntheticRegression.create(SyntheticRegression.Options.defaults());
    Batch batch = synthetic.train().newBatch(BATCH);
    int[] order = Shuffle.permutation(synthetic.train().size(), 1, 0);
    report(
        "synthetic, 512 dimensions, samples/s",
        SAMPLES,
        () -> {
          for (int from = 0; from < SAMPLES; from += BATCH) {
            synthetic.train().read(order, from, BATCH, batch);
          }
        });
    return 0;
  }

  private void report(String name, double amount, Work work) throws IOException {
    double[] rates = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      work.run();
      rates[round] =
          amount * 1e9 / (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    }
    double first = rates[0];
    Arrays.sort(rates);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-38s first %10.0f  median %10.0f  (%d rounds)",
            name,
            first,
            rates[rounds / 2],
            rounds));
  }

  private static void load(Path directory) {
    CensusIncome.load(directory, CensusIncome.Protocol.PAPER, 1);
  }

  private static InputStream open(Path directory, String file) throws IOException {
    Path plain = directory.resolve(file);
    return Files.exists(plain)
        ? Files.newInputStream(plain)
        : new GZIPInputStream(Files.newInputStream(directory.resolve(file + ".gz")));
  }
}
