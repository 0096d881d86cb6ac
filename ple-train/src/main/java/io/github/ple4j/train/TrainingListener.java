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

  /**
   * A step is done.
   *
   * @param samples samples of all steps so far
   * @param loss joint loss of the step
   */
  default void stepDone(long step, int epoch, long samples, double loss) {}

  /**
   * The validation split has been evaluated.
   *
   * @param epoch the epoch of the last step
   * @param step the last step
   * @param trainLoss mean joint loss of the steps since the evaluation before
   * @param samplesPerSecond pace of training since the evaluation before
   */
  default void evaluated(
      int epoch, long step, Evaluation validation, double trainLoss, double samplesPerSecond) {}

  /** The training is done; not told if it fails. */
  default void trainingFinished(TrainingResult result) {}
}
