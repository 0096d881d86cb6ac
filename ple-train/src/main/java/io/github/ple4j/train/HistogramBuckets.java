package io.github.ple4j.train;

import io.github.ple4j.train.TensorBoardMessages.Histogram;
import java.util.Arrays;

/**
 * Counts numbers in buckets whose limits grow by a tenth from 1e-12 to 1e20, below zero as above,
 * as TensorFlow's own histograms do. Of empty buckets in a row one is written.
 */
final class HistogramBuckets {
  private static final double[] LIMITS = limits();

  private HistogramBuckets() {}

  /** The finite ones among {@code values}. */
  static Histogram of(float[] values) {
    long[] counts = new long[LIMITS.length];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long number = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        int place = Arrays.binarySearch(LIMITS, value);
        counts[place >= 0 ? place : -place - 1]++;
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        squares += (double) value * value;
        number++;
      }
    }
    Histogram.Builder histogram =
        Histogram.newBuilder()
            .setMin(number == 0 ? 0 : min)
            .setMax(number == 0 ? 0 : max)
            .setNum((double) number)
            .setSum(sum)
            .setSumSquares(squares);
    for (int i = 0; i < counts.length; i++) {
      boolean lastOfEmpty = counts[i] == 0 && i + 1 < counts.length && counts[i + 1] > 0;
      if (counts[i] > 0 || lastOfEmpty) {
        histogram.addBucketLimit(LIMITS[i]).addBucket((double) counts[i]);
      }
    }
    if (number == 0) {
      histogram.addBucketLimit(Double.MAX_VALUE).addBucket(0);
    }
    return histogram.build();
  }

  private static double[] limits() {
    double[] positive = new double[1000];
    int count = 0;
    for (double limit = 1e-12; limit < 1e20; limit *= 1.1) {
      positive[count++] = limit;
    }
    positive[count++] = Double.MAX_VALUE;
    double[] limits = new double[2 * count + 1];
    for (int i = 0; i < count; i++) {
      limits[count - 1 - i] = -positive[i];
      limits[count + 1 + i] = positive[i];
    }
    return limits; // 0 in the middle
  }
}
