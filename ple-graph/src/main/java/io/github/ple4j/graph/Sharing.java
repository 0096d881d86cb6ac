package io.github.ple4j.graph;

/** What the tasks of a model have in common. */
public enum Sharing {
  /** Every task has a network of its own, or there is one task. */
  NOTHING,
  /**
   * Embeddings, a tower that is part of another task's loss, or a layer that some tasks read and
   * others do not.
   */
  PARAMETERS,
  /** Every task reads a shared layer, of which GradNorm can take norms of gradients. */
  LAYER
}
