package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeesawFigureTest {
  private static final List<String> SYSTEMS =
      List.of("single-task", "hard-sharing", "moe", "mmoe", "cgc", "ple");
  private static final Experiment EXPERIMENT = MadeUpSeries.experiment(SYSTEMS, 0.5);

  @Test
  void theSentencesSayWhoSeesawsWhoGainsAndWhoLoses() {
    assertThat(
            figure(
                    Map.of(
                        "hard-sharing", new double[] {0.1, -0.1},
                        "moe", new double[] {-0.1, -0.1},
                        "mmoe", new double[] {0.1, 0},
                        "cgc", new double[] {0.2, 0.2},
                        "ple", new double[] {0.1, 0.1}),
                    0.0001)
                .findings())
        .contains(
            "Seesaw, with one task's interval above 0 and another's below it: hard-sharing.",
            "Gain on every task, with each interval above 0: cgc and ple.",
            "Loss on every task, with each interval below 0: moe.")
        .doesNotContain("By the intervals, no system seesaws.");
  }

  @Test
  void meansOfTwoSignsWithinTheNoiseAreNotCalledASeesaw() {
    assertThat(
            figure(
                    Map.of(
                        "hard-sharing", new double[] {0.1, -0.1},
                        "moe", new double[] {0.1, 0.1},
                        "mmoe", new double[] {-0.1, -0.1},
                        "cgc", new double[] {0.1, 0.1},
                        "ple", new double[] {0.1, 0.1}),
                    0.3)
                .findings())
        .anySatisfy(
            sentence ->
                assertThat(sentence)
                    .startsWith("Means on both sides of 0, but not the intervals,")
                    .contains("hard-sharing"))
        .contains("By the intervals, no system seesaws.");
  }

  @Test
  void itSaysWhereThePleStandsEvenIfItIsNotFirst() {
    assertThat(
            figure(
                    Map.of(
                        "hard-sharing", new double[] {0.1, 0},
                        "moe", new double[] {0, 0},
                        "mmoe", new double[] {0.3, 0.3},
                        "cgc", new double[] {0.2, 0.2},
                        "ple", new double[] {0.1, 0.1}),
                    0)
                .findings())
        .contains(
            "By the mean over the tasks of the gain in percent of single-task's metric, ple"
                + " (+18.868\u00a0%) is number 3 of 5, behind mmoe (+56.604\u00a0%) and cgc"
                + " (+37.736\u00a0%). Differences of these means are not tested.");
  }

  @Test
  void thePointsAreNumberedWithTheirGains() {
    SeesawFigure figure = figure(Map.of("ple", new double[] {0.1, -0.2}), 0);

    assertThat(figure.points()).hasSize(5);
    assertThat(figure.points().get(4))
        .isEqualTo(
            new SeesawFigure.Point(
                5,
                new SystemMarks.Entry("ple", "●", "system-5"),
                List.of("first +0.10000 ± 0.00000", "second −0.20000 ± 0.00000")));
    assertThat(figure.caption()).contains("Lower right: first gains, second loses.");
  }

  @Test
  void oneTaskOrNoRunHasNoFigure() {
    List<Run> one =
        MadeUpSeries.runs(EXPERIMENT, 0, (system, section, task) -> 0.1).stream()
            .map(run -> run.toBuilder().removeTest(1).build())
            .toList();

    assertThat(MadeUpSeries.page(EXPERIMENT, one)).doesNotContain("Who gains, who loses");
    assertThat(MadeUpSeries.page(EXPERIMENT, List.of())).doesNotContain("Who gains, who loses");
  }

  @Test
  void thePageHasItWhereTheExperimentShowsIt() {
    List<Run> runs = MadeUpSeries.runs(EXPERIMENT, 0.001, (system, section, task) -> 0.1);
    Experiment hidden =
        EXPERIMENT.toBuilder().setShown(Shown.newBuilder().setMetrics(true)).build();

    assertThat(MadeUpSeries.page(EXPERIMENT, runs)).contains("Who gains, who loses");
    assertThat(MadeUpSeries.page(hidden, runs)).doesNotContain("Who gains, who loses");
  }

  @Test
  void labelsHideNeitherPointsNorEachOther() {
    List<Drawing.Place> points =
        List.of(
            new Drawing.Place(100, 100),
            new Drawing.Place(104, 102),
            new Drawing.Place(98, 108),
            new Drawing.Place(110, 95),
            new Drawing.Place(2, 2));

    List<Drawing.Place> labels = LabelPlaces.of(points, 300, 300);

    assertThat(labels).hasSize(5);
    for (int i = 0; i < labels.size(); i++) {
      for (int j = 0; j < labels.size(); j++) {
        assertThat(distance(labels.get(i), points.get(j))).isGreaterThanOrEqualTo(12);
        if (i != j) {
          assertThat(distance(labels.get(i), labels.get(j))).isGreaterThanOrEqualTo(15);
        }
      }
    }
  }

  /** The greater of the distances level and upright. */
  private static double distance(Drawing.Place a, Drawing.Place b) {
    return Math.max(Math.abs(a.x() - b.x()), Math.abs(a.y() - b.y()));
  }

  private static SeesawFigure figure(Map<String, double[]> gains, double noise) {
    List<Run> runs =
        MadeUpSeries.runs(
            EXPERIMENT,
            noise,
            (system, section, task) ->
                gains.getOrDefault(system, new double[2])[MadeUpSeries.TASKS.indexOf(task)]);
    List<Comparison> comparisons = MadeUpSeries.compare(EXPERIMENT, runs);
    return SeesawFigure.of(EXPERIMENT, comparisons.get(0), SystemMarks.of(EXPERIMENT, comparisons))
        .orElseThrow();
  }
}
