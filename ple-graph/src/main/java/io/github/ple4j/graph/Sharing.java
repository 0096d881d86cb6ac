package io.github.ple4j.graph;

/** What the tasks of a model have in common. */
public enum Sharing {
  /** Every task has a network of its own, or there is one task. */
  NOTHING,
  /** Embeddings, or a tower that is part of another task's loss, but no layer between. */
  PARAMETERS,
  /** A layer that several tasks read, of which GradNorm can take norms of gradients. */
  LAYER
}
