package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistinctValuesTest {

  @Test
  void valuesAreCountedOnce() {
    DistinctValues values = new DistinctValues(10_000);
    for (int i = 0; i < 6000; i++) {
      values.add(i % 3000 / 7f);
    }

    assertThat(values.count()).isEqualTo(new DistinctCount(3000, true));
  }

  @Test
  void bothZerosAreOneValue() {
    DistinctValues values = new DistinctValues(10);
    values.add(0f);
    values.add(-0f);

    assertThat(values.count()).isEqualTo(new DistinctCount(1, true));
  }

  @Test
  void countingEndsAtTheLimit() {
    DistinctValues values = new DistinctValues(5);
    for (int i = 0; i < 5; i++) {
      values.add(i);
    }
    assertThat(values.count()).isEqualTo(new DistinctCount(5, true));

    values.add(9);
    values.add(10);
    assertThat(values.count()).isEqualTo(new DistinctCount(5, false));
  }

  @Test
  void manyColumnsAreCountedLessFar() {
    assertThat(DistinctValues.limit(7)).isEqualTo(100_000);
    assertThat(DistinctValues.limit(400)).isEqualTo(10_000);
  }
}
