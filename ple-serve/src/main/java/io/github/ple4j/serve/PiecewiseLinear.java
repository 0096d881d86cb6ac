package io.github.ple4j.serve;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;

/** A function that is linear between points. */
final class PiecewiseLinear implements LengthFunction {
  private final double[] lengths;
  private final double[] values;

  PiecewiseLinear(ImmutableDoubleArray lengths, ImmutableDoubleArray values) {
    if (lengths.isEmpty() || lengths.length() != values.length()) {
      throw new IllegalArgumentException(
          "points must have a length and a value each, and be one or more: "
              + lengths.length()
              + " lengths, "
              + values.length()
              + " values");
    }
    for (int i = 0; i < lengths.length(); i++) {
      check(lengths.get(i), "length");
      check(values.get(i), "value");
      if (i > 0 && lengths.get(i) <= lengths.get(i - 1)) {
        throw new IllegalArgumentException(
            "lengths of points must ascend: " + lengths.get(i - 1) + ", " + lengths.get(i));
      }
    }
    this.lengths = lengths.toArray();
    this.values = values.toArray();
  }

  private static void check(double number, String what) {
    if (!(number >= 0) || Double.isInfinite(number)) {
      throw new IllegalArgumentException(
          what + " of a point must be finite and not negative: " + number);
    }
  }

  @Override
  public double applyAsDouble(double length) {
    int found = Arrays.binarySearch(lengths, length);
    if (found >= 0) {
      return values[found];
    }
    int next = -found - 1;
    if (next == 0) {
      return values[0];
    }
    if (next == lengths.length) {
      return values[next - 1];
    }
    double share = (length - lengths[next - 1]) / (lengths[next] - lengths[next - 1]);
    return values[next - 1] + share * (values[next] - values[next - 1]);
  }
}
