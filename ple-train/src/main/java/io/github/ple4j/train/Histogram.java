package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;

/**
 * How many values lie in each of some bins between two numbers. A value on the edge of two bins is
 * in the upper one.
 *
 * @param logarithmic whether the bins are equally wide in {@code log(1 + x)} instead of in x
 * @param from where the first bin begins
 * @param to where the last bin ends
 * @param counts values in each bin, at least one bin
 */
public record Histogram(boolean logarithmic, double from, double to, ImmutableList<Long> counts) {
  /** Most bins. */
  public static final int BINS = 24;

  private static final int NEAR = 100;
  private static final double FAR = 20; // times the mean

  /**
   * Of sorted finite values, at least one. Whole numbers have bins of equally many of them. Bins
   * are logarithmic for values that are not negative, if they are said to be skewed or the largest
   * is twenty times the mean, but for whole numbers within a hundred.
   */
  static Histogram of(float[] sorted, int size, boolean skewed) {
    double low = sorted[0];
    double high = sorted[size - 1];
    boolean whole = areWhole(sorted, size);
    boolean near = whole && high - low < NEAR;
    if (low >= 0 && high > low && !near && (skewed || high > FAR * mean(sorted, size))) {
      return counted(sorted, size, true, low, high, BINS);
    }
    if (whole) {
      double width = Math.ceil((high - low + 1) / BINS);
      int bins = (int) Math.ceil((high - low + 1) / width);
      return counted(sorted, size, false, low, low + bins * width, bins);
    }
    return low == high
        ? counted(sorted, size, false, low - 0.5, low + 0.5, 1)
        : counted(sorted, size, false, low, high, BINS);
  }

  /** Where a bin begins; that of {@code counts().size()} is where the last one ends. */
  public double edge(int bin) {
    return logarithmic
        ? Math.expm1(Math.log1p(from) + bin * (Math.log1p(to) - Math.log1p(from)) / counts.size())
        : from + bin * (to - from) / counts.size();
  }

  private static Histogram counted(
      float[] values, int size, boolean logarithmic, double from, double to, int bins) {
    double start = logarithmic ? Math.log1p(from) : from;
    double width = ((logarithmic ? Math.log1p(to) : to) - start) / bins; // exact if whole
    long[] counts = new long[bins];
    for (int i = 0; i < size; i++) {
      double place = ((logarithmic ? Math.log1p(values[i]) : values[i]) - start) / width;
      counts[Math.min(bins - 1, (int) place)]++;
    }
    return new Histogram(logarithmic, from, to, ImmutableList.copyOf(Longs.asList(counts)));
  }

  private static double mean(float[] values, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += values[i];
    }
    return sum / size;
  }

  private static boolean areWhole(float[] values, int size) {
    for (int i = 0; i < size; i++) {
      if (values[i] != Math.rint(values[i])) {
        return false;
      }
    }
    return true;
  }
}
