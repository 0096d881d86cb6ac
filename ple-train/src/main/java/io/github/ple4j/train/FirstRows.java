package io.github.ple4j.train;

/** The first row of every hash: open addressing with linear probing, at most half full. */
final class FirstRows {
  private final long[] hashes; // of the rows
  private final int[] slots; // rows, counted from 1; 0 where free

  /** Rows from 0 on, and their hashes, which are kept. */
  FirstRows(long[] hashes) {
    this.hashes = hashes;
    slots = new int[Integer.highestOneBit(Math.max(1, hashes.length)) << 2];
    for (int row = 0; row < hashes.length; row++) {
      int slot = slot(hashes[row]);
      if (slots[slot] == 0) {
        slots[slot] = row + 1;
      }
    }
  }

  /** The first row of a hash, -1 if there is none. */
  int of(long hash) {
    return slots[slot(hash)] - 1;
  }

  boolean contains(long hash) {
    return of(hash) >= 0;
  }

  /** Where a hash is, or would be. */
  private int slot(long hash) {
    int mask = slots.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (slots[slot] != 0 && hashes[slots[slot] - 1] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
