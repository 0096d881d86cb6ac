package io.github.ple4j.train;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Numbers that arrive one by one. Count, mean, deviation, least and largest are those of all;
 * quantiles and histogram are exact for as many numbers as may be kept, and beyond that those of a
 * uniform random sample of so many, drawn as they arrive (algorithm L of Li 1994) from a fixed
 * seed. Memory is four bytes a number kept. Not thread-safe.
 */
final class RunningDistribution {
  /** Most numbers that all distributions of one description keep together: 128 MiB. */
  private static final int KEPT_TOGETHER = 1 << 25;

  private static final int MOST_KEPT = 1 << 21;
  private static final long SEED = 1;

  private final int mostKept;
  private final boolean skewed;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private float[] kept = new float[16];
  private int size;
  private long count;
  private double mean;
  private double squares; // of deviations from the mean
  private float minimum = Float.POSITIVE_INFINITY;
  private float maximum = Float.NEGATIVE_INFINITY;
  private double threshold = 1; // W of algorithm L
  private long next; // number, counted from 1, that is taken into the full sample

  /**
   * @param skewed whether a logarithmic histogram suits
   */
  RunningDistribution(int mostKept, boolean skewed) {
    this.mostKept = mostKept;
    this.skewed = skewed;
  }

  /** Numbers to keep of each of so many columns: two millions, fewer of more than 16 columns. */
  static int mostKept(int columns) {
    return Math.min(MOST_KEPT, KEPT_TOGETHER / Math.max(1, columns));
  }

  /** Not NaN. */
  void add(float value) {
    count++;
    double delta = value - mean;
    mean += delta / count; // Welford 1962
    squares += delta * (value - mean);
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    if (size < mostKept) {
      keep(value);
    } else if (count == next) {
      kept[random.nextInt(size)] = value;
      skip();
    }
  }

  /** Empty if no number has come. */
  Optional<Distribution> distribution() {
    if (count == 0) {
      return Optional.empty();
    }
    float[] sorted = Arrays.copyOf(kept, size);
    Arrays.sort(sorted);
    return Optional.of(
        new Distribution(
            count,
            mean,
            Math.sqrt(squares / count),
            minimum,
            quantile(sorted, 0.01),
            quantile(sorted, 0.25),
            quantile(sorted, 0.5),
            quantile(sorted, 0.75),
            quantile(sorted, 0.99),
            maximum,
            size,
            Float.isFinite(sorted[0]) && Float.isFinite(sorted[size - 1])
                ? Optional.of(Histogram.of(sorted, size, skewed))
                : Optional.empty()));
  }

  private void keep(float value) {
    if (size == kept.length) {
      kept = Arrays.copyOf(kept, (int) Math.min(mostKept, 2L * size));
    }
    kept[size++] = value;
    if (size == mostKept) {
      next = count;
      skip();
    }
  }

  /** Draws which of the numbers to come is the next that replaces one of the sample. */
  private void skip() {
    threshold *= StrictMath.exp(StrictMath.log(1 - random.nextDouble()) / mostKept);
    double skipped = StrictMath.log(1 - random.nextDouble()) / StrictMath.log1p(-threshold);
    next += 1 + (long) skipped;
  }

  private static double quantile(float[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
