package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.SyntheticRegression;
import org.junit.jupiter.api.Test;

final class DatasetsAloneTest {
  private static final int BATCH = 512;

  @Test
  void readsShuffledBatchesOfSyntheticData() {
    Dataset data =
        SyntheticRegression.create(
            SyntheticRegression.Options.defaults().withRows(14_000).withDimensions(8));
    Split train = data.train();
    int[] rows = Shuffle.permutation(train.size(), 1, 0);
    Batch batch = train.newBatch(BATCH);
    int read = 0;
    double sum = 0;
    double sumOfSquares = 0;
    for (int from = 0; from < rows.length; from += BATCH) {
      train.read(rows, from, Math.min(BATCH, rows.length - from), batch);
      read += batch.size();
      for (int i = 0; i < batch.size() * 8; i++) {
        sum += batch.numeric()[i];
        sumOfSquares += batch.numeric()[i] * batch.numeric()[i];
      }
    }
    assertEquals(12_000, read);
    assertEquals(0, sum / (read * 8), 0.02);
    assertEquals(1, sumOfSquares / (read * 8), 0.02);
    assertTrue(rows[0] != 0 || rows[1] != 1 || rows[2] != 2);
  }

  @Test
  void hasNoTensorFlow() {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("org.tensorflow.TensorFlow"));
  }
}
