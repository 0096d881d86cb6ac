package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.SyntheticRegression;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleReadersTest {
  private static final Split TRAIN =
      SyntheticRegression.create(
              SyntheticRegression.Options.defaults().withRows(1400).withDimensions(2))
          .train();

  /** A split that notes which rows were read. */
  private record Noted(Split split, Queue<Integer> rows) implements Split {
    @Override
    public int size() {
      return split.size();
    }

    @Override
    public void read(int[] order, int from, int count, Batch batch) {
      split.read(order, from, count, batch);
      Arrays.stream(order, from, from + count).forEach(rows::add);
    }

    @Override
    public Batch newBatch(int capacity) {
      return split.newBatch(capacity);
    }
  }

  @Test
  void everyRowIsReadOnceWithAShortBatchAtTheEnd() {
    Noted noted = new Noted(TRAIN, new ConcurrentLinkedQueue<>());
    try (SampleReaders readers = new SampleReaders(3)) {
      int[] order = Shuffle.permutation(TRAIN.size(), 1, 0);
      assertThat(readers.read(noted, order, order.length, 64)).isPositive();
    }
    assertThat(noted.rows())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, TRAIN.size()).boxed().toList());
  }

  @Test
  void noMoreThanTheFirstRowsAreRead() {
    Noted noted = new Noted(TRAIN, new ConcurrentLinkedQueue<>());
    try (SampleReaders readers = new SampleReaders(2)) {
      readers.read(noted, Shuffle.identity(TRAIN.size()), 100, 64);
    }
    assertThat(noted.rows())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void aFailureOfAThreadIsNotLost() {
    try (SampleReaders readers = new SampleReaders(2)) {
      assertThatThrownBy(() -> readers.read(TRAIN, new int[] {TRAIN.size()}, 1, 64))
          .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
