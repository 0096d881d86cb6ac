package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The A/B tests of a section's runs: every system against the one that all are compared with, by
 * pairs of runs with equal seeds. Changes are in percent. Immutable.
 *
 * @param reference what all are compared with
 * @param rows the systems in the experiment's order, then no ranking and the true probabilities;
 *     without those that no run has
 */
record AbComparison(String reference, ImmutableList<Row> rows) {
  /** Candidates in the order in which the feed draws them. */
  static final String UNRANKED = "no ranking";

  /** The true probabilities in place of predictions. */
  static final String CEILING = "true probabilities";

  /**
   * Outcomes of one way to rank.
   *
   * @param figures of what is counted, of a user and day, on average over runs
   * @param changes over the reference; empty for the reference itself, and where no pair of runs is
   *     finished
   */
  record Row(
      String name,
      boolean system,
      ImmutableMap<AbMeasure, Double> figures,
      ImmutableMap<AbMeasure, Change> changes,
      ImmutableList<Draw> draws) {}

  /**
   * A change over the reference.
   *
   * @param overRuns whether the interval is of the changes of two pairs of runs or more; else it is
   *     of the buckets of one
   */
  record Change(Estimate percent, boolean overRuns) {}

  /**
   * Outcome of one run.
   *
   * @param changes of the buckets' changes; empty as those of a row
   */
  record Draw(Seeds seeds, AbOutcome outcome, ImmutableMap<AbMeasure, Estimate> changes) {}

  /** The outcomes of runs that have one, by their seeds. */
  static ImmutableMap<Seeds, AbOutcome> outcomes(Iterable<Run> runs) {
    ImmutableMap.Builder<Seeds, AbOutcome> outcomes = ImmutableMap.builder();
    for (Run run : runs) {
      if (run.hasAbOutcome()) {
        outcomes.put(run.getKey().getSeeds(), run.getAbOutcome());
      }
    }
    return outcomes.buildOrThrow();
  }

  /**
   * Compares.
   *
   * @param bySystem outcomes by seeds, of every system
   * @param baseline the reference; no ranking where it is empty
   * @param days of the test
   */
  static AbComparison of(
      Map<String, ? extends Map<Seeds, AbOutcome>> bySystem, String baseline, int days) {
    Map<String, Map<Seeds, AbOutcome>> all = new LinkedHashMap<>(bySystem);
    Map<Seeds, AbOutcome> unranked = new LinkedHashMap<>();
    Map<Seeds, AbOutcome> ceiling = new LinkedHashMap<>();
    for (Map<Seeds, AbOutcome> outcomes : bySystem.values()) {
      // Runs of equal seeds have the same two.
      outcomes.forEach(
          (seeds, outcome) -> {
            unranked.putIfAbsent(
                seeds, AbOutcome.newBuilder().addAllBuckets(outcome.getUnrankedList()).build());
            ceiling.putIfAbsent(seeds, outcome.getCeiling());
          });
    }
    all.put(UNRANKED, unranked);
    all.put(CEILING, ceiling);
    String reference = baseline.isEmpty() ? UNRANKED : baseline;
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    all.forEach(
        (name, outcomes) -> {
          if (!outcomes.isEmpty()) {
            Map<Seeds, AbOutcome> theirs =
                name.equals(reference) ? Map.of() : all.getOrDefault(reference, Map.of());
            rows.add(row(name, bySystem.containsKey(name), outcomes, theirs, days));
          }
        });
    return new AbComparison(reference, rows.build());
  }

  /** How many runs the system with the most has. */
  int mostDraws() {
    return rows.stream().mapToInt(row -> row.draws().size()).max().orElse(0);
  }

  private static Row row(
      String name,
      boolean system,
      Map<Seeds, AbOutcome> outcomes,
      Map<Seeds, AbOutcome> reference,
      int days) {
    List<Draw> draws = new ArrayList<>();
    outcomes.forEach(
        (seeds, outcome) -> {
          ImmutableMap.Builder<AbMeasure, Estimate> changes = ImmutableMap.builder();
          if (reference.containsKey(seeds)) {
            for (AbMeasure measure : AbMeasure.values()) {
              change(measure, outcome.getBucketsList(), reference.get(seeds).getBucketsList())
                  .ifPresent(change -> changes.put(measure, change));
            }
          }
          draws.add(new Draw(seeds, outcome, changes.buildOrThrow()));
        });
    ImmutableMap.Builder<AbMeasure, Double> figures = ImmutableMap.builder();
    ImmutableMap.Builder<AbMeasure, Change> changes = ImmutableMap.builder();
    for (AbMeasure measure : AbMeasure.COUNTED) {
      figures.put(
          measure,
          draws.stream()
              .mapToDouble(
                  draw -> measure.perUser(AbTotals.of(draw.outcome().getBucketsList())) / days)
              .average()
              .orElseThrow());
    }
    for (AbMeasure measure : AbMeasure.values()) {
      change(measure, draws).ifPresent(change -> changes.put(measure, change));
    }
    return new Row(
        name, system, figures.buildOrThrow(), changes.buildOrThrow(), ImmutableList.copyOf(draws));
  }

  /** The mean change of the runs, with an interval over them, or over the buckets of one. */
  private static Optional<Change> change(AbMeasure measure, List<Draw> draws) {
    List<Estimate> ofRuns =
        draws.stream()
            .filter(draw -> draw.changes().containsKey(measure))
            .map(draw -> draw.changes().get(measure))
            .toList();
    return switch (ofRuns.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Change(ofRuns.get(0), false));
      default ->
          Optional.of(new Change(Estimate.of(ofRuns.stream().map(Estimate::mean).toList()), true));
    };
  }

  /** Of the buckets' changes, in percent; empty where one of them has nothing to compare with. */
  private static Optional<Estimate> change(
      AbMeasure measure, List<AbBucket> ours, List<AbBucket> theirs) {
    List<Double> changes = new ArrayList<>();
    for (int bucket = 0; bucket < ours.size(); bucket++) {
      double change =
          measure.change(
              AbTotals.of(ours.subList(bucket, bucket + 1)),
              AbTotals.of(theirs.subList(bucket, bucket + 1)));
      if (!Double.isFinite(change)) {
        return Optional.empty();
      }
      changes.add(100 * change);
    }
    return Optional.of(Estimate.of(changes));
  }
}
