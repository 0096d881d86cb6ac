package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FeatureStatisticsTest {

  @Test
  void meanAndDeviationAreThoseOfTheWholeColumn() {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1000 + random.nextDouble(-3, 9));
    }
    FeatureStatistics statistics = gathered(false, false, values);

    double mean = mean(values);
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    assertThat(statistics.mean()).isCloseTo(mean, within(1e-9));
    assertThat(statistics.standardDeviation())
        .isCloseTo(Math.sqrt(squares / values.length), within(1e-9));
    assertThat(statistics.hasMissing()).isFalse();
  }

  @Test
  void aLogarithmicColumnIsThatOfItsSignedLogarithms() {
    FeatureStatistics statistics = gathered(true, false, 0, 3, -7, 15);

    double[] logs = {0, Math.log(4), -Math.log(8), Math.log(16)};
    double mean = Arrays.stream(logs).average().orElseThrow();
    double variance = Arrays.stream(logs).map(x -> (x - mean) * (x - mean)).sum() / 4;
    assertThat(statistics.mean()).isCloseTo(mean, within(1e-12));
    assertThat(statistics.standardDeviation()).isCloseTo(Math.sqrt(variance), within(1e-12));
  }

  @Test
  void missingValuesCountForNothing() {
    FeatureStatistics statistics = gathered(false, true, Float.NaN, 1, Float.NaN, 3);

    assertThat(statistics.hasMissing()).isTrue();
    assertThat(statistics.mean()).isEqualTo(2);
    assertThat(statistics.standardDeviation()).isEqualTo(1);
    assertThat(statistics.boundaries(2, 0)).containsExactly(3.0);
  }

  @Test
  void aConstantColumnHasADeviationOfOneAndNoBoundary() {
    FeatureStatistics statistics = gathered(false, true, 4, 4, 4, 4, 4);

    assertThat(statistics.mean()).isEqualTo(4);
    assertThat(statistics.standardDeviation()).isEqualTo(1);
    assertThat(statistics.boundaries(20, 0)).isEmpty();
  }

  @Test
  void aColumnOfNothingOrOfZerosOrOfMissingValuesIsHarmless() {
    for (float[] values : new float[][] {{}, {0, 0, 0, -0f}, {Float.NaN, Float.NaN}}) {
      FeatureStatistics statistics = gathered(true, true, values);

      assertThat(statistics.mean()).isZero();
      assertThat(statistics.standardDeviation()).isEqualTo(1);
      assertThat(statistics.boundaries(20, 0)).isEmpty();
    }
  }

  @Test
  void boundariesDivideTheNonZeroValuesIntoEqualParts() {
    SplittableRandom random = new SplittableRandom(6);
    float[] values = new float[8000];
    for (int i = 0; i < values.length; i += 2) {
      values[i] = (float) random.nextDouble(0.001, 1); // every other value stays 0
    }
    FeatureStatistics statistics = gathered(false, true, values);

    double[] boundaries =
        statistics.boundaries(20, 0).stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(boundaries).hasSize(19).isSorted().doesNotHaveDuplicates();
    int[] counts = new int[20];
    for (float value : values) {
      if (value != 0) {
        counts[(int) Arrays.stream(boundaries).filter(b -> b <= value).count()]++;
      }
    }
    assertThat(counts).containsOnly(4000 / 20);
  }

  @Test
  void boundariesOfTiesAreDistinctAndLeaveNoEmptyBucketBelow() {
    FeatureStatistics statistics =
        gathered(false, true, 1, 1, 1, 1, 1, 1, 2, 2, 0, 0, 0, 5, 0, 1, 1, 5);

    assertThat(statistics.boundaries(4, 0)).containsExactly(2.0);
    assertThat(statistics.boundaries(1, 0)).isEmpty();
    assertThat(statistics.boundaries(100, 0)).containsExactly(2.0, 5.0);
  }

  @Test
  void negativeValuesAreDividedLikeOthers() {
    assertThat(gathered(false, true, 3, -1, -3, 1, -2, 2).boundaries(3, 0))
        .containsExactly(-1.0, 2.0);
  }

  @Test
  void boundariesAreOfRawValuesWhereTheColumnIsLogarithmic() {
    assertThat(gathered(true, true, 10, 1000, 100_000, 10_000_000).boundaries(2, 0))
        .containsExactly(100_000.0);
  }

  private static FeatureStatistics gathered(
      boolean logarithmic, boolean quantiles, float... values) {
    FeatureStatistics statistics = new FeatureStatistics(logarithmic, quantiles);
    for (float value : values) {
      statistics.add(value);
    }
    return statistics;
  }

  @Test
  void fewDistinctValuesHaveABucketEach() {
    FeatureStatistics few = gathered(false, true, 5, 0, 2, 5, 5, 3, 0);
    assertThat(few.boundaries(2, 3)).containsExactly(3.0, 5.0); // below 3 is 2
    assertThat(few.boundaries(2, 2)).containsExactly(5.0); // three are too many
    assertThat(gathered(false, true, 7, 7).boundaries(2, 3)).isEmpty();
    assertThat(gathered(false, true, 0, 0).boundaries(2, 3)).isEmpty();
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
