package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs of an experiment, as far as the finished ones let them be known. */
final class Plan {
  private final Experiment experiment;
  private final RunStore store;

  Plan(Experiment experiment, RunStore store) {
    this.experiment = experiment;
    this.store = store;
  }

  /**
   * What is estimated and reported as one.
   *
   * @param keys of its runs
   * @param upcoming as many keys as there will be further runs, which are not known yet
   */
  record Part(String title, ImmutableList<RunKey> keys, ImmutableList<RunKey> upcoming) {}

  /** In the order in which they are run: searches, then sections by seeds. */
  ImmutableList<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (String system : experiment.getSystemsList()) {
      if (experiment.hasSearch()) {
        SettingsSearch.Standing standing = search(system).standing();
        parts.add(new Part("search " + system, standing.keys(), standing.upcoming()));
      }
    }
    for (Section section : experiment.getSectionsList()) {
      for (int i = 0; i < experiment.getSeedsCount(); i++) {
        ImmutableList.Builder<RunKey> keys = ImmutableList.builder();
        ImmutableList.Builder<RunKey> upcoming = ImmutableList.builder();
        for (String system : experiment.getSystemsList()) {
          Optional<Settings> settings = settings(section, system);
          (settings.isPresent() ? keys : upcoming)
              .add(key(section, system, settings.orElse(experiment.getSettings()), i));
        }
        String title = section.getName() + ", seeds " + (i + 1);
        parts.add(new Part(title, keys.build(), upcoming.build()));
      }
    }
    return ImmutableList.copyOf(parts);
  }

  /** The settings of a system's runs; empty until its search is finished. */
  Optional<Settings> settings(Section section, String system) {
    if (section.hasSettings()) {
      return Optional.of(section.getSettings());
    }
    return experiment.hasSearch()
        ? search(system).standing().chosen()
        : Optional.of(experiment.getSettings());
  }

  /** The settings of a section by system, where they are known. */
  ImmutableMap<String, Settings> settings(Section section) {
    ImmutableMap.Builder<String, Settings> all = ImmutableMap.builder();
    for (String system : experiment.getSystemsList()) {
      settings(section, system).ifPresent(settings -> all.put(system, settings));
    }
    return all.buildOrThrow();
  }

  /** Keys that can be run now and are not finished, in order. */
  ImmutableList<RunKey> open() {
    return parts().stream()
        .flatMap(part -> part.keys().stream())
        .filter(key -> store.find(key).isEmpty())
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether all runs are known and finished. */
  boolean isDone() {
    return parts().stream()
        .allMatch(
            part ->
                part.upcoming().isEmpty() && store.find(part.keys()).size() == part.keys().size());
  }

  /** The finished runs, in order. */
  ImmutableList<Run> finished() {
    return parts().stream()
        .flatMap(part -> store.find(part.keys()).values().stream())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  private SettingsSearch search(String system) {
    return new SettingsSearch(experiment, system, store);
  }

  private RunKey key(Section section, String system, Settings settings, int seeds) {
    return RunKey.newBuilder()
        .setData(section.getData())
        .setSystem(system)
        .setSettings(settings)
        .setSeeds(experiment.getSeeds(seeds))
        .build();
  }
}
