package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a claim of an experiment holds, as far as the finished runs say.
 *
 * @param claim in words
 * @param verdict such as: holds
 * @param figures sentences behind the verdict, the first of which says the most
 */
record ClaimVerdict(String claim, String verdict, ImmutableList<String> figures) {
  /** The verdict while runs are missing. */
  static final String OPEN = "is not decided yet";

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
      case AT_LEAST -> new AtLeastClaim(experiment, claim, comparisons).verdict();
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
    MissingRuns missing = new MissingRuns();
    List<At> intervals = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      Optional<Comparison.OfSystem> ours = comparison.system(system);
      Optional<Comparison.OfSystem> single = comparison.system(experiment.getBaseline());
      if (ours.isEmpty() || single.isEmpty()) {
        continue;
      }
      if (missing.add(ours.get()) + missing.add(single.get()) > 0) {
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
      String system, int intervals, List<At> losses, MissingRuns missing) {
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

  private static String place(
      Comparison comparison, Comparison.OfTask task, List<Comparison> comparisons) {
    return Words.of(task.name())
        + (comparisons.size() == 1 ? "" : ", " + comparison.section().getTitle());
  }
}
