package io.github.ple4j.datasets;

/**
 * Ints by a key that is not negative, 0 where none was put. Pages are there only where keys are, so
 * that it suits keys in few dense ranges. Not thread-safe but for reading.
 */
final class SparseInts {
  private static final int PAGE_SHIFT = 14;
  private static final int PAGE = 1 << PAGE_SHIFT;

  private final int[][] pages = new int[1 << (Integer.SIZE - 1 - PAGE_SHIFT)][];

  int get(int key) {
    int[] page = pages[key >>> PAGE_SHIFT];
    return page == null ? 0 : page[key & (PAGE - 1)];
  }

  void put(int key, int value) {
    page(key)[key & (PAGE - 1)] = value;
  }

  void add(int key, int value) {
    page(key)[key & (PAGE - 1)] += value;
  }

  /** Adds all of another's. */
  void addAll(SparseInts other) {
    for (int i = 0; i < pages.length; i++) {
      int[] added = other.pages[i];
      if (added == null) {
        continue;
      }
      if (pages[i] == null) {
        pages[i] = new int[PAGE];
      }
      for (int k = 0; k < PAGE; k++) {
        pages[i][k] += added[k];
      }
    }
  }

  /** Hears of a key and its value. */
  interface Visitor {
    void visit(int key, int value);
  }

  /** Visits what is not 0, in the order of keys. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < pages.length; i++) {
      if (pages[i] != null) {
        for (int k = 0; k < PAGE; k++) {
          if (pages[i][k] != 0) {
            visitor.visit((i << PAGE_SHIFT) | k, pages[i][k]);
          }
        }
      }
    }
  }

  private int[] page(int key) {
    int[] page = pages[key >>> PAGE_SHIFT];
    if (page == null) {
      page = new int[PAGE];
      pages[key >>> PAGE_SHIFT] = page;
    }
    return page;
  }
}
