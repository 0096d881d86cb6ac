package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.ModelSpec;
import java.util.List;

/**
 * A row of a table: a system as it is, or a variant of one.
 *
 * @param name of the row
 * @param system that is trained
 * @param changes over the settings of the system; none of a system as it is
 */
record Entrant(String name, String system, Settings changes) {

  /** All of an experiment: its systems, then its variants. */
  static ImmutableList<Entrant> of(Experiment experiment) {
    ImmutableList.Builder<Entrant> all = ImmutableList.builder();
    for (String system : experiment.getSystemsList()) {
      all.add(new Entrant(system, system, Settings.getDefaultInstance()));
    }
    for (Variant variant : experiment.getVariantsList()) {
      all.add(new Entrant(variant.getName(), variant.getSystem(), variant.getSettings()));
    }
    return all.build();
  }

  /** Those of a section, in the experiment's order. */
  static ImmutableList<Entrant> of(Experiment experiment, Section section) {
    List<String> chosen = section.getSystemsList();
    return of(experiment).stream()
        .filter(entrant -> chosen.isEmpty() || chosen.contains(entrant.name()))
        .collect(ImmutableList.toImmutableList());
  }

  /** The names of systems that are trained, each once. */
  static ImmutableList<String> systems(Experiment experiment) {
    return of(experiment).stream()
        .map(Entrant::system)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** Settings of its system with its changes. */
  Settings settings(Settings ofSystem) {
    Settings.Builder settings = ofSystem.toBuilder();
    if (changes.hasTowers()) {
      settings.clearTowers();
    }
    if (changes.getModel().getArchitectureCase()
        != ModelSpec.ArchitectureCase.ARCHITECTURE_NOT_SET) {
      settings.getModelBuilder().clearArchitecture();
    }
    return settings.mergeFrom(changes).build();
  }
}
