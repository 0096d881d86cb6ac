package io.github.ple4j.benchmarks.experiment;

/** Counts runs that a claim needs and that are not finished. */
final class MissingRuns {
  private int runs;
  private int expected;

  /** Counts those of a system; the result is how many of them are missing. */
  int add(Comparison.OfSystem system) {
    int open = system.expected() - system.finished();
    runs += open;
    expected += system.expected();
    return open;
  }

  boolean any() {
    return runs > 0;
  }

  String sentence() {
    return any() ? open() + ", of " + expected + " that it needs." : "No finished runs can tell.";
  }

  private String open() {
    return Words.plural(runs, "run") + (runs == 1 ? " is" : " are") + " not finished";
  }
}
