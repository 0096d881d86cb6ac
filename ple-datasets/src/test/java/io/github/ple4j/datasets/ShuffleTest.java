package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShuffleTest {

  @Test
  void everyRowOccursOnce() {
    int[] rows = Shuffle.permutation(10_007, 3, 5);
    Arrays.sort(rows);
    assertThat(rows).isEqualTo(Shuffle.identity(10_007));
  }

  @Test
  void orderIsAFunctionOfSeedAndEpoch() {
    int[] rows = Shuffle.permutation(100, 3, 5);
    assertThat(Shuffle.permutation(100, 3, 5)).isEqualTo(rows);
    assertThat(Shuffle.permutation(100, 4, 5)).isNotEqualTo(rows);
    assertThat(Shuffle.permutation(100, 3, 6)).isNotEqualTo(rows);
    assertThat(Shuffle.permutation(100, 5, 3)).isNotEqualTo(rows);
  }

  @Test
  void orderStaysTheSameForEver() {
    assertThat(Shuffle.permutation(10, 1, 0)).containsExactly(4, 7, 9, 6, 0, 1, 3, 8, 2, 5);
  }

  @Test
  void everyPlaceIsEquallyLikely() {
    double[] mean = new double[8];
    int epochs = 20_000;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] rows = Shuffle.permutation(8, 1, epoch);
      for (int i = 0; i < 8; i++) {
        mean[i] += (double) rows[i] / epochs;
      }
    }
    // Of 20,000 draws of 0 .. 7 the mean is 3.5 with a standard deviation of 0.016.
    for (double place : mean) {
      assertThat(place).isCloseTo(3.5, within(0.08));
    }
  }

  @Test
  void nothingToShuffleIsFine() {
    assertThat(Shuffle.permutation(0, 1, 1)).isEmpty();
    assertThat(Shuffle.permutation(1, 1, 1)).containsExactly(0);
  }

  @Test
  void negativeSizeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shuffle.permutation(-1, 1, 1))
        .withMessage("size must not be negative: -1");
  }
}
