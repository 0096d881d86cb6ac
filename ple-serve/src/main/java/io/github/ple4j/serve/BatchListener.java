package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;
import java.util.Optional;

/** Told of what a {@link Batcher} does, in the threads of its callers; must be quick. */
interface BatchListener {
  /** As {@link ServingListener#predicted}. */
  default void predicted(
      String signature, long rows, long queueNanos, long runNanos, Optional<Category> error) {}

  /** As {@link ServingListener#batched}; called for runs of a single request too. */
  default void batched(String signature, int requests, long rows, long paddedRows) {}
}
