package io.github.ple4j.datasets;

/** Rows with random access. Thread-safe, as long as every thread reads into a batch of its own. */
public interface Split {

  /** Number of rows. */
  int size();

  /**
   * Fills {@code batch} with the rows {@code rows[from]} to {@code rows[from + count - 1]}, in this
   * order, and sets its size to {@code count}. Rows are numbered from 0.
   *
   * @throws IllegalArgumentException if the batch's capacity is less than {@code count}, or the
   *     batch was made for another schema
   * @throws IndexOutOfBoundsException if {@code rows} has no such range, or the split no such row
   */
  void read(int[] rows, int from, int count, Batch batch);

  /** A batch that this split can fill, for at most {@code capacity} rows. */
  Batch newBatch(int capacity);
}
