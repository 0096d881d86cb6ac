package io.github.ple4j.benchmarks;

import io.github.ple4j.benchmarks.LoadGenerator.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** Twice as many requests as a server can answer: it has to refuse the rest, and not to fall. */
final class OverloadRun {
  private static final double OVERLOAD = 2;

  private final PrintWriter out;
  private final LoadTimes times;
  private final int rounds;
  private long failed;

  OverloadRun(PrintWriter out, LoadTimes times, int rounds) {
    this.out = out;
    this.times = times;
    this.rounds = rounds;
  }

  /**
   * Prints a row of each load.
   *
   * @param few callers, with whom the server is busy and refuses none: its throughput is measured
   *     with them
   * @param many callers, of whom enough are free at any time to send requests at the time they are
   *     to be sent
   * @return the number of requests that failed, which is not refused
   */
  long print(RestCallers.Request service, int few, int many)
      throws IOException, InterruptedException, ExecutionException {
    double most = capacity(service, few);
    out.printf(
        Locale.ROOT,
        "%n%-10s %7s %11s %11s %11s %9s %9s %9s %9s %9s %9s%n",
        "load",
        "callers",
        "to send/s",
        "sent/s",
        "answered/s",
        "refused",
        "with 429",
        "p50 us",
        "p99 us",
        "p99.9 us",
        "failed");
    Load usual = row(service, many, times.rate(most), times.share());
    Load over = row(service, many, most * OVERLOAD, OVERLOAD);
    out.printf(
        Locale.ROOT,
        "of 1/s %.0f that %d callers get; p99 of the answered at %.0f %% over that at %.0f %%:"
            + " %.2f%n",
        most,
        few,
        OVERLOAD * 100,
        times.share() * 100,
        over.micros(99) / usual.micros(99));
    if (over.answeredPerSecond() > most * 1.1) {
      out.println("more were answered than that: the server was not yet warm, or the machine busy");
    }
    out.flush();
    return failed;
  }

  /** The median throughput. */
  private double capacity(RestCallers.Request service, int few)
      throws IOException, InterruptedException, ExecutionException {
    double[] found = new double[rounds];
    try (RestCallers callers = service.open(few)) {
      LoadGenerator.closedLoop(callers, few, times.warmUp());
      for (int round = 0; round < rounds; round++) {
        Load load = LoadGenerator.closedLoop(callers, few, times.duration());
        found[round] = load.answeredPerSecond();
        failed += load.failed();
      }
    }
    Arrays.sort(found);
    return found[rounds / 2];
  }

  private Load row(RestCallers.Request service, int count, double rate, double share)
      throws IOException, InterruptedException, ExecutionException {
    try (RestCallers callers = service.open(count)) {
      Load load = LoadGenerator.openLoop(callers, count, times.duration(), rate);
      out.printf(
          Locale.ROOT,
          "%-10s %7d %11.0f %11.0f %11.0f %8.1f%% %8.1f%% %9.0f %9.0f %9.0f %9d%n",
          String.format(Locale.ROOT, "%.0f %%", share * 100),
          count,
          rate,
          load.sent() / load.seconds(),
          load.answeredPerSecond(),
          100 * load.refusedShare(),
          load.refused() == 0 ? 0 : 100 * load.refusedShare() * callers.tooMany() / load.refused(),
          load.micros(50),
          load.micros(99),
          load.micros(99.9),
          load.failed());
      failed += load.failed();
      if (load.failed() > 0) {
        out.println("failed: " + load.failure());
      }
      return load;
    }
  }
}
