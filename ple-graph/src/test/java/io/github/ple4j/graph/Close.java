package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Doubles;
import org.jspecify.annotations.Nullable;

/** Equality of single precision with double, up to a tolerance relative to values above 1. */
final class Close {
  private Close() {}

  static void assertClose(float[] actual, double[] expected, double tolerance, String description) {
    assertThat(actual).as(description).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .as("%s", "value " + i + " of " + description)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }

  /** Row after row. */
  static double[] flat(double @Nullable [][] rows) {
    if (rows == null) {
      throw new AssertionError("nothing expected");
    }
    return Doubles.concat(rows);
  }
}
