package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;

/** What is compared, for every user: what the paper counts online, and the mean of both changes. */
enum AbMeasure {
  VIEWS("views", "change of views", "Change of views"),
  WATCH_TIME("watch time", "change of watch time", "Change of watch time"),

  /** As the weights of eq. 1 trade one for the other. */
  MEAN(
      "the mean of both", "mean of both changes", "Mean of the changes of views and of watch time");

  /** Those that are counted; the others are changes alone. */
  static final ImmutableList<AbMeasure> COUNTED = ImmutableList.of(VIEWS, WATCH_TIME);

  private final String words;
  private final String axis;
  private final String title;

  AbMeasure(String words, String axis, String title) {
    this.words = words;
    this.axis = axis;
    this.title = title;
  }

  String words() {
    return words;
  }

  /** Of its changes, under a chart. */
  String axis() {
    return axis;
  }

  /** What a chart of its changes shows. */
  String title() {
    return title;
  }

  /**
   * Views, or seconds, of a user on average.
   *
   * @throws UnsupportedOperationException unless it is one of {@link #COUNTED}
   */
  double perUser(AbTotals totals) {
    double sum =
        switch (this) {
          case VIEWS -> totals.views();
          case WATCH_TIME -> totals.watchSeconds();
          case MEAN -> throw new UnsupportedOperationException("only changes have a mean");
        };
    return sum / totals.users();
  }

  /** The relative change, 0 for none; not finite where there is nothing to compare with. */
  double change(AbTotals ours, AbTotals theirs) {
    return switch (this) {
      case VIEWS, WATCH_TIME -> perUser(ours) / perUser(theirs) - 1;
      case MEAN ->
          COUNTED.stream()
              .mapToDouble(measure -> measure.change(ours, theirs))
              .average()
              .orElseThrow();
    };
  }
}
