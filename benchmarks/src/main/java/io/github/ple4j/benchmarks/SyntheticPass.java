package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.SyntheticRegression;
import java.util.List;
import java.util.Locale;

/**
 * Every sample of the five correlations of the PLE paper, once, in shuffled batches, by all cores;
 * with the most heap that was used meanwhile, as samples are made and not stored.
 */
final class SyntheticPass {
  private static final List<Double> CORRELATIONS = List.of(0.2, 0.4, 0.5, 0.75, 1.0);
  private static final int BATCH = 1024;

  private SyntheticPass() {}

  static void print() {
    int threads = Runtime.getRuntime().availableProcessors();
    HeapPeak.reset();
    long all = 0;
    double bytes = 0;
    double seconds = 0;
    try (SampleReaders readers = new SampleReaders(threads)) {
      for (double correlation : CORRELATIONS) {
        SyntheticRegression.Options options =
            SyntheticRegression.Options.defaults().withCorrelation(correlation);
        Dataset data = SyntheticRegression.create(options);
        long samples = 0;
        long start = System.nanoTime();
        for (Split split : List.of(data.train(), data.validation(), data.test())) {
          int[] order = Shuffle.permutation(split.size(), 1, 0);
          readers.read(split, order, order.length, BATCH);
          samples += order.length;
        }
        double taken = (System.nanoTime() - start) / 1e9;
        print("synthetic, correlation " + correlation, samples, taken);
        all += samples;
        seconds += taken;
        int values = data.schema().features().size() + data.schema().labels().size();
        bytes += (double) samples * values * Float.BYTES;
      }
    }
    print("all of them, by " + threads + " threads", all, seconds);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-38s at most %8.0f MB, for %.0f MB of samples",
            "heap used",
            HeapPeak.megabytes(),
            bytes / 1e6));
  }

  private static void print(String name, long samples, double seconds) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-38s %8d samples in %6.1f s, %8.0f samples/s",
            name,
            samples,
            seconds,
            samples / seconds));
  }
}
