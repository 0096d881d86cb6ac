package io.github.ple4j.datasets;

import org.jspecify.annotations.Nullable;

/**
 * Data is not as expected, or cannot be had. The message is a single line that says where, what was
 * expected, what was found, and what to do: {@code FILE:LINE: column C (name): expected ..., found
 * ...; ...}. Columns are counted from 0, lines from 1.
 */
public final class DataException extends RuntimeException {

  private static final long serialVersionUID = 1;

  DataException(String message) {
    super(message);
  }

  DataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
