package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
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
    searches()
        .forEach(
            (system, standing) ->
                parts.add(new Part("search " + system, standing.keys(), standing.upcoming())));
    for (Section section : experiment.getSectionsList()) {
      for (int i = 0; i < experiment.getSeedsCount(); i++) {
        ImmutableList.Builder<RunKey> keys = ImmutableList.builder();
        ImmutableList.Builder<RunKey> upcoming = ImmutableList.builder();
        for (Entrant entrant : Entrant.of(experiment, section)) {
          Optional<Settings> settings = settings(section, entrant);
          (settings.isPresent() ? keys : upcoming)
              .add(key(section, entrant, settings.orElse(experiment.getSettings()), i));
        }
        String title = section.getName() + ", seeds " + (i + 1);
        parts.add(new Part(title, keys.build(), upcoming.build()));
      }
    }
    return ImmutableList.copyOf(parts);
  }

  /** The settings of a row's runs; empty until the search of its system is finished. */
  private Optional<Settings> settings(Section section, Entrant entrant) {
    Optional<Settings> ofSystem =
        section.hasSettings()
            ? Optional.of(section.getSettings())
            : experiment.hasSearch()
                ? search(entrant.system()).standing().chosen()
                : Optional.of(experiment.getSettings());
    return ofSystem.map(entrant::settings);
  }

  /** The settings of a section by row, where they are known. */
  ImmutableMap<String, Settings> settings(Section section) {
    ImmutableMap.Builder<String, Settings> all = ImmutableMap.builder();
    for (Entrant entrant : Entrant.of(experiment, section)) {
      settings(section, entrant).ifPresent(settings -> all.put(entrant.name(), settings));
    }
    return all.buildOrThrow();
  }

  /** The name of the row that a run is of; that of its system if it is of none. */
  String row(RunKey key) {
    return experiment.getSectionsList().stream()
        .filter(section -> section.getData().equals(key.getData()))
        .flatMap(
            section ->
                Entrant.of(experiment, section).stream()
                    .filter(entrant -> entrant.system().equals(key.getSystem()))
                    .filter(
                        entrant ->
                            settings(section, entrant).equals(Optional.of(key.getSettings()))))
        .map(Entrant::name)
        .findFirst()
        .orElse(key.getSystem());
  }

  /** The systems whose settings a section takes from the search. */
  private ImmutableSet<String> searched() {
    return experiment.hasSearch()
        ? experiment.getSectionsList().stream()
            .filter(section -> !section.hasSettings())
            .flatMap(section -> Entrant.of(experiment, section).stream())
            .map(Entrant::system)
            .collect(ImmutableSet.toImmutableSet())
        : ImmutableSet.of();
  }

  /** What the searches have come to, by system; none if there is no search. */
  ImmutableMap<String, SettingsSearch.Standing> searches() {
    return Maps.toMap(searched(), system -> search(system).standing());
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
                part.upcoming().isEmpty()
                    && part.keys().stream().allMatch(key -> store.find(key).isPresent()));
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

  private RunKey key(Section section, Entrant entrant, Settings settings, int seeds) {
    RunKey.Builder key =
        RunKey.newBuilder()
            .setData(section.getData())
            .setSystem(entrant.system())
            .setSettings(settings)
            .setSeeds(experiment.getSeeds(seeds));
    if (section.hasAbTest()) {
      key.setAbTest(section.getAbTest());
    }
    return key.build();
  }
}
