package io.github.ple4j.benchmarks.experiment;

/**
 * How many runs an experiment has; those that several sections share count once.
 *
 * @param finished of the sections
 * @param expected of the sections
 * @param ofSearch finished ones of the search
 */
record RunCounts(int finished, int expected, int ofSearch) {
  boolean isComplete() {
    return finished == expected;
  }

  /** Without a full stop. */
  String sentence() {
    return finished
        + " of "
        + Words.plural(expected, "run")
        + " are finished"
        + (ofSearch == 0 ? "" : ", and " + Words.plural(ofSearch, "run") + " of the search");
  }
}
