package io.github.ple4j.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.CsvDataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.datasets.VideoFeed;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks data}: how fast data are read and made, in time of one core. */
@Command(
    name = "data",
    description =
        "Prints the rates at which census-income, CSV and files in the layout of Ali-CCP are read,"
            + " and synthetic data and a video feed are made.",
    mixinStandardHelpOptions = true)
final class DataRates implements Callable<Integer> {
  private static final List<String> FILES = List.of("census-income.data", "census-income.test");
  private static final int SAMPLES = 40_960;
  private static final int BATCH = 1024;

  @Option(
      names = "--data",
      paramLabel = "NAME",
      split = ",",
      description = "Which data: ${COMPLETION-CANDIDATES}; all by default.")
  private List<Name> names = List.of(Name.values());

  @Option(
      names = "--full",
      description =
          "In place of that: makes all samples of the paper's five correlations once, with all"
              + " cores, then makes some and trains PLE on some in turn.")
  private boolean full;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "9",
      description = "Rounds.")
  private int rounds;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Of csv, and of ali-ccp, which takes 0.5 GB of disk for each million and half as much"
              + " again prepared.")
  private long rows;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = "Where files are written and deleted again; the system's by default.")
  private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));

  /** The data. */
  enum Name {
    ali_ccp,
    census,
    csv,
    synthetic,
    video;

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  /** Something to time. */
  private interface Work {
    void run() throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    if (full) {
      SyntheticPass.print();
      new ReadingPace(
              SyntheticRegression.create(SyntheticRegression.Options.defaults().withRows(140_000)),
              512,
              50)
          .print(rounds);
      return 0;
    }
    for (Name name : names) {
      HeapPeak.reset();
      switch (name) {
        case ali_ccp -> aliCcp();
        case census -> census();
        case csv -> csv();
        case synthetic ->
            making(
                "synthetic, 512 dimensions, samples/s",
                SyntheticRegression.create(SyntheticRegression.Options.defaults()).train());
        case video ->
            making(
                "video, five tasks, impressions/s",
                VideoFeed.create(VideoFeed.Options.defaults()).dataset().train());
      }
      System.out.println(
          String.format(
              Locale.ROOT, "%-38s at most %8.0f MB", name + ", heap used", HeapPeak.megabytes()));
    }
    return 0;
  }

  private void aliCcp() throws IOException {
    Path directory = Files.createTempDirectory(scratch, "ali-ccp");
    try {
      new AliCcpPass(rows).print(directory, rounds);
    } finally {
      delete(directory);
    }
  }

  private void census() throws IOException {
    Path directory = Models.censusDirectory();
    Path plain = Files.createTempDirectory(scratch, "census-income");
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
      delete(plain);
    }
  }

  private void csv() throws IOException {
    Path directory = Files.createTempDirectory(scratch, "video-csv");
    try {
      VideoFeed feed = VideoFeed.create(VideoFeed.Options.defaults().withRows(rows));
      VideoFiles files = VideoFiles.write(feed, directory);
      double megabytes = files.megabytes();
      report(
          "video feed as CSV, plain text, MB/s",
          megabytes,
          () -> CsvDataset.load(files.plain(), directory));
      report(
          "video feed as CSV, .gz, MB/s of text",
          megabytes,
          () -> CsvDataset.load(files.gzipped(), directory));
    } finally {
      delete(directory);
    }
  }

  /** Rows with their features and labels, in a shuffled order, as training reads them. */
  private void making(String name, Split train) throws IOException {
    Batch batch = train.newBatch(BATCH);
    int[] order = Shuffle.permutation(train.size(), 1, 0);
    report(
        name,
        SAMPLES,
        () -> {
          for (int from = 0; from < SAMPLES; from += BATCH) {
            train.read(order, from, BATCH, batch);
          }
        });
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

  private static void delete(Path directory) throws IOException {
    // Insecure only where the file system has no handles of directories; this one is our own.
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
