package io.github.ple4j.train;

/**
 * A run cannot go on. The message is a single line that says where, what was expected, what was
 * found, and what to do.
 */
public final class RunException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates an exception with one clear line. */
  public RunException(String message) {
    super(message);
  }

  /** Creates an exception with one clear line, and what led to it. */
  public RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
