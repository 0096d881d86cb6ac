package io.github.ple4j.serve;

import com.google.common.primitives.ImmutableDoubleArray;

/** f(video_len), by which {@link Ranking} multiplies. Implementations must be thread-safe. */
@FunctionalInterface
public interface LengthFunction {
  /**
   * The factor of a length.
   *
   * @param length 0 or more, finite
   * @return 0 or more, finite
   */
  double applyAsDouble(double length);

  /** 1 for all: the length does not count. */
  static LengthFunction none() {
    return length -> 1;
  }

  /**
   * ln(1 + min(length, maximum)).
   *
   * @param maximum above 0; may be infinite
   */
  static LengthFunction log1p(double maximum) {
    checkMaximum(maximum);
    return length -> Math.log1p(Math.min(length, maximum));
  }

  /**
   * min(length, maximum)^exponent.
   *
   * @param exponent 0 or more, finite
   * @param maximum above 0; may be infinite
   */
  static LengthFunction power(double exponent, double maximum) {
    if (!(exponent >= 0) || Double.isInfinite(exponent)) {
      throw new IllegalArgumentException("exponent must not be negative: " + exponent);
    }
    checkMaximum(maximum);
    return length -> Math.pow(Math.min(length, maximum), exponent);
  }

  /**
   * Linear between points, and constant before the first and after the last.
   *
   * @param lengths of the points, ascending, 0 or more
   * @param values at the points, 0 or more
   */
  static LengthFunction piecewiseLinear(ImmutableDoubleArray lengths, ImmutableDoubleArray values) {
    return new PiecewiseLinear(lengths, values);
  }

  private static void checkMaximum(double maximum) {
    if (!(maximum > 0)) {
      throw new IllegalArgumentException("maximum must be positive: " + maximum);
    }
  }
}
