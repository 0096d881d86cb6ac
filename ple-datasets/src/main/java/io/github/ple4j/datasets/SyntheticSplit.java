package io.github.ple4j.datasets;

import java.util.Arrays;
import java.util.Objects;

/** Samples {@code first .. first + size - 1} of a function. */
record SyntheticSplit(Schema schema, SyntheticFunction function, long first, int size)
    implements Split {

  @Override
  public void read(int[] rows, int from, int count, Batch batch) {
    batch.begin(schema, rows, from, count);
    float[] x = batch.numeric();
    int dimensions = schema.features().size();
    float[] y1 = batch.label(0);
    float[] y2 = batch.label(1);
    for (int i = 0; i < count; i++) {
      int row = Objects.checkIndex(rows[from + i], size);
      function.sample(first + row, x, i * dimensions, y1, y2, i);
    }
    Arrays.fill(batch.mask(0), 0, count, 1f);
    Arrays.fill(batch.mask(1), 0, count, 1f);
  }

  @Override
  public Batch newBatch(int capacity) {
    return new Batch(schema, capacity);
  }
}
