package io.github.ple4j.graph;

/** What a graph is for. The variables of both are the same. */
public enum Mode {
  /** With whatever only training has: an architecture's auxiliary losses, noise and schedules. */
  TRAINING,
  /** Without them: a row's prediction is a function of the row and of the variables. */
  INFERENCE
}
