package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AreaUnderCurveTest {

  @Test
  void equalsTheCountOfAllPairsForRandomTiesAndMasks() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      int rows = 2 + random.nextInt(60);
      float[] predictions = new float[rows];
      float[] labels = new float[rows];
      float[] mask = new float[rows];
      int distinct = 1 + random.nextInt(40);
      for (int row = 0; row < rows; row++) {
        predictions[row] = (random.nextInt(distinct) - distinct / 2) / 7f;
        labels[row] = random.nextInt(3) == 0 ? 1 : 0;
        mask[row] = random.nextInt(4) == 0 ? 0 : 1;
      }
      assertThat(AreaUnderCurve.of(predictions, labels, mask, rows))
          .isEqualTo(pairCount(predictions, labels, mask, rows));
    }
  }

  @Test
  void isOneForAPerfectOrderZeroForItsReverseAndHalfForTies() {
    float[] labels = {0, 0, 1, 1};
    assertThat(area(new float[] {-3, 0.1f, 0.2f, 5}, labels)).hasValue(1);
    assertThat(area(new float[] {5, 0.2f, 0.1f, -3}, labels)).hasValue(0);
    assertThat(area(new float[] {7, 7, 7, 7}, labels)).hasValue(0.5);
  }

  @Test
  void isUndefinedWithoutBothClasses() {
    assertThat(area(new float[] {1, 2}, new float[] {1, 1})).isEmpty();
    assertThat(area(new float[] {1, 2}, new float[] {0, 0})).isEmpty();
    assertThat(area(new float[] {}, new float[] {})).isEmpty();
    assertThat(
            AreaUnderCurve.of(
                new float[] {1, 2}, new float[] {0, 1}, new float[] {1, 0}, /* rows= */ 2))
        .isEmpty();
  }

  @Test
  void readsNothingOutsideTheMaskOrBeyondTheRows() {
    float[] predictions = {0.1f, Float.NaN, 0.9f, 0.5f, Float.NaN};
    float[] labels = {0, Float.NaN, 1, Float.NaN, Float.NaN};
    float[] mask = {1, 0, 1, 0, 1};
    assertThat(AreaUnderCurve.of(predictions, labels, mask, 4)).hasValue(1);
  }

  @Test
  void negativeZeroTiesWithZeroAndInfinitiesAreTheExtremes() {
    assertThat(area(new float[] {0f, -0f}, new float[] {0, 1})).hasValue(0.5);
    float[] predictions = {
      Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, -Float.MIN_VALUE, -0f, Float.POSITIVE_INFINITY
    };
    assertThat(area(predictions, new float[] {0, 0, 0, 1, 1})).hasValue(1);
  }

  @Test
  void doesNotDependOnTheOrderOfTheRows() {
    Random random = new Random(2);
    int rows = 20_000;
    float[] predictions = new float[rows];
    float[] labels = new float[rows];
    float[] mask = new float[rows];
    for (int row = 0; row < rows; row++) {
      predictions[row] = random.nextInt(5_000) / 5_000f;
      labels[row] = random.nextFloat() < predictions[row] ? 1 : 0;
      mask[row] = row % 10 == 0 ? 0 : 1;
    }
    OptionalDouble inOrder = AreaUnderCurve.of(predictions, labels, mask, rows);
    for (int row = rows - 1; row > 0; row--) {
      int other = random.nextInt(row + 1);
      swap(predictions, row, other);
      swap(labels, row, other);
      swap(mask, row, other);
    }
    assertThat(AreaUnderCurve.of(predictions, labels, mask, rows)).isEqualTo(inOrder);
  }

  @Test
  void countsMorePairsThanAnIntHolds() {
    int rows = 200_000;
    float[] predictions = new float[rows];
    float[] labels = new float[rows];
    for (int row = 0; row < rows; row++) {
      predictions[row] = row - row % 2; // a positive and a negative for every value
      labels[row] = row % 2;
    }
    assertThat(area(predictions, labels)).hasValue(0.5);
  }

  @Test
  void refusesANumberThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> area(new float[] {0, 1, Float.NaN}, new float[] {0, 1, 1}))
        .withMessage("prediction of row 2 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> area(new float[] {0, 1}, new float[] {0, Float.NaN}))
        .withMessage("label of row 1 is NaN");
  }

  private static OptionalDouble area(float[] predictions, float[] labels) {
    float[] mask = new float[labels.length];
    Arrays.fill(mask, 1);
    return AreaUnderCurve.of(predictions, labels, mask, labels.length);
  }

  private static OptionalDouble pairCount(
      float[] predictions, float[] labels, float[] mask, int rows) {
    double wins = 0;
    long pairs = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        if (mask[i] == 1 && mask[j] == 1 && labels[i] == 1 && labels[j] == 0) {
          wins += predictions[i] > predictions[j] ? 1 : predictions[i] == predictions[j] ? 0.5 : 0;
          pairs++;
        }
      }
    }
    return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of(wins / pairs);
  }

  private static void swap(float[] numbers, int i, int j) {
    float number = numbers[i];
    numbers[i] = numbers[j];
    numbers[j] = number;
  }
}
