package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** That a system loses on no task of any section, against the baseline. */
final class NoLossClaim {
  private final String text;
  private final String system;
  private final MissingRuns missing = new MissingRuns();
  private final List<At> gains = new ArrayList<>();

  /** A gain with an interval, and where it is. */
  private record At(String place, PairedGain paired) {
    Estimate gain() {
      return paired.gain();
    }

    /** Of the test that it is no loss, against that it is one. */
    double pValue() {
      return gain().mean() < 0 ? paired.pValue() / 2 : 1 - paired.pValue() / 2;
    }

    String words() {
      return place
          + " ("
          + Words.signed(gain().mean())
          + ", 95\u00a0% interval "
          + Words.signedInterval(gain())
          + ")";
    }
  }

  NoLossClaim(Experiment experiment, Claim claim, List<Comparison> comparisons) {
    text = claim.getText();
    system = claim.getNoLoss().getSystem();
    for (Comparison comparison : comparisons) {
      Optional<Comparison.OfSystem> ours = comparison.system(system);
      Optional<Comparison.OfSystem> single = comparison.system(experiment.getBaseline());
      if (ours.isPresent()
          && single.isPresent()
          && missing.add(ours.get()) + missing.add(single.get()) == 0) {
        ours.get().tasks().forEach(task -> add(comparison, task, comparisons.size() > 1));
      }
    }
  }

  private void add(Comparison comparison, Comparison.OfTask task, boolean several) {
    String place = Words.of(task.name()) + (several ? ", " + comparison.section().getTitle() : "");
    task.gain()
        .filter(paired -> paired.gain().hasInterval())
        .ifPresent(paired -> gains.add(new At(place, paired)));
  }

  /**
   * It does not hold where a gain lies below 0 with Holm's correction for all of them; it is in
   * doubt where one does without it.
   */
  ClaimVerdict verdict() {
    List<At> losses = gains.stream().filter(at -> at.gain().high() < 0).toList();
    ImmutableList.Builder<String> figures = ImmutableList.builder();
    if (missing.any() || gains.isEmpty()) {
      figures.add(
          missing.sentence() + (gains.isEmpty() ? "" : " So far: " + count(losses.size()) + "."));
      return new ClaimVerdict(text, ClaimVerdict.OPEN, figures.build());
    }
    if (losses.isEmpty()) {
      return new ClaimVerdict(text, "is not refuted", figures.add(noLosses()).build());
    }
    int certain = Holm.rejected(gains.stream().map(At::pValue).toList());
    figures.add(
        count(losses.size())
            + (gains.size() == 1
                ? "."
                : "; corrected for their number by Holm, " + lie(certain) + "."));
    figures.add("Below 0: " + Words.enumeration(losses.stream().map(At::words).toList()) + ".");
    return new ClaimVerdict(text, certain > 0 ? "does not hold" : "is in doubt", figures.build());
  }

  private String count(int below) {
    return "Of "
        + Words.plural(gains.size(), "interval")
        + " of the gains of "
        + system
        + ", "
        + lie(below)
        + " below 0";
  }

  private static String lie(int intervals) {
    return switch (intervals) {
      case 0 -> "none lies";
      case 1 -> "one lies";
      default -> Words.count(intervals) + " lie";
    };
  }

  private String noLosses() {
    long above = gains.stream().filter(at -> at.gain().low() > 0).count();
    At lowest =
        gains.stream().reduce((a, b) -> a.gain().mean() <= b.gain().mean() ? a : b).orElseThrow();
    return count(0)
        + ": "
        + above
        + " above it, "
        + (gains.size() - above)
        + " around it. The lowest mean is that on "
        + lowest.words()
        + ".";
  }
}
