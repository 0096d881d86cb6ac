package io.github.ple4j.benchmarks.experiment;

import java.util.List;

/**
 * Holm's correction for several tests (Holm, Scandinavian Journal of Statistics 6, 1979): the
 * chance that one hypothesis or more is rejected wrongly is at most the level, however the tests
 * depend on each other.
 */
final class Holm {
  private static final double LEVEL = 0.025; // of one side, as that of a 95 % interval

  private Holm() {}

  /** How many of the hypotheses of some tests on one side are rejected, from their p-values. */
  static int rejected(List<Double> pValues) {
    List<Double> ascending = pValues.stream().sorted().toList();
    int rejected = 0;
    while (rejected < ascending.size()
        && ascending.get(rejected) <= LEVEL / (ascending.size() - rejected)) {
      rejected++;
    }
    return rejected;
  }
}
