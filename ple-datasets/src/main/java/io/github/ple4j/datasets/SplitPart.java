package io.github.ple4j.datasets;

/** The splits of a data set. */
enum SplitPart {
  TRAIN,
  VALIDATION,
  TEST
}
