package io.github.ple4j.datasets;

/**
 * A multi-valued column in memory.
 *
 * @param ends where the values of each row end
 * @param ids of all rows one after another
 * @param weights of them; empty where all are 1
 */
@SuppressWarnings("ArrayRecordComponent")
record TableBag(int[] ends, int[] ids, float[] weights) {

  /** Adds the rows to a bag, which is cleared first. */
  void gather(int[] rows, Bag into) {
    into.clear();
    for (int row : rows) {
      for (int i = row == 0 ? 0 : ends[row - 1]; i < ends[row]; i++) {
        into.add(ids[i], weights.length == 0 ? 1f : weights[i]);
      }
      into.endRow();
    }
  }
}
