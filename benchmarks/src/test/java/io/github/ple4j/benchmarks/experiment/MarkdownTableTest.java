package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {
  private static final Experiment EXPERIMENT =
      MadeUpExperiment.experiment(3).toBuilder()
          .clearSystems()
          .addAllSystems(List.of("single-task", "ple", "cgc"))
          .build();

  @Test
  void aLineHasMeanGainAndHalfOfTheirIntervals() {
    List<Run> runs = new ArrayList<>();
    double[][] aucs = {{0.950, 0.951}, {0.952, 0.954}, {0.954, 0.957}};
    for (int seed = 0; seed < 3; seed++) {
      runs.add(run("single-task", seed, aucs[seed][0]));
      runs.add(run("ple", seed, aucs[seed][1]));
    }
    Comparison comparison = MadeUpExperiment.compare(EXPERIMENT, EXPERIMENT.getSections(0), runs);

    // t of two degrees of freedom is 4.302653; deviations .002, .003, and .001 of the gains.
    assertThat(MarkdownTable.of(EXPERIMENT, comparison))
        .isEqualTo(
            """
            | system | income AUC | gain | parameters |
            | --- | --- | --- | --- |
            | single-task | 0.95200 ± 0.00497 | - | 252,306 |
            | ple | 0.95400 ± 0.00745 | +0.00200 ± 0.00248 | 252,306 |
            """);
  }

  @Test
  void aSingleRunHasNoInterval() {
    List<Run> runs = List.of(run("single-task", 0, 0.95), run("ple", 0, 0.951));
    Comparison comparison = MadeUpExperiment.compare(EXPERIMENT, EXPERIMENT.getSections(0), runs);

    assertThat(MarkdownTable.of(EXPERIMENT, comparison))
        .contains("| ple | 0.95100 | +0.00100 | 252,306 |");
  }

  @Test
  void rowsOfFewerRunsSayHowMany() {
    List<Run> runs =
        List.of(run("single-task", 0, 0.95), run("single-task", 1, 0.951), run("ple", 0, 0.952));
    Comparison comparison = MadeUpExperiment.compare(EXPERIMENT, EXPERIMENT.getSections(0), runs);

    assertThat(MarkdownTable.of(EXPERIMENT, comparison))
        .contains("| parameters | runs |")
        .contains("| ple | 0.95200 | +0.00200 | 252,306 | 1 of 3 |");
  }

  private static Run run(String system, int seed, double auc) {
    return MadeUpExperiment.run(system, EXPERIMENT.getSeeds(seed), EXPERIMENT.getSettings())
        .addTest(MadeUpExperiment.result("income", auc))
        .build();
  }
}
