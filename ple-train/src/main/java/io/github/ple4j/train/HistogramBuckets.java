package io.github.ple4j.train;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.tensorflow.proto.HistogramProto;

/**
 * Histograms as TensorFlow's own summaries count them. The limits of the buckets grow by 10 % from
 * 1e-12 to 1e20 on either side of 0, and a bucket holds its lower limit but not its upper one.
 */
final class HistogramBuckets {

  /** The upper limit of each bucket; the lower one is the upper one of the bucket before. */
  private static final double[] LIMITS = limits();

  private HistogramBuckets() {}

  /** Counts those of the values that are finite. A run of empty buckets becomes one. */
  static HistogramProto count(float[] values) {
    double[] counts = new double[LIMITS.length];
    double number = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    for (float each : values) {
      if (Float.isFinite(each)) {
        double value = each + 0.0; // No -0, which a search would find below 0.
        counts[bucket(value)]++;
        number++;
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        squares += value * value;
      }
    }
    HistogramProto.Builder histogram =
        HistogramProto.newBuilder().setNum(number).setSum(sum).setSumSquares(squares);
    if (number > 0) {
      histogram.setMin(min).setMax(max);
    }
    for (int bucket = 0; bucket < counts.length; bucket++) {
      boolean last = bucket == counts.length - 1;
      if (counts[bucket] > 0 || last || counts[bucket + 1] > 0) {
        histogram.addBucketLimit(LIMITS[bucket]).addBucket(counts[bucket]);
      }
    }
    return histogram.build();
  }

  private static int bucket(double value) {
    int found = Arrays.binarySearch(LIMITS, value);
    return found >= 0 ? found + 1 : -found - 1;
  }

  private static double[] limits() {
    double[] positive =
        DoubleStream.concat(
                DoubleStream.iterate(1e-12, limit -> limit < 1e20, limit -> limit * 1.1),
                DoubleStream.of(Double.MAX_VALUE))
            .toArray();
    return DoubleStream.concat(
            Arrays.stream(positive).map(limit -> -limit),
            DoubleStream.concat(DoubleStream.of(0), Arrays.stream(positive)))
        .sorted()
        .toArray();
  }
}
