package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.VideoActions;

/** Counts what users do, by bucket: user u is of bucket u mod the number of buckets. */
final class AbCounts {
  private final int users;
  private final long[] impressions;
  private final long[] views;
  private final double[] watchSeconds;

  AbCounts(int users, int buckets) {
    this.users = users;
    impressions = new long[buckets];
    views = new long[buckets];
    watchSeconds = new double[buckets];
  }

  /** Counts an impression. */
  void add(int user, VideoActions actions) {
    int bucket = user % impressions.length;
    impressions[bucket]++;
    views[bucket] += actions.view() ? 1 : 0;
    watchSeconds[bucket] += actions.watchSeconds();
  }

  ImmutableList<AbBucket> buckets() {
    int count = impressions.length;
    ImmutableList.Builder<AbBucket> buckets = ImmutableList.builder();
    for (int bucket = 0; bucket < count; bucket++) {
      buckets.add(
          AbBucket.newBuilder()
              .setUsers(users / count + (bucket < users % count ? 1 : 0))
              .setImpressions(impressions[bucket])
              .setViews(views[bucket])
              .setWatchSeconds(watchSeconds[bucket])
              .build());
    }
    return buckets.build();
  }

  AbTotals totals() {
    return AbTotals.of(buckets());
  }
}
