package io.github.ple4j.train;

/** Somebody else is writing a run in a directory. */
final class HeldDirectoryException extends RunException {
  private static final long serialVersionUID = 1;

  HeldDirectoryException(String message) {
    super(message);
  }
}
