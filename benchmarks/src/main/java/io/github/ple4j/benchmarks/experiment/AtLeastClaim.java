package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * That a system gains at least as much as another, on average over the tasks of all sections that
 * have both, by pairs of runs with equal seeds. Tasks of unlike metrics are averaged in percent of
 * the baseline's.
 */
final class AtLeastClaim {
  private final String text;
  private final String system;
  private final String other;
  private final String baseline;
  private final List<Comparison> sections;
  private final List<Metric> metrics;

  AtLeastClaim(Experiment experiment, Claim claim, List<Comparison> comparisons) {
    text = claim.getText();
    system = claim.getAtLeast().getSystem();
    other = claim.getAtLeast().getOther();
    baseline = experiment.getBaseline();
    sections =
        comparisons.stream()
            .filter(of -> of.system(system).isPresent() && of.system(other).isPresent())
            .toList();
    metrics =
        sections.stream()
            .flatMap(section -> section.tasks().stream())
            .map(Comparison.Task::metric)
            .distinct()
            .toList();
  }

  ClaimVerdict verdict() {
    MissingRuns missing = new MissingRuns();
    sections.forEach(section -> add(section, missing));
    List<Comparison> finished = sections.stream().filter(this::isFinished).toList();
    Optional<Estimate> difference = difference(finished);
    if (missing.any() || difference.isEmpty()) {
      String soFar =
          difference.map(of -> " Without those sections: " + sentence(of, finished)).orElse("");
      return new ClaimVerdict(
          text, ClaimVerdict.OPEN, ImmutableList.of(missing.sentence() + soFar));
    }
    return new ClaimVerdict(
        text, verdict(difference.get()), ImmutableList.of(sentence(difference.get(), finished)));
  }

  private boolean inPercent() {
    return metrics.size() > 1;
  }

  private boolean isFinished(Comparison section) {
    MissingRuns missing = new MissingRuns();
    add(section, missing);
    return !missing.any();
  }

  private void add(Comparison section, MissingRuns missing) {
    Stream.of(system, other, inPercent() ? baseline : system)
        .distinct()
        .flatMap(name -> section.system(name).stream())
        .forEach(missing::add);
  }

  /** Empty where no pair of runs is finished. */
  private Optional<Estimate> difference(List<Comparison> of) {
    Map<Seeds, List<Double>> bySeeds = differences(of);
    return bySeeds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Estimate.of(
                bySeeds.values().stream()
                    .map(gains -> gains.stream().mapToDouble(gain -> gain).average().orElseThrow())
                    .toList()));
  }

  /** By how much the system is better than the other, by seeds. */
  private Map<Seeds, List<Double>> differences(List<Comparison> of) {
    Map<Seeds, List<Double>> bySeeds = new LinkedHashMap<>();
    for (Comparison section : of) {
      for (Comparison.Task task : section.tasks()) {
        Map<Seeds, Double> ours = values(section, system, task);
        Map<Seeds, Double> theirs = values(section, other, task);
        Map<Seeds, Double> single = values(section, baseline, task);
        for (Seeds seeds : Sets.intersection(ours.keySet(), theirs.keySet())) {
          // The difference of two gains over the baseline, which cancels out.
          double gain = task.metric().gain(value(ours, seeds), value(theirs, seeds));
          bySeeds
              .computeIfAbsent(seeds, key -> new ArrayList<>())
              .add(inPercent() ? gain / value(single, seeds) : gain);
        }
      }
    }
    return bySeeds;
  }

  private static Map<Seeds, Double> values(
      Comparison section, String system, Comparison.Task task) {
    Optional<Comparison.OfTask> figures =
        section.system(system).flatMap(of -> of.task(task.name()));
    return figures.<Map<Seeds, Double>>map(Comparison.OfTask::values).orElse(Map.of());
  }

  private static double value(Map<Seeds, Double> values, Seeds seeds) {
    return values.getOrDefault(seeds, Double.NaN);
  }

  private static String verdict(Estimate difference) {
    String holds = difference.mean() >= 0 ? "holds" : "does not hold";
    return difference.excludes(0)
        ? holds
        : holds
            + " for the means"
            + (difference.hasInterval() ? "; the interval holds 0" : ", which are of one run each");
  }

  private String sentence(Estimate difference, List<Comparison> of) {
    long tasks =
        of.stream()
            .flatMap(section -> section.tasks().stream())
            .map(Comparison.Task::name)
            .distinct()
            .count();
    return "The mean gain of "
        + system
        + " less that of "
        + other
        + ", over "
        + Words.plural(tasks, "task")
        + " and "
        + Words.plural(of.size(), "section")
        + ", is "
        + signed(difference.mean())
        + (inPercent() ? " of " + baseline + "'s metric" : " in " + metrics.get(0).label())
        + (difference.hasInterval()
            ? ", with a 95\u00a0% interval of "
                + signed(difference.low())
                + " to "
                + signed(difference.high())
                + " over "
                + difference.n()
                + " pairs of equal seeds."
            : "; one pair of runs gives no interval.");
  }

  private String signed(double difference) {
    return inPercent() ? Words.signedPercent(difference) : Words.signed(difference);
  }
}
