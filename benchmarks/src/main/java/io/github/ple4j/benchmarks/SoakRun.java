package io.github.ple4j.benchmarks;

import io.github.ple4j.benchmarks.LoadGenerator.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** Requests for minutes or hours, through which a server's memory has to stay what it is. */
final class SoakRun {
  /** Memory at a time. */
  record Sample(double minutes, ServerMemory memory) {}

  private static final double SAMPLE_MINUTES = 0.5;

  /** Fewer samples of the second half say nothing. */
  private static final int JUDGED_FROM = 10;

  private static final double GROWTH_ALLOWED = 0.05;

  private final PrintWriter out;
  private final LoadTimes times;

  SoakRun(PrintWriter out, LoadTimes times) {
    this.out = out;
    this.times = times;
  }

  /**
   * Prints memory each half minute, and the slope of the second half of the time.
   *
   * @return whether all requests were answered, and memory was flat or the time too short to say
   */
  boolean print(RestCallers.Request service, int count, double minutes)
      throws IOException, InterruptedException, ExecutionException {
    try (RestCallers callers = service.open(count)) {
      LoadGenerator.closedLoop(callers, count, times.warmUp());
      Load most = LoadGenerator.closedLoop(callers, count, times.duration());
      double rate = times.rate(most.answeredPerSecond());
      out.printf(
          Locale.ROOT, "%n%d callers, %.0f requests/s, for %.1f minutes%n", count, rate, minutes);
      out.printf("%8s %12s %9s%n", "minutes", "resident MB", "heap MB");
      Duration duration = LoadTimes.seconds(minutes * 60);
      LoadGenerator requests = LoadGenerator.startOpenLoop(callers, count, duration, rate);
      List<Sample> samples;
      Load load;
      try {
        samples = sample(service, minutes);
      } finally {
        requests.stop();
        load = requests.await();
      }
      out.printf(
          Locale.ROOT,
          "%d requests in %.0f s: %d answered, %d refused, %d failed; p50 %.0f us, p99 %.0f us,"
              + " p99.9 %.0f us%n",
          load.sent(),
          load.seconds(),
          load.answered(),
          load.refused(),
          load.failed(),
          load.micros(50),
          load.micros(99),
          load.micros(99.9));
      if (load.failed() > 0) {
        out.println("failed: " + load.failure());
      }
      boolean flat = judge(samples);
      out.flush();
      return flat && load.failed() + load.refused() == 0;
    }
  }

  private List<Sample> sample(RestCallers.Request service, double minutes)
      throws IOException, InterruptedException {
    List<Sample> samples = new ArrayList<>();
    long start = System.nanoTime();
    int last = Math.max(1, (int) (minutes / SAMPLE_MINUTES));
    double interval = Math.min(minutes, SAMPLE_MINUTES);
    for (int i = 0; i <= last; i++) {
      long due = start + (long) (i * interval * 60e9);
      Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
      Sample sample =
          new Sample((System.nanoTime() - start) / 60e9, ServerMemory.of(service.uri()));
      samples.add(sample);
      out.printf(
          Locale.ROOT,
          "%8.1f %12.1f %9.1f%n",
          sample.minutes(),
          sample.memory().residentMegabytes(),
          sample.memory().heapMegabytes());
      out.flush();
    }
    return samples;
  }

  /** Whether resident memory is flat in the second half, when caches and heap have their size. */
  private boolean judge(List<Sample> samples) {
    List<Sample> half = samples.subList(samples.size() / 2, samples.size());
    double[] minutes = half.stream().mapToDouble(Sample::minutes).toArray();
    double[] resident =
        half.stream().mapToDouble(sample -> sample.memory().residentMegabytes()).toArray();
    double[] heap = half.stream().mapToDouble(sample -> sample.memory().heapMegabytes()).toArray();
    if (half.size() < 2) {
      out.println("slope: too short a time to say");
      return true;
    }
    double slope = slope(minutes, resident);
    out.printf(
        Locale.ROOT,
        "slope of the second half: resident %+.2f MB/min, heap %+.2f MB/min%n",
        slope,
        slope(minutes, heap));
    if (half.size() < JUDGED_FROM) {
      out.println("whether that is flat: too short a time to say, ten minutes are enough");
      return true;
    }
    double grown = slope * (minutes[minutes.length - 1] - minutes[0]);
    double allowed = GROWTH_ALLOWED * resident[0];
    out.printf(
        Locale.ROOT,
        "%s: grown by %.1f MB in that time, %.1f are allowed%n",
        grown <= allowed ? "flat" : "not flat",
        grown,
        allowed);
    return grown <= allowed;
  }

  /** Of the line that is closest to the points by least squares. */
  static double slope(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squares += (x[i] - meanX) * (x[i] - meanX);
    }
    return products / squares;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
