package io.github.ple4j.serve;

/** The states of a version, in their order, with TensorFlow Serving's numbers. */
public enum VersionState {
  /** Seen, not yet begun. */
  START(10),
  /** Being loaded and warmed up, or waiting for another try. */
  LOADING(20),
  /** Answers. */
  AVAILABLE(30),
  /** Answers what it has taken, and nothing more. */
  UNLOADING(40),
  /** Gone, or given up; the status says why. */
  END(50);

  private final int number;

  VersionState(int number) {
    this.number = number;
  }

  /** The number in {@code tensorflow.serving.ModelVersionStatus.State}. */
  public int number() {
    return number;
  }
}
