package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Equality of single precision with double, up to a tolerance relative to values above 1. */
final class NumbersClose {
  private NumbersClose() {}

  static void assertClose(float[] actual, double[] expected, double tolerance, String description) {
    assertThat(actual).as(description).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertClose(actual[i], expected[i], tolerance, "value " + i + " of " + description);
    }
  }

  static void assertClose(double actual, double expected, double tolerance, String description) {
    assertThat(actual)
        .as("%s", description)
        .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
  }
}
