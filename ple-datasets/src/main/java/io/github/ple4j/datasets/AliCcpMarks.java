package io.github.ple4j.datasets;

/**
 * Some of many rows, one in each of equally long stretches: those with a fault.
 *
 * @param key decides which
 * @param rows how many there are
 * @param marked how many are marked
 */
record AliCcpMarks(long key, long rows, long marked) {

  /** Whether a row is marked. */
  boolean contains(long row) {
    if (marked == 0) {
      return false;
    }
    long stretch = row * marked / rows;
    return at(stretch) == row || (stretch + 1 < marked && at(stretch + 1) == row);
  }

  private long at(long stretch) {
    long first = stretch * rows / marked;
    long end = (stretch + 1) * rows / marked;
    return first + (Seeds.mix(key + stretch) >>> 1) % (end - first);
  }
}
