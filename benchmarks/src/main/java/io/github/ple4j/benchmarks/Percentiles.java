package io.github.ple4j.benchmarks;

/** Percentiles of durations. */
final class Percentiles {
  private Percentiles() {}

  /** Of ascending nanoseconds, in microseconds; {@code fraction} is 0.5 for the median. */
  static double micros(long[] sorted, double fraction) {
    return sorted[(int) ((sorted.length - 1) * fraction)] / 1e3;
  }
}
