package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a claim of an experiment holds, as far as the finished runs say.
 *
 * @param claim in words
 * @param verdict such as: holds
 * @param figures sentences behind the verdict, the first of which says the most
 */
record ClaimVerdict(String claim, String verdict, ImmutableList<String> figures) {
  private static final String OPEN = "is not decided yet";

  /** Of all claims, in order. */
  static ImmutableList<ClaimVerdict> of(Experiment experiment, List<Comparison> comparisons) {
    return experiment.getClaimsList().stream()
        .map(claim -> of(experiment, claim, comparisons))
        .collect(ImmutableList.toImmutableList());
  }

  /** The verdict, with the first of its figures. */
  String sentence() {
    return "“" + claim.replaceFirst("[.]\\s*$", "") + "” " + verdict + ". " + figures.get(0);
  }

  private static ClaimVerdict of(Experiment experiment, Claim claim, List<Comparison> comparisons) {
    return switch (claim.getKindCase()) {
      case NO_LOSS -> noLoss(experiment, claim, comparisons);
      case AT_LEAST -> atLeast(claim, comparisons);
      case KIND_NOT_SET ->
          new ClaimVerdict(
              claim.getText(), OPEN, ImmutableList.of("The experiment has no test of it."));
    };
  }

  /** An interval of gains, and where it is. */
  private record At(String place, Estimate gain) {
    String words() {
      return place
          + " ("
          + Words.signed(gain.mean())
          + ", 95\u00a0% interval "
          + Words.signedInterval(gain)
          + ")";
    }
  }

  private static ClaimVerdict noLoss(
      Experiment experiment, Claim claim, List<Comparison> comparisons) {
    String system = claim.getNoLoss().getSystem();
    Missing missing = new Missing();
    List<At> intervals = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      Optional<Comparison.OfSystem> ours = find(comparison, system);
      Optional<Comparison.OfSystem> single = find(comparison, experiment.getBaseline());
      if (ours.isEmpty() || single.isEmpty()) {
        continue;
      }
      if (missing.of(ours.get()) + missing.of(single.get()) > 0) {
        continue;
      }
      for (Comparison.OfTask task : ours.get().tasks()) {
        task.gain()
            .map(PairedGain::gain)
            .filter(Estimate::hasInterval)
            .ifPresent(gain -> intervals.add(new At(place(comparison, task, comparisons), gain)));
      }
    }
    List<At> losses = intervals.stream().filter(at -> at.gain().high() < 0).toList();
    if (!losses.isEmpty()) {
      return new ClaimVerdict(
          claim.getText(), "does not hold", losses(system, intervals.size(), losses, missing));
    }
    if (missing.any() || intervals.isEmpty()) {
      return new ClaimVerdict(claim.getText(), OPEN, ImmutableList.of(missing.sentence()));
    }
    return new ClaimVerdict(claim.getText(), "holds", noLosses(system, intervals));
  }

  private static ImmutableList<String> losses(
      String system, int intervals, List<At> losses, Missing missing) {
    return ImmutableList.of(
        "Of "
            + Words.plural(intervals, "interval")
            + " of the gains of "
            + system
            + (losses.size() == 1 ? ", one lies below 0." : ", " + losses.size() + " lie below 0.")
            + missing.others(),
        "Below 0: " + Words.enumeration(losses.stream().map(At::words).toList()) + ".");
  }

  private static ImmutableList<String> noLosses(String system, List<At> intervals) {
    long above = intervals.stream().filter(at -> at.gain().low() > 0).count();
    At lowest =
        intervals.stream()
            .reduce((a, b) -> a.gain().mean() <= b.gain().mean() ? a : b)
            .orElseThrow();
    return ImmutableList.of(
        "Of "
            + Words.plural(intervals.size(), "interval")
            + " of the gains of "
            + system
            + ", none lies below 0: "
            + above
            + " above it, "
            + (intervals.size() - above)
            + " around it. The lowest mean is that on "
            + lowest.words()
            + ".");
  }

  private static ClaimVerdict atLeast(Claim claim, List<Comparison> comparisons) {
    String system = claim.getAtLeast().getSystem();
    String other = claim.getAtLeast().getOther();
    Missing missing = new Missing();
    Map<Seeds, List<Double>> bySeeds = new LinkedHashMap<>();
    Set<String> tasks = new LinkedHashSet<>();
    Set<Metric> metrics = new LinkedHashSet<>();
    int sections = 0;
    for (Comparison comparison : comparisons) {
      Optional<Comparison.OfSystem> ours = find(comparison, system);
      Optional<Comparison.OfSystem> theirs = find(comparison, other);
      if (ours.isEmpty() || theirs.isEmpty()) {
        continue;
      }
      missing.of(ours.get());
      missing.of(theirs.get());
      sections++;
      for (Comparison.OfTask task : ours.get().tasks()) {
        tasks.add(task.name());
        metrics.add(task.metric());
        theirs.get().task(task.name()).ifPresent(of -> differences(task, of, bySeeds));
      }
    }
    if (missing.any() || bySeeds.isEmpty()) {
      return new ClaimVerdict(claim.getText(), OPEN, ImmutableList.of(missing.sentence()));
    }
    Estimate difference =
        Estimate.of(
            bySeeds.values().stream()
                .map(of -> of.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                .toList());
    String over =
        "The mean gain of "
            + system
            + " less that of "
            + other
            + ", over "
            + Words.plural(tasks.size(), "task")
            + " and "
            + Words.plural(sections, "section")
            + ", is "
            + Words.signed(difference.mean())
            + " in "
            + Words.enumeration(metrics.stream().map(Metric::label).toList());
    return new ClaimVerdict(
        claim.getText(),
        verdict(difference),
        ImmutableList.of(
            difference.hasInterval()
                ? over
                    + ", with a 95\u00a0% interval of "
                    + Words.signedInterval(difference)
                    + " over "
                    + difference.n()
                    + " pairs of equal seeds."
                : over + "; one pair of runs gives no interval."));
  }

  private static void differences(
      Comparison.OfTask ours, Comparison.OfTask theirs, Map<Seeds, List<Double>> bySeeds) {
    for (Seeds seeds : Sets.intersection(ours.values().keySet(), theirs.values().keySet())) {
      double a = ours.values().getOrDefault(seeds, Double.NaN);
      double b = theirs.values().getOrDefault(seeds, Double.NaN);
      bySeeds
          .computeIfAbsent(seeds, key -> new ArrayList<>())
          .add(ours.metric().gain(a, b)); // the baseline's metric cancels out
    }
  }

  private static String verdict(Estimate difference) {
    String holds = difference.mean() >= 0 ? "holds" : "does not hold";
    return difference.excludes(0)
        ? holds
        : holds
            + " for the means"
            + (difference.hasInterval() ? "; the interval holds 0" : ", which are of one run each");
  }

  private static Optional<Comparison.OfSystem> find(Comparison comparison, String system) {
    return comparison.systems().stream().filter(of -> of.system().equals(system)).findFirst();
  }

  private static String place(
      Comparison comparison, Comparison.OfTask task, List<Comparison> comparisons) {
    return Words.of(task.name())
        + (comparisons.size() == 1 ? "" : ", " + comparison.section().getTitle());
  }

  /** Counts runs that are not finished. */
  private static final class Missing {
    private int runs;
    private int expected;

    int of(Comparison.OfSystem system) {
      int open = system.expected() - system.finished();
      runs += open;
      expected += system.expected();
      return open;
    }

    boolean any() {
      return runs > 0;
    }

    /** After a verdict that they cannot change. */
    String others() {
      return any() ? " " + open() + "." : "";
    }

    String sentence() {
      return any() ? open() + ", of " + expected + " that it needs." : "No finished runs can tell.";
    }

    private String open() {
      return Words.plural(runs, "run") + (runs == 1 ? " is" : " are") + " not finished";
    }
  }
}
