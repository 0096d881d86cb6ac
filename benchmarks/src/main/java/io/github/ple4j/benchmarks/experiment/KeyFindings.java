package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an experiment found, in a few computed sentences. */
final class KeyFindings {
  private static final String PLE = "ple";
  private static final int SINGLY = 2; // sections, each of which has a sentence

  private KeyFindings() {}

  /**
   * The verdicts on the experiment's claims; where it has none, what A/B tests came to; where there
   * is none, the gains of PLE by section; where it has no gains, whether the gates of PLE differ.
   */
  static ImmutableList<String> sentences(Experiment experiment, List<Comparison> comparisons) {
    if (experiment.getClaimsCount() > 0) {
      return ClaimVerdict.of(experiment, comparisons).stream()
          .map(ClaimVerdict::sentence)
          .collect(ImmutableList.toImmutableList());
    }
    List<String> abTests =
        comparisons.stream()
            .flatMap(comparison -> AbTestView.of(experiment, comparison).stream())
            .flatMap(view -> view.sentences().stream())
            .toList();
    if (!abTests.isEmpty()) {
      return ImmutableList.copyOf(abTests);
    }
    if (comparisons.size() > SINGLY) {
      Optional<String> summary = summary(experiment, comparisons);
      if (summary.isPresent()) {
        return ImmutableList.of(summary.get());
      }
    }
    List<String> sentences = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      gains(experiment, comparison).ifPresent(gains -> sentences.add(title(comparison) + gains));
    }
    if (sentences.isEmpty() && experiment.getShown().getGates()) {
      for (Comparison comparison : comparisons) {
        GateFigure.of(comparison).stream()
            .filter(figure -> figure.system().equals(PLE) && !figure.difference().isEmpty())
            .forEach(figure -> sentences.add(title(comparison) + figure.difference()));
      }
    }
    return ImmutableList.copyOf(sentences);
  }

  private static String title(Comparison comparison) {
    return "“" + comparison.section().getTitle() + "”: ";
  }

  /** Where the intervals of the gains of PLE lie; empty where it has none. */
  private static Optional<String> summary(Experiment experiment, List<Comparison> comparisons) {
    List<Estimate> gains =
        comparisons.stream()
            .flatMap(comparison -> comparison.system(PLE).stream())
            .flatMap(system -> system.tasks().stream())
            .flatMap(task -> task.gain().stream())
            .map(PairedGain::gain)
            .filter(Estimate::hasInterval)
            .toList();
    if (gains.isEmpty()) {
      return Optional.empty();
    }
    long above = gains.stream().filter(gain -> gain.low() > 0).count();
    long below = gains.stream().filter(gain -> gain.high() < 0).count();
    return Optional.of(
        "Of "
            + Words.plural(gains.size(), "interval")
            + " of the gains of "
            + PLE
            + " over "
            + experiment.getBaseline()
            + ", one for each task and section: "
            + above
            + " above 0, "
            + below
            + " below it, "
            + (gains.size() - above - below)
            + " around it.");
  }

  private static Optional<String> gains(Experiment experiment, Comparison comparison) {
    List<String> gains =
        comparison.system(PLE).stream()
            .flatMap(system -> system.tasks().stream())
            .filter(task -> task.gain().isPresent())
            .map(KeyFindings::gain)
            .toList();
    return gains.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the gain of "
                + PLE
                + " over "
                + experiment.getBaseline()
                + " is "
                + Words.enumeration(gains)
                + ".");
  }

  private static String gain(Comparison.OfTask task) {
    Estimate gain = task.gain().orElseThrow().gain();
    return Words.signed(gain.mean())
        + " "
        + task.metric().label()
        + " on "
        + Words.of(task.name())
        + (gain.hasInterval()
            ? " (95\u00a0% interval " + Words.signedInterval(gain) + ")"
            : " (one pair of runs)");
  }
}
