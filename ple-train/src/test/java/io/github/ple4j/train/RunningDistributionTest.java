package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RunningDistributionTest {

  private static Distribution of(int mostKept, float... values) {
    RunningDistribution running = new RunningDistribution(mostKept, false);
    for (float value : values) {
      running.add(value);
    }
    return running.distribution().orElseThrow();
  }

  private static float[] downFrom(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = count - i;
    }
    return values;
  }

  @Test
  void figuresOfFewValuesAreExact() {
    Distribution distribution = of(1000, downFrom(200));

    assertThat(distribution.count()).isEqualTo(200);
    assertThat(distribution.kept()).isEqualTo(200);
    assertThat(distribution.mean()).isEqualTo(100.5);
    assertThat(distribution.standardDeviation())
        .isCloseTo(Math.sqrt((200 * 200 - 1) / 12.0), within(1e-9));
    assertThat(distribution.minimum()).isEqualTo(1);
    assertThat(distribution.percentile1()).isEqualTo(2);
    assertThat(distribution.percentile25()).isEqualTo(50);
    assertThat(distribution.median()).isEqualTo(100);
    assertThat(distribution.percentile75()).isEqualTo(150);
    assertThat(distribution.percentile99()).isEqualTo(198);
    assertThat(distribution.maximum()).isEqualTo(200);
  }

  @Test
  void quantilesOfManyValuesAreThoseOfASampleFromAllOfThem() {
    Distribution distribution = of(2000, downFrom(100_000));

    assertThat(distribution.count()).isEqualTo(100_000);
    assertThat(distribution.kept()).isEqualTo(2000);
    assertThat(distribution.mean()).isCloseTo(50_000.5, within(1e-3));
    assertThat(distribution.minimum()).isEqualTo(1);
    assertThat(distribution.maximum()).isEqualTo(100_000);
    // Four standard errors of a quantile of 2000 uniform values.
    assertThat(distribution.percentile25()).isCloseTo(25_000, within(3900.0));
    assertThat(distribution.median()).isCloseTo(50_000, within(4500.0));
    assertThat(distribution.percentile75()).isCloseTo(75_000, within(3900.0));
    assertThat(distribution.percentile1()).isBetween(100.0, 2000.0);
    assertThat(distribution).isEqualTo(of(2000, downFrom(100_000)));
  }

  @Test
  void noValueHasNoDistributionAndInfinityNoHistogram() {
    assertThat(new RunningDistribution(10, false).distribution()).isEmpty();

    Distribution infinite = of(10, 1, Float.POSITIVE_INFINITY);

    assertThat(infinite.maximum()).isInfinite();
    assertThat(infinite.median()).isEqualTo(1);
    assertThat(infinite.histogram()).isEmpty();
  }

  @Test
  void manyColumnsKeepFewerValuesEach() {
    assertThat(RunningDistribution.mostKept(3)).isEqualTo(1 << 21);
    assertThat(RunningDistribution.mostKept(512)).isEqualTo(1 << 16);
  }
}
