package io.github.ple4j.train;

/** A step whose joint loss is infinite or not a number, and which has changed nothing. */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient StepLoss loss;

  NonFiniteLossException(StepLoss loss, Throwable cause) {
    super("expected a finite joint loss, found " + loss.total(), cause);
    this.loss = loss;
  }

  /** The losses of the step. */
  StepLoss loss() {
    return loss;
  }
}
