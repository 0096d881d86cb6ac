package io.github.ple4j.benchmarks.experiment;

/** What the paper counts online, for every user. */
enum AbMeasure {
  VIEWS("views"),
  WATCH_TIME("watch time");

  private final String words;

  AbMeasure(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Views, or seconds, of a user on average. */
  double perUser(AbTotals totals) {
    double sum =
        switch (this) {
          case VIEWS -> totals.views();
          case WATCH_TIME -> totals.watchSeconds();
        };
    return sum / totals.users();
  }

  /** The relative change, 0 for none; not finite where there is nothing to compare with. */
  double change(AbTotals ours, AbTotals theirs) {
    return perUser(ours) / perUser(theirs) - 1;
  }
}
