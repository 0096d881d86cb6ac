package io.github.ple4j.train;

/**
 * Told how a training goes, on the thread that trains, which waits for every answer. Epochs are
 * counted from 0, steps from 1. Every method does nothing by default.
 */
public interface TrainingListener {

  /**
   * A training begins.
   *
   * @param model the name of the architecture
   * @param parameters trainable numbers of the model
   * @param totalSteps steps of all epochs
   * @param totalSamples samples of all epochs
   */
  default void trainingStarted(String model, long parameters, long totalSteps, long totalSamples) {}

  /** The training goes on after a step of an earlier one. */
  default void resumed(long step, long samples) {}

  /**
   * A step is done.
   *
   * @param samples samples of all steps so far
   * @param loss joint loss of the step
   */
  default void stepDone(long step, int epoch, long samples, double loss) {}

  /** Told of as many steps as the spec's logging wants. */
  default void stepLogged(StepReport report) {}

  /** Told of as many steps as the spec's logging wants, before the step. */
  default void gradientsMeasured(long step, GradientInsight gradients) {}

  /** The validation split has been evaluated. */
  default void evaluated(EvaluationReport report) {}

  /** There has been no improvement for as many evaluations as the spec allows. */
  default void stoppedEarly(long step) {}

  /** Something that a person should know. */
  default void warned(String line) {}

  /** The training is done; not told if it fails or is stopped. */
  default void trainingFinished(TrainingResult result) {}

  /** Whether to stop after the step that is under way. */
  default boolean stopRequested() {
    return false;
  }
}
