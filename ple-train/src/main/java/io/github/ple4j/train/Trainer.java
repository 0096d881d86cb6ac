package io.github.ple4j.train;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.Placement;
import java.util.Optional;

/**
 * Trains a model: epochs over train in a seeded order, an evaluation on validation after each, and
 * in the end one on validation and test with the variables of the best step. Test decides nothing.
 */
public final class Trainer {
  private Trainer() {}

  /**
   * Trains the model of {@code spec} on {@code data}, and writes no file.
   *
   * @throws io.github.ple4j.graph.SpecException if the spec is not valid or not one for the data
   * @throws TrainingException if the loss becomes infinite or not a number, or the listener asks to
   *     stop
   */
  public static TrainingResult train(
      TrainingSpec spec, Dataset data, Placement placement, TrainingListener listener) {
    return train(spec, data, placement, listener, Checkpointing.NONE)
        .orElseThrow(() -> new TrainingException("the training was stopped"));
  }

  /** As above; empty if it was stopped. */
  static Optional<TrainingResult> train(
      TrainingSpec spec,
      Dataset data,
      Placement placement,
      TrainingListener listener,
      Checkpointing checkpointing) {
    TrainingSpecs.validate(spec);
    SpecDataCheck.check(spec.getModel(), data);
    try (TrainingSession session = TrainingSession.open(spec, placement);
        TrainingLoop loop = new TrainingLoop(spec, data, session, listener, checkpointing)) {
      return loop.run();
    }
  }
}
