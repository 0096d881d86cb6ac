package io.github.ple4j.datasets;

import java.util.Objects;

/**
 * Some of the rows of a table in memory.
 *
 * @param rows the rows of the table that are in the split, in the split's order
 */
@SuppressWarnings("ArrayRecordComponent")
record TableSplit(Table table, int[] rows) implements Split {

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public void read(int[] wanted, int from, int count, Batch batch) {
    batch.begin(table.schema(), wanted, from, count);
    int[] found = new int[count];
    for (int i = 0; i < count; i++) {
      found[i] = rows[Objects.checkIndex(wanted[from + i], rows.length)];
    }
    // A loop per array and not one for all: random rows are cache misses, and a short loop body
    // lets the processor wait for many of them at once.
    table.ids().gather(found, batch.ids());
    gather(found, batch.numeric(), batch.numeric().length / batch.capacity());
    for (int i = 0; i < table.bags().size(); i++) {
      table.bags().get(i).gather(found, batch.bag(i));
    }
    int tasks = table.schema().labels().size();
    for (int task = 0; task < tasks; task++) {
      float[] label = batch.label(task);
      float[] mask = batch.mask(task);
      for (int i = 0; i < count; i++) {
        float value = table.labels()[found[i] * tasks + task];
        boolean outside = Float.isNaN(value);
        label[i] = outside ? 0f : value;
        mask[i] = outside ? 0f : 1f;
      }
    }
    for (int i = 0; i < count && table.sampleWeights().length > 0; i++) {
      batch.sampleWeight()[i] = table.sampleWeights()[found[i]];
    }
    for (int i = 0; i < count && table.groups().length > 0; i++) {
      batch.groupId()[i] = table.groups()[found[i]];
    }
  }

  private void gather(int[] found, float[] into, int width) {
    for (int i = 0; i < found.length; i++) {
      for (int k = 0; k < width; k++) {
        into[i * width + k] = table.numerics()[found[i] * width + k];
      }
    }
  }

  @Override
  public Batch newBatch(int capacity) {
    return new Batch(table.schema(), capacity);
  }
}
