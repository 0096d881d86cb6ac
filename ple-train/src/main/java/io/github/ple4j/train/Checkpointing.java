package io.github.ple4j.train;

import java.util.Optional;

/** Keeps what a training has come to. */
interface Checkpointing {

  /** Keeps nothing. */
  Checkpointing NONE =
      new Checkpointing() {
        @Override
        public Optional<CheckpointState> start(TrainingSession session, BestSteps best) {
          return Optional.empty();
        }

        @Override
        public void save(TrainingSession session, CheckpointState.Builder state, BestSteps best) {}

        @Override
        public void trained(TrainingSession session, String name) {}
      };

  /** Gives the session what it starts from: the state of a checkpoint, or first values. */
  Optional<CheckpointState> start(TrainingSession session, BestSteps best);

  /** After a step: all that is needed to go on from it. */
  void save(TrainingSession session, CheckpointState.Builder state, BestSteps best);

  /**
   * In the end: a session that has the variables of best steps.
   *
   * @param name of the task that they are for, or empty if for all
   */
  void trained(TrainingSession session, String name);
}
