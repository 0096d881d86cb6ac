package io.github.ple4j.benchmarks.experiment;

import java.util.List;

/**
 * What users did in an A/B test.
 *
 * @param views impressions that were watched for longer than the feed's threshold
 */
record AbTotals(long users, long impressions, long views, double watchSeconds) {

  static AbTotals of(List<AbBucket> buckets) {
    return new AbTotals(
        buckets.stream().mapToLong(AbBucket::getUsers).sum(),
        buckets.stream().mapToLong(AbBucket::getImpressions).sum(),
        buckets.stream().mapToLong(AbBucket::getViews).sum(),
        buckets.stream().mapToDouble(AbBucket::getWatchSeconds).sum());
  }
}
