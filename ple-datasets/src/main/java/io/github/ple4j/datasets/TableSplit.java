package io.github.ple4j.datasets;

import java.util.Arrays;
import java.util.Objects;

/**
 * Rows of a table in memory.
 *
 * @param numerics {@code [table's rows, numeric features]}, row-major
 * @param ids {@code [table's rows, single-valued features]}
 * @param labels {@code [table's rows, tasks]}, row-major, all defined in all rows
 * @param rows the rows of the table that are in the split, in the split's order
 */
@SuppressWarnings("ArrayRecordComponent")
record MemorySplit(Schema schema, float[] numerics, IdTable ids, float[] labels, int[] rows)
    implements Split {

  /** The rows {@code ofThese} of the same table. */
  MemorySplit select(int[] ofThese) {
    return new MemorySplit(schema, numerics, ids, labels, ofThese);
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public void read(int[] wanted, int from, int count, Batch batch) {
    batch.begin(schema, wanted, from, count);
    int[] found = new int[count];
    for (int i = 0; i < count; i++) {
      found[i] = rows[Objects.checkIndex(wanted[from + i], rows.length)];
    }
    // A loop per array and not one for all: random rows are cache misses, and a short loop body
    // lets the processor wait for many of them at once.
    ids.gather(found, batch.ids());
    gather(found, batch.numeric(), batch.numeric().length / batch.capacity());
    int tasks = schema.labels().size();
    for (int task = 0; task < tasks; task++) {
      float[] label = batch.label(task);
      for (int i = 0; i < count; i++) {
        label[i] = labels[found[i] * tasks + task];
      }
      Arrays.fill(batch.mask(task), 0, count, 1f);
    }
  }

  private void gather(int[] found, float[] into, int width) {
    for (int i = 0; i < found.length; i++) {
      for (int k = 0; k < width; k++) {
        into[i * width + k] = numerics[found[i] * width + k];
      }
    }
  }

  @Override
  public Batch newBatch(int capacity) {
    return new Batch(schema, capacity);
  }
}
