package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that leads to those of all experiments. */
class ExperimentIndexTest {
  private static final Experiment EXPERIMENT = MadeUpExperiment.experiment(5);
  private static final List<Run> RUNS = MadeUpExperiment.runs(EXPERIMENT);

  @Test
  void theIndexLeadsToEveryPage() {
    String index =
        ExperimentReport.index(
            List.of(
                MadeUpExperiment.indexEntry("A & B", "census.html", 54, 55),
                MadeUpExperiment.indexEntry("C", "synthetic.html", 5, 5)));

    assertThat(index)
        .contains("<h2><a href=\"census.html\">A &amp; B</a></h2>")
        .contains("<a href=\"synthetic.html\">C</a>")
        .contains("54 of 55 runs are finished, the last of 2026-01-31. Machine time: 3 h.");
  }

  @Test
  void theIndexHasTheChartAndTheFindingsOfEveryExperiment() {
    String index =
        ExperimentReport.index(
            List.of(MadeUpExperiment.indexEntry("A & B", "census.html", 54, 55)));

    assertThat(index)
        .contains("the gain of ple over single-task is +0.0")
        .contains("MTL gain of income over single-task on test, by system. The experiment’s page")
        .contains("<span class=\"published\" aria-hidden=\"true\">◆</span> published");
    assertThat(Pattern.compile("<svg").matcher(index).results()).hasSize(1);
  }

  @Test
  void anExperimentOfGatesAloneHasItsGatesInTheIndex() {
    Experiment gates =
        EXPERIMENT.toBuilder().clearBaseline().setShown(Shown.newBuilder().setGates(true)).build();

    assertThat(Headline.of(gates, List.of(comparison(gates, RUNS))).orElseThrow().caption())
        .isEqualTo("Weights of the gates of ple, level 2");
    assertThat(KeyFindings.sentences(gates, List.of(comparison(gates, RUNS))))
        .singleElement()
        .asString()
        .startsWith("“The paper's protocol”: The gates of the tasks in ple differ clearly:");
  }

  @Test
  void anExperimentWithoutRunsHasNoChartInTheIndex() {
    assertThat(Headline.of(EXPERIMENT, List.of(comparison(EXPERIMENT, List.of())))).isEmpty();
  }

  private static Comparison comparison(Experiment experiment, List<Run> runs) {
    return MadeUpExperiment.compare(experiment, experiment.getSections(0), runs);
  }
}
