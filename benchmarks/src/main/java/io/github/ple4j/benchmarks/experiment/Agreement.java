package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What agrees with the published figures and what does not, in sentences. */
record Agreement(Experiment experiment, Comparison comparison, PublishedFigures published) {

  /** Sentences under a heading. */
  record Findings(String heading, List<String> sentences) {}

  static List<Findings> of(Experiment experiment, Comparison comparison) {
    Agreement agreement = new Agreement(experiment, comparison, new PublishedFigures(comparison));
    List<Findings> findings = new ArrayList<>();
    findings.add(new Findings("Against the published figures", agreement.againstPublished()));
    findings.add(new Findings("Gains over " + experiment.getBaseline(), agreement.gains()));
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
    List<String> sentences = new ArrayList<>();
    for (Comparison.Task task : comparison.tasks()) {
      List<String> better = new ArrayList<>();
      List<String> worse = new ArrayList<>();
      List<String> open = new ArrayList<>();
      for (Comparison.OfSystem system : comparison.systems()) {
        system
            .task(task.name())
            .flatMap(Comparison.OfTask::gain)
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
      String on = "On " + Words.of(task.name()) + ", ";
      if (!better.isEmpty()) {
        sentences.add(on + "the interval lies above 0 for " + Words.enumeration(better) + ".");
      }
      if (!worse.isEmpty()) {
        sentences.add(on + "the interval lies below 0 for " + Words.enumeration(worse) + ".");
      }
      if (!open.isEmpty()) {
        sentences.add(on + "the interval holds 0 for " + Words.enumeration(open) + ".");
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
                          + ". It is "
                          + (gain >= 0 ? "better" : "worse")
                          + " than that of "
                          + reference.getSystem()
                          + ", "
                          + Words.published(theirs)
                          + ", by "
                          + Words.figure(Math.abs(gain))
                          + ".");
                });
      }
    }
    return sentences;
  }

  private static double mean(Comparison.OfSystem system, Comparison.Task task) {
    return system.task(task.name()).orElseThrow().estimate().mean();
  }
}
