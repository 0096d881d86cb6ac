package io.github.ple4j.datasets;

/**
 * Random numbers of simulated Ali-CCP rows: SplitMix64, begun anew for every user, group and row.
 * Not thread-safe.
 */
final class AliCcpRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** Begins the sequence of a key. */
  void begin(long key) {
    state = Seeds.mix(key);
  }

  long next() {
    state += GOLDEN_GAMMA;
    return Seeds.mix(state);
  }

  /** In [0, 1). */
  double uniform() {
    return (next() >>> 11) * 0x1p-53;
  }

  /** One of 0 to bound - 1. */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /**
   * One of 0 to bound - 1, small ones more often: the probability of i falls nearly as i to the
   * power of 1 / power - 1.
   */
  int skewed(int bound, int power) {
    double uniform = uniform();
    double product = uniform;
    for (int i = 1; i < power; i++) {
      product *= uniform;
    }
    return (int) (bound * product);
  }

  /** Of mean 0 and variance 1, nearly normal. */
  double gaussian() {
    return Math.sqrt(0.5) * (gaussian(next()) + gaussian(next()));
  }

  /** A number of mean 0 and variance 1 that a hash decides, from -3.5 to 3.5. */
  static double gaussian(long hash) {
    long sum =
        (hash & 0xFFFF) + ((hash >>> 16) & 0xFFFF) + ((hash >>> 32) & 0xFFFF) + (hash >>> 48);
    return (sum - 2 * 65535.0) / (65536 * Math.sqrt(1 / 3.0));
  }
}
