package io.github.ple4j.train;

/** How many different numbers there are, counted up to a limit. Not thread-safe. */
final class DistinctValues {
  /** Most numbers that all columns of one description remember together. */
  private static final int TOGETHER = 4_000_000;

  private static final int LIMIT = 100_000;

  private final int limit;
  private int[] slots = new int[64]; // open addressing: bits of numbers, 0 where free
  private int size;
  private boolean zero;
  private boolean more;

  DistinctValues(int limit) {
    this.limit = limit;
  }

  /** How far to count in each of so many columns: to 100,000, less far in more than 40. */
  static int limit(int columns) {
    return Math.min(LIMIT, TOGETHER / Math.max(1, columns));
  }

  /** Not NaN. */
  void add(float value) {
    if (more) {
      return;
    }
    if (value == 0) { // of either sign
      zero = true;
    } else {
      addBits(Float.floatToRawIntBits(value));
    }
    if (size + (zero ? 1 : 0) > limit) {
      more = true;
      slots = new int[0];
    }
  }

  DistinctCount count() {
    return more ? new DistinctCount(limit, false) : new DistinctCount(size + (zero ? 1 : 0), true);
  }

  private void addBits(int bits) {
    int slot = slot(bits);
    if (slots[slot] == bits) {
      return;
    }
    slots[slot] = bits;
    size++;
    if (2 * size > slots.length) {
      int[] before = slots;
      slots = new int[2 * before.length];
      for (int moved : before) {
        if (moved != 0) {
          slots[slot(moved)] = moved;
        }
      }
    }
  }

  private int slot(int bits) {
    int mask = slots.length - 1;
    int mixed = bits * 0x9E3779B9;
    int slot = (mixed ^ (mixed >>> 15)) & mask;
    while (slots[slot] != 0 && slots[slot] != bits) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
