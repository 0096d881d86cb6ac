package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What the search for a system's settings has come to, and what it wants next. */
final class SettingsSearch {
  private final Experiment experiment;
  private final String system;
  private final RunStore store;

  SettingsSearch(Experiment experiment, String system, RunStore store) {
    this.experiment = experiment;
    this.system = system;
    this.store = store;
  }

  /**
   * How far it has come.
   *
   * @param keys of all runs that are known to belong to it
   * @param upcoming as many keys as later rungs will have, of candidates that may not reach them
   * @param chosen the settings that were best in the last rung, once it is finished
   * @param lead by how much their mean metric is better than that of the next ones there; empty
   *     while there are no two
   */
  record Standing(
      ImmutableList<RunKey> keys,
      ImmutableList<RunKey> upcoming,
      Optional<Settings> chosen,
      OptionalDouble lead) {}

  /** Looks at the finished runs. */
  Standing standing() {
    ImmutableList.Builder<RunKey> known = ImmutableList.builder();
    ImmutableList.Builder<RunKey> upcoming = ImmutableList.builder();
    ImmutableList<Settings> candidates = candidates();
    boolean open = false;
    OptionalDouble lead = OptionalDouble.empty();
    for (Rung rung : experiment.getSearch().getRungsList()) {
      ImmutableList<RunKey> keys = keys(rung, candidates);
      (open ? upcoming : known).addAll(keys);
      open = open || store.find(keys).size() < keys.size();
      if (!open) {
        lead = lead(keys);
        candidates = ranked(candidates, keys);
      }
    }
    return new Standing(
        known.build(),
        upcoming.build(),
        open ? Optional.empty() : Optional.of(candidates.get(0)),
        open ? OptionalDouble.empty() : lead);
  }

  private OptionalDouble lead(List<RunKey> keys) {
    double[] scores = keys.stream().mapToDouble(this::score).sorted().toArray();
    int best = scores.length - 1;
    return best < 1 ? OptionalDouble.empty() : OptionalDouble.of(scores[best] - scores[best - 1]);
  }

  private ImmutableList<Settings> candidates() {
    return Candidates.draw(experiment.getSearch(), experiment.getSettings());
  }

  /** The candidates of a rung, best first; of equals the earlier one. */
  private ImmutableList<Settings> ranked(List<Settings> candidates, List<RunKey> keys) {
    return IntStream.range(0, keys.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -score(keys.get(i))))
        .map(candidates::get)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Mean over the tasks of AUC, or of -MSE of a regression, on the rows held out; the lowest of all
   * if the run failed, or a task's metric is undefined.
   */
  private double score(RunKey key) {
    return store.find(key).orElseThrow().getValidationList().stream()
        .mapToDouble(SettingsSearch::score)
        .average()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  private static double score(TaskResult result) {
    if (result.hasAuc()) {
      return result.getAuc();
    }
    boolean regression = result.hasMse() && !result.hasLogLoss();
    return regression ? -result.getMse() : Double.NEGATIVE_INFINITY;
  }

  private ImmutableList<RunKey> keys(Rung rung, List<Settings> candidates) {
    return candidates.stream()
        .limit(rung.getCandidates())
        .map(settings -> key(settings, rung.getEpochs()))
        .collect(ImmutableList.toImmutableList());
  }

  private RunKey key(Settings settings, int epochs) {
    Settings.Builder ofRung = settings.toBuilder();
    ofRung.getTrainingBuilder().getStoppingBuilder().setEpochs(epochs);
    return RunKey.newBuilder()
        .setData(data())
        .setSystem(system)
        .setSettings(ofRung)
        .setSeeds(experiment.getSearch().getSeeds())
        .setHeldOut(true)
        .build();
  }

  private Data data() {
    return experiment.getSectionsList().stream()
        .filter(section -> section.getName().equals(experiment.getSearch().getSection()))
        .findFirst()
        .orElseThrow()
        .getData();
  }
}
