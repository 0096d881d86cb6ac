package io.github.ple4j.benchmarks.experiment;

/** An experiment cannot be run. The message is one line that says where, what, and what to do. */
public final class ExperimentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ExperimentException(String message) {
    super(message);
  }

  ExperimentException(String message, Throwable cause) {
    super(message, cause);
  }
}
