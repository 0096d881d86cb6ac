package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.AliCcp;
import io.github.ple4j.datasets.AliCcpGenerator;
import io.github.ple4j.datasets.AliCcpPreparation;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Files in the layout of Ali-CCP from their making to batches of all 23 fields: written, prepared,
 * opened, and read in a global shuffle. All rates are of wall time, by all cores but for reading.
 *
 * @param rows of train's skeleton; test has a tenth
 */
record AliCcpPass(long rows) {
  private static final int BATCH = 1024;
  private static final int STEPS = 10; // of a turn
  private static final int READ = 200 * BATCH;
  private static final String RATE = "samples/s, of all 23 fields";

  /** Does all that in a directory, which is left with the files in it. */
  void print(Path directory, int turns) throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    Path raw = Files.createDirectory(directory.resolve("raw"));
    Path prepared = directory.resolve("prepared");
    long start = System.nanoTime();
    AliCcpGenerator.create(
            AliCcpGenerator.Options.ofRows(rows).withTestRows(Math.max(1000, rows / 10)))
        .write(raw, cores, written -> {});
    double written = seconds(start);

    start = System.nanoTime();
    AliCcpPreparation.Report report =
        AliCcpPreparation.prepare(
            raw, prepared, AliCcpPreparation.Options.defaults(), (stage, bytes, total) -> {});
    double preparing = seconds(start);
    double megabytes = report.sourceBytes() / 1e6;
    line("ali-ccp text written", megabytes / written, "MB/s (%.0f MB)".formatted(megabytes));
    line("ali-ccp prepared", megabytes / preparing, "MB/s of its text");
    line("heap used until here, at most", HeapPeak.megabytes(), "MB");

    start = System.nanoTime();
    Dataset data = AliCcp.open(prepared, AliCcp.Options.defaults());
    line("ali-ccp opened", seconds(start), "s");
    int[] order = Shuffle.permutation(data.train().size(), 2, 0);
    int count = Math.min(READ, order.length);
    try (SampleReaders readers = new SampleReaders(1)) {
      line(
          "read by one thread, first",
          count / readers.read(data.train(), order, count, BATCH),
          RATE);
      line("and once more", count / readers.read(data.train(), order, count, BATCH), RATE);
    }
    new ReadingPace(data, BATCH, STEPS).print(turns);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void line(String name, double number, String unit) {
    System.out.println(String.format(Locale.ROOT, "%-38s %8.1f %s", name, number, unit));
  }
}
