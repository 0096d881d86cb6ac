package io.github.ple4j.benchmarks.experiment;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * By how much a system is better than the baseline, of pairs of runs with equal seeds.
 *
 * @param gain of the differences; positive is better
 * @param pValue of the paired t-test on both sides, not adjusted for the number of tests; NaN for
 *     fewer than two pairs
 */
record PairedGain(Estimate gain, double pValue) {

  /**
   * Tests whether the mean of differences is 0. Differences that are all equal have a p-value of 1
   * where they are 0, and else of 0.
   *
   * @throws IllegalArgumentException if there is none
   */
  static PairedGain of(List<Double> differences) {
    Estimate gain = Estimate.of(differences);
    return new PairedGain(gain, pValue(gain));
  }

  private static double pValue(Estimate gain) {
    if (!gain.hasInterval()) {
      return Double.NaN;
    }
    if (gain.mean() == 0) {
      return 1;
    }
    double t = Math.abs(gain.mean()) / (gain.standardDeviation() / Math.sqrt(gain.n()));
    return 2 * TDistribution.of(gain.n() - 1).survivalProbability(t);
  }
}
