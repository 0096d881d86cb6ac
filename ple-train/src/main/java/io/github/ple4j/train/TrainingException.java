package io.github.ple4j.train;

/** A training run that cannot go on. The message says at which step, why, and what to try. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with one clear line. */
  public TrainingException(String message) {
    super(message);
  }
}
