package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;

/**
 * Mean, deviation and quantiles of a numeric column, gathered value by value. Missing ones are NaN.
 */
final class FeatureStatistics {
  private final boolean logarithmic;
  private final boolean quantiles;
  private long count;
  private double mean; // of transformed values
  private double squares; // of deviations from the mean
  private float[] nonZero = new float[0];
  private int nonZeroCount;
  private boolean missing;

  FeatureStatistics(boolean logarithmic, boolean quantiles) {
    this.logarithmic = logarithmic;
    this.quantiles = quantiles;
  }

  void add(float value) {
    if (Float.isNaN(value)) {
      missing = true;
      return;
    }
    double transformed = logarithmic ? Math.signum(value) * Math.log1p(Math.abs(value)) : value;
    count++;
    double delta = transformed - mean;
    mean += delta / count; // Welford 1962
    squares += delta * (transformed - mean);
    if (quantiles && value != 0) {
      if (nonZeroCount == nonZero.length) {
        nonZero = Arrays.copyOf(nonZero, Math.max(1024, nonZeroCount * 2));
      }
      nonZero[nonZeroCount++] = value;
    }
  }

  double mean() {
    return mean;
  }

  /** Population standard deviation; 1 of a constant column, which then standardises to 0. */
  double standardDeviation() {
    double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
    return (float) deviation > 0 ? deviation : 1;
  }

  boolean hasMissing() {
    return missing;
  }

  /**
   * Where the buckets of the non-zero values begin, but for the first: at each distinct value where
   * there are at most {@code exactValues}, else at distinct values between {@code buckets} groups
   * of equal size.
   */
  ImmutableList<Double> boundaries(int buckets, int exactValues) {
    Arrays.sort(nonZero, 0, nonZeroCount);
    ImmutableList<Double> exact = distinct(exactValues);
    if (!exact.isEmpty()) {
      return exact.subList(1, exact.size());
    }
    ImmutableList.Builder<Double> boundaries = ImmutableList.builder();
    double last = nonZeroCount == 0 ? 0 : nonZero[0];
    for (int i = 1; i < buckets && nonZeroCount > 0; i++) {
      double boundary = nonZero[(int) ((long) i * nonZeroCount / buckets)];
      if (boundary > last) {
        boundaries.add(boundary);
        last = boundary;
      }
    }
    return boundaries.build();
  }

  /** The distinct sorted values; none if there are more than the limit. */
  private ImmutableList<Double> distinct(int limit) {
    ImmutableList.Builder<Double> values = ImmutableList.builder();
    int count = 0;
    for (int i = 0; i < nonZeroCount; i++) {
      if (i == 0 || nonZero[i] > nonZero[i - 1]) {
        count++;
        if (count > limit) {
          return ImmutableList.of();
        }
        values.add((double) nonZero[i]);
      }
    }
    return values.build();
  }
}
