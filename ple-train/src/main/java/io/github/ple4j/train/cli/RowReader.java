package io.github.ple4j.train.cli;

import java.io.Closeable;
import java.util.List;

/** Rows from a file or a stream, in order. Not thread-safe. */
interface RowReader extends Closeable {
  /**
   * Appends rows to a batch until it has so many, or none is left.
   *
   * @return whether the batch has rows
   * @throws io.github.ple4j.train.RunException if a row is not what the model wants, or cannot be
   *     read; with its line
   */
  boolean fill(InputBatch batch, int rows);

  /** What is said of columns that the model does not take: a few of their names. */
  static String ignoring(List<String> columns) {
    int shown = Math.min(columns.size(), 8);
    String more = columns.size() > shown ? " and " + (columns.size() - shown) + " more" : "";
    return "ignoring columns " + String.join(", ", columns.subList(0, shown)) + more;
  }
}
