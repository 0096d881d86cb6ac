package io.github.ple4j.benchmarks.experiment;

import java.util.Collection;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What a sample says of the mean of its population.
 *
 * @param n how many values there are
 * @param mean of the sample
 * @param standardDeviation of the sample, with n - 1 in the divisor; NaN where n is 1
 * @param low lower end of the 95 % interval by Student's t; NaN where n is 1
 * @param high upper end of it; NaN where n is 1
 */
record Estimate(int n, double mean, double standardDeviation, double low, double high) {
  private static final double TAIL = 0.025;

  /**
   * Estimates from values.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Estimate of(Collection<Double> sample) {
    double[] values = sample.stream().mapToDouble(Double::doubleValue).toArray();
    int n = values.length;
    if (n == 0) {
      throw new IllegalArgumentException("expected a value or more, found none");
    }
    double mean = Mean.of(values).getAsDouble();
    if (n == 1) {
      return new Estimate(n, mean, Double.NaN, Double.NaN, Double.NaN);
    }
    double deviation = StandardDeviation.of(values).getAsDouble();
    double half =
        TDistribution.of(n - 1).inverseSurvivalProbability(TAIL) * deviation / Math.sqrt(n);
    return new Estimate(n, mean, deviation, mean - half, mean + half);
  }

  /** Whether there is a deviation and an interval: of two values or more. */
  boolean hasInterval() {
    return n > 1;
  }

  /** Half the width of the interval; NaN where there is none. */
  double halfWidth() {
    return (high - low) / 2;
  }

  /** Whether the interval holds a value; false where there is no interval. */
  boolean covers(double value) {
    return hasInterval() && low <= value && value <= high;
  }

  /** Whether the interval lies above or below a value; false where there is no interval. */
  boolean excludes(double value) {
    return hasInterval() && (value < low || high < value);
  }
}
