package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** What agrees with the published figures and what does not, in sentences. */
record Agreement(Experiment experiment, Comparison comparison, PublishedFigures published) {
  private static final String PLE = "ple";

  /** Sentences under a heading. */
  record Findings(String heading, List<String> sentences) {}

  static List<Findings> of(Experiment experiment, Comparison comparison) {
    Agreement agreement = new Agreement(experiment, comparison, new PublishedFigures(comparison));
    List<Findings> findings = new ArrayList<>();
    findings.add(new Findings("Against the published figures", agreement.againstPublished()));
    findings.add(new Findings("Gains over " + experiment.getBaseline(), agreement.gains()));
    findings.add(new Findings(PLE + " against each other system", agreement.againstOthers()));
    findings.add(new Findings("Against the references", agreement.againstReferences()));
    findings.removeIf(finding -> finding.sentences().isEmpty());
    return findings;
  }

  private List<String> againstPublished() {
    List<String> sentences = new ArrayList<>();
    for (Comparison.OfSystem system : comparison.systems()) {
      for (Published entry : published.of(system.system())) {
        for (Comparison.OfTask ours : system.tasks()) {
          Optional<PublishedTask> theirs = PublishedFigures.task(entry, ours.name());
          String subject = system.system() + " on " + Words.of(ours.name()) + ": our ";
          String has = ", " + entry.getSource() + " has ";
          theirs
              .flatMap(PublishedFigures::metric)
              .ifPresent(
                  metric ->
                      sentences.add(
                          subject
                              + ours.metric().label()
                              + " is "
                              + Words.figure(ours.estimate().mean())
                              + has
                              + Words.published(metric)
                              + ". "
                              + verdict(ours.estimate(), metric)));
          Optional<Double> theirGain = theirs.flatMap(PublishedFigures::gain);
          Optional<Estimate> ourGain = ours.gain().map(PairedGain::gain);
          if (theirGain.isPresent() && ourGain.isPresent()) {
            sentences.add(
                subject
                    + "gain is "
                    + Words.signed(ourGain.get().mean())
                    + has
                    + Words.signedPublished(theirGain.get())
                    + ". "
                    + verdict(ourGain.get(), theirGain.get()));
          }
        }
      }
    }
    return sentences;
  }

  private static String verdict(Estimate ours, double theirs) {
    double difference = ours.mean() - theirs;
    String size = Words.figure(Math.abs(difference));
    String distance =
        size.equals(Words.figure(0))
            ? "They are equal to five decimals"
            : "Ours is " + (difference > 0 ? "higher" : "lower") + " by " + size;
    if (!ours.hasInterval()) {
      return distance + "; one run gives no interval.";
    }
    return distance
        + "; the published figure is "
        + (ours.covers(theirs) ? "within" : "outside")
        + " our 95\u00a0% interval.";
  }

  private List<String> gains() {
    return intervals(
        "the interval",
        (system, task) -> system.task(task.name()).flatMap(Comparison.OfTask::gain));
  }

  /** By pairs of runs with equal seeds; without the baseline, of which gains speak. */
  private List<String> againstOthers() {
    return intervals(
        "the interval of the gain of " + PLE + " less that of the other",
        (system, task) ->
            system.system().equals(PLE) || system.system().equals(experiment.getBaseline())
                ? Optional.empty()
                : comparison.system(PLE).flatMap(ple -> difference(task, ple, system)));
  }

  private static Optional<PairedGain> difference(
      Comparison.Task task, Comparison.OfSystem ours, Comparison.OfSystem theirs) {
    Map<Seeds, Double> values = values(ours, task);
    List<Double> differences = new ArrayList<>();
    values(theirs, task)
        .forEach(
            (seeds, value) -> {
              if (values.containsKey(seeds)) {
                differences.add(task.metric().gain(values.get(seeds), value));
              }
            });
    return differences.isEmpty() ? Optional.empty() : Optional.of(PairedGain.of(differences));
  }

  private static Map<Seeds, Double> values(Comparison.OfSystem system, Comparison.Task task) {
    return system
        .task(task.name())
        .<Map<Seeds, Double>>map(Comparison.OfTask::values)
        .orElse(Map.of());
  }

  private List<String> intervals(
      String what, BiFunction<Comparison.OfSystem, Comparison.Task, Optional<PairedGain>> gainOf) {
    List<String> sentences = new ArrayList<>();
    for (Comparison.Task task : comparison.tasks()) {
      List<String> better = new ArrayList<>();
      List<String> worse = new ArrayList<>();
      List<String> open = new ArrayList<>();
      for (Comparison.OfSystem system : comparison.systems()) {
        gainOf
            .apply(system, task)
            .filter(gain -> gain.gain().hasInterval())
            .ifPresent(
                gain ->
                    (gain.gain().excludes(0) ? gain.gain().mean() > 0 ? better : worse : open)
                        .add(
                            system.system()
                                + " ("
                                + Words.signed(gain.gain().mean())
                                + ", "
                                + Words.pValue(gain.pValue())
                                + ")"));
      }
      String on = "On " + Words.of(task.name()) + ", " + what;
      if (!better.isEmpty()) {
        sentences.add(on + " lies above 0 for " + Words.enumeration(better) + ".");
      }
      if (!worse.isEmpty()) {
        sentences.add(on + " lies below 0 for " + Words.enumeration(worse) + ".");
      }
      if (!open.isEmpty()) {
        sentences.add(on + " holds 0 for " + Words.enumeration(open) + ".");
      }
    }
    return sentences;
  }

  private List<String> againstReferences() {
    List<String> sentences = new ArrayList<>();
    for (Comparison.Task task : comparison.tasks()) {
      Optional<Comparison.OfSystem> best =
          comparison.systems().stream()
              .filter(system -> system.task(task.name()).isPresent())
              .reduce((a, b) -> task.metric().gain(mean(a, task), mean(b, task)) >= 0 ? a : b);
      if (best.isEmpty()) {
        continue;
      }
      double ours = mean(best.get(), task);
      for (Published reference : published.references()) {
        PublishedFigures.task(reference, task.name())
            .flatMap(PublishedFigures::metric)
            .ifPresent(
                theirs -> {
                  double gain = task.metric().gain(ours, theirs);
                  sentences.add(
                      "On "
                          + Words.of(task.name())
                          + ", our best mean is that of "
                          + best.get().system()
                          + ", "
                          + Words.figure(ours)
                          + (comparison.systems().size() > 1
                              ? ", the best of "
                                  + comparison.systems().size()
                                  + " and so flattered by the choice"
                              : "")
                          + ". "
                          + beside(ours, theirs, gain, reference.getSystem()));
                });
      }
    }
    return sentences;
  }

  /** To the digits that others print. */
  private static String beside(double ours, double theirs, double gain, String reference) {
    String published = Words.published(theirs);
    return Words.published(ours).equals(published)
        ? "It equals that of " + reference + ", " + published + ", to four decimals."
        : "It is "
            + (gain >= 0 ? "better" : "worse")
            + " than that of "
            + reference
            + ", "
            + published
            + ", by "
            + Words.published(Math.abs(gain))
            + ".";
  }

  private static double mean(Comparison.OfSystem system, Comparison.Task task) {
    return system.task(task.name()).orElseThrow().estimate().mean();
  }
}
