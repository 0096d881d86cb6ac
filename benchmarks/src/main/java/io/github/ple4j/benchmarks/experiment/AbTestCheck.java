package io.github.ple4j.benchmarks.experiment;

import io.github.ple4j.datasets.VideoFeed;

/** Whether an A/B test can be simulated. */
final class AbTestCheck {
  private static final int MOST_DAYS = 1 << 14;

  private AbTestCheck() {}

  /**
   * Checks what can be said without the data; a section without an A/B test passes.
   *
   * @param where for messages
   * @throws ExperimentException if a figure is out of its range, or the data are not of the feed
   */
  static void check(String where, Section section) {
    if (!section.hasAbTest()) {
      return;
    }
    String field = where + ": sections[" + section.getName() + "]";
    if (!section.getData().hasVideo()) {
      throw new ExperimentException(
          field
              + ".ab_test: expected data of kind video, found: "
              + section.getData().getKindCase());
    }
    check(field, section.getAbTest());
  }

  /** As above, and that the feed has the users and the videos. */
  static void check(String where, AbTest test, VideoFeed feed) {
    check(where, test);
    atMost(where, "users", test.getUsers(), feed.options().users(), "as many as the feed has");
    atMost(
        where,
        "candidates",
        test.getCandidates(),
        feed.mostCandidates(VideoFeed.DAYS),
        "half the videos of the feed");
  }

  private static void check(String where, AbTest test) {
    atLeastOne(where, "users", test.getUsers());
    atLeastOne(where, "buckets", test.getBuckets());
    atLeastOne(where, "days", test.getDays());
    atLeastOne(where, "search_days", test.getSearchDays());
    atLeastOne(where, "weightings", test.getWeightings());
    atLeastOne(where, "candidates", test.getCandidates());
    atLeastOne(where, "shown", test.getShown());
    atMost(where, "days", test.getDays(), MOST_DAYS, "45 years");
    atMost(where, "search_days", test.getSearchDays(), MOST_DAYS, "45 years");
    atMost(where, "buckets", test.getBuckets(), test.getUsers(), "as many as users");
    atMost(where, "shown", test.getShown(), test.getCandidates(), "as many as candidates");
  }

  private static void atLeastOne(String where, String field, int value) {
    if (value < 1) {
      throw new ExperimentException(
          where
              + ".ab_test."
              + field
              + ": expected 1 or more, found: "
              + Integer.toUnsignedString(value));
    }
  }

  private static void atMost(String where, String field, int value, int most, String what) {
    if (value > most) {
      throw new ExperimentException(
          where
              + ".ab_test."
              + field
              + ": expected at most "
              + most
              + ", "
              + what
              + ", found: "
              + value);
    }
  }
}
