package io.github.ple4j.train.cli;

/** Learning-rate schedules. */
enum ScheduleName {
  constant,
  cosine,
  exponential,
  step
}
