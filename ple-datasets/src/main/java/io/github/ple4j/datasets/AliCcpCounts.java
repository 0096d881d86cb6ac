package io.github.ple4j.datasets;

import java.util.Arrays;

/**
 * How often a user has met things of one kind: a multi-valued field in the making. Room is made
 * once and used for one user after the other. Not thread-safe.
 */
final class AliCcpCounts {
  private static final int SLOTS = 8192;
  static final int CAPACITY = SLOTS / 2;

  /** Counts end here, which no weight is above. */
  static final int MOST_TIMES = 4095;

  private final int[] slots = new int[SLOTS]; // entry + 1, or 0
  private final int[] things = new int[CAPACITY];
  private final int[] categories = new int[CAPACITY];
  private final int[] counts = new int[CAPACITY];
  private int size;

  void clear() {
    if (size > 0) {
      Arrays.fill(slots, 0);
      size = 0;
    }
  }

  /** Counts a thing once more; there must be room. */
  void add(int thing, int category, int times) {
    int slot = slot(thing);
    int entry = slots[slot];
    if (entry > 0) {
      counts[entry - 1] = Math.min(counts[entry - 1] + times, MOST_TIMES);
      return;
    }
    things[size] = thing;
    categories[size] = category;
    counts[size] = times;
    size++;
    slots[slot] = size;
  }

  private int slot(int thing) {
    int slot = (thing * 0x9E3779B9) >>> 19; // of 13 bits
    while (slots[slot] > 0 && things[slots[slot] - 1] != thing) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }

  /** How often a thing was counted; 0 for never. */
  int count(int thing) {
    int entry = slots[slot(thing)];
    return entry == 0 ? 0 : counts[entry - 1];
  }

  int size() {
    return size;
  }

  int thing(int entry) {
    return things[entry];
  }

  int category(int entry) {
    return categories[entry];
  }

  int countOf(int entry) {
    return counts[entry];
  }
}
