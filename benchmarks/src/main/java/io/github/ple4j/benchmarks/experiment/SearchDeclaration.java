package io.github.ple4j.benchmarks.experiment;

import java.util.List;

/** The experiment that {@code experiment search} does. */
final class SearchDeclaration {
  private static final String SECTION = "own";

  private SearchDeclaration() {}

  /** How many settings there are to try. */
  static int mostCandidates() {
    return Candidates.possible(template().getSearch());
  }

  /**
   * Declares it: what {@code search.textproto} has, on these data.
   *
   * @param systems the first is the baseline
   * @param candidates of the first rung
   * @param epochs of the last rung and of the runs
   * @throws ExperimentException if the dimensions have fewer candidates, or a name is none or one
   *     of the program's own
   */
  static Experiment of(
      String name, Csv csv, List<String> systems, int seeds, int candidates, int epochs) {
    Experiment.Builder experiment =
        template().toBuilder()
            .setName(name)
            .addAllSystems(systems)
            .setBaseline(systems.get(0))
            .clearSections();
    experiment
        .addSectionsBuilder()
        .setName(SECTION)
        .setTitle(csv.getSchema())
        .getDataBuilder()
        .setCsv(csv);
    experiment.getSettingsBuilder().getTrainingBuilder().getStoppingBuilder().setEpochs(epochs);
    for (int seed = 1; seed <= seeds; seed++) {
      experiment.addSeedsBuilder().setOrder(seed).setInitialization(seed);
    }
    experiment.getSearchBuilder().setSection(SECTION);
    experiment.getSearchBuilder().addRungsBuilder().setCandidates(candidates).setEpochs(1);
    experiment
        .getSearchBuilder()
        .addRungsBuilder()
        .setCandidates((candidates + 2) / 3)
        .setEpochs(epochs);
    Experiment declared = experiment.build();
    ExperimentCheck.check(declared, "experiment search");
    ExperimentCheck.isNoName(declared, ExperimentFile.names(), "experiment search");
    return declared;
  }

  private static Experiment template() {
    return ExperimentFile.resource("search");
  }
}
