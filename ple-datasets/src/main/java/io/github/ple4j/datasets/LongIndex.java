package io.github.ple4j.datasets;

/** The rows of distinct longs, by open addressing. Not thread-safe but for reading. */
final class LongIndex {
  private final long[] keys;
  private final int[] rows; // plus 1; 0 where free
  private final int mask;

  LongIndex(int most) {
    int size = Vocabulary.tableSize(most);
    keys = new long[size];
    rows = new int[size];
    mask = size - 1;
  }

  /** Adds a key; false if it is there already, in which case its first row stays. */
  boolean add(long key, int row) {
    int slot = slot(key);
    if (rows[slot] != 0) {
      return false;
    }
    keys[slot] = key;
    rows[slot] = row + 1;
    return true;
  }

  /** The row of a key; -1 if it was not added. */
  int row(long key) {
    return rows[slot(key)] - 1;
  }

  private int slot(long key) {
    int slot = (int) Seeds.mix(key) & mask;
    while (rows[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
