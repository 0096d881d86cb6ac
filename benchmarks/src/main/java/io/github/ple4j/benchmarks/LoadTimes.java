package io.github.ple4j.benchmarks;

import java.io.IOException;
import java.time.Duration;

/**
 * How long a load is measured, and how high it is.
 *
 * @param warmUp before the first measurement: as long as code takes to be compiled
 * @param duration of each measurement
 * @param share of the throughput, at which latencies are measured
 */
record LoadTimes(Duration warmUp, Duration duration, double share) {
  LoadTimes {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("the time of a measurement must be positive: " + duration);
    }
    if (!(share > 0)) {
      throw new IllegalArgumentException("the share of the throughput must be positive: " + share);
    }
  }

  /**
   * Requests per second of an open loop.
   *
   * @param throughput in answers per second
   * @throws IOException if there were none
   */
  double rate(double throughput) throws IOException {
    if (!(throughput > 0)) {
      throw new IOException("expected answers, found none in " + duration.toMillis() + " ms");
    }
    return throughput * share;
  }

  static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
