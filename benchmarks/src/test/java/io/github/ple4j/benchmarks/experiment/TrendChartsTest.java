package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrendChartsTest {
  private static final Experiment EXPERIMENT =
      MadeUpSeries.experiment(List.of("single-task", "mmoe", "ple"), 1, 0, 0.5);
  private static final List<Run> RUNS =
      MadeUpSeries.runs(
          EXPERIMENT,
          0.0001,
          (system, section, task) ->
              system.equals("ple") ? 0.01 + 0.02 * section.getPlace().getValue() : 0.01);

  @Test
  void theSectionsOfASeriesAreAChartForEachTaskAndATableFromLeftToRight() {
    TrendCharts trend = trends(EXPERIMENT, RUNS).get(0);

    assertThat(trend.heading()).isEqualTo("Over correlation: under-trained");
    assertThat(trend.charts())
        .extracting(MetricCharts.Chart::caption)
        .containsExactly(
            "MTL gain of first over single-task on test, by correlation, in MSE. Above the line is"
                + " better.",
            "MTL gain of second over single-task on test, by correlation, in MSE. Above the line is"
                + " better.");
    assertThat(trend.table().groups())
        .extracting(MetricTable.Group::columns)
        .containsExactly(List.of("0", "0.5", "1"), List.of("0", "0.5", "1"));
    assertThat(trend.key()).extracting(SystemMarks.Entry::system).containsExactly("mmoe", "ple");
    assertThat(trend.published()).isFalse();
  }

  @Test
  void theTableHasTheGainsOfTheSections() {
    List<Comparison> sections = MadeUpSeries.compare(EXPERIMENT, RUNS);
    Comparison.OfTask atOne = sections.get(0).systems().get(2).tasks().get(0);

    MetricTable.Row ple = trends(EXPERIMENT, RUNS).get(0).table().rows().get(1);

    assertThat(ple.name()).isEqualTo("ple");
    assertThat(ple.cells()).hasSize(6);
    assertThat(ple.cells().get(2))
        .isEqualTo(
            new MetricTable.Cell(
                Words.signed(atOne.gain().orElseThrow().gain().mean()),
                List.of(Words.signedInterval(atOne.gain().orElseThrow().gain())),
                true));
  }

  @Test
  void everySeriesIsATrendOfItsOwn() {
    Experiment.Builder two = EXPERIMENT.toBuilder();
    two.addSections(MadeUpSeries.section(0.25));
    two.getSectionsBuilder(3).getPlaceBuilder().setSeries("trained in full");

    assertThat(trends(two.build(), MadeUpSeries.runs(two.build(), 0, (system, at, task) -> 0.1)))
        .extracting(TrendCharts::heading)
        .containsExactly("Over correlation: under-trained", "Over correlation: trained in full");
  }

  @Test
  void sectionsWithoutAPlaceAreInNoTrend() {
    Experiment.Builder without = EXPERIMENT.toBuilder();
    without.getSectionsBuilderList().forEach(Section.Builder::clearPlace);

    assertThat(trends(without.build(), RUNS)).isEmpty();
  }

  @Test
  void withoutABaselineThereIsNoTrend() {
    assertThat(trends(EXPERIMENT.toBuilder().clearBaseline().build(), RUNS)).isEmpty();
  }

  @Test
  void aSectionWithoutRunsIsADash() {
    List<Run> others =
        RUNS.stream()
            .filter(run -> run.getKey().getData().getSynthetic().getCorrelation() > 0)
            .toList();

    MetricTable.Row ple = trends(EXPERIMENT, others).get(0).table().rows().get(1);

    assertThat(ple.cells().get(0)).isEqualTo(MetricTable.Cell.EMPTY);
    assertThat(ple.cells().get(1).text()).startsWith("+0.0");
  }

  @Test
  void aSeriesOfWhichNothingIsKnownYetIsNotShown() {
    assertThat(trends(EXPERIMENT, List.of())).isEmpty();
    assertThat(MadeUpSeries.page(EXPERIMENT, List.of())).doesNotContain("NaN");
  }

  @Test
  void publishedGainsAreInTheTableAndInTheChart() {
    Experiment.Builder published = EXPERIMENT.toBuilder();
    published
        .getSectionsBuilder(0)
        .addPublished(
            Published.newBuilder()
                .setSource("PLE paper, Figure 7")
                .setSystem("ple")
                .addTasks(PublishedTask.newBuilder().setTask("first").setGain(0.0123)));

    TrendCharts with = trends(published.build(), RUNS).get(0);
    TrendCharts without = trends(EXPERIMENT, RUNS).get(0);

    assertThat(with.published()).isTrue();
    assertThat(with.table().rows().get(1).cells().get(2).details()).contains("published +0.0123");
    assertThat(paths(with.charts().get(0))).isGreaterThan(paths(without.charts().get(0)));
    assertThat(paths(with.charts().get(1))).isEqualTo(paths(without.charts().get(1)));
  }

  @Test
  void oneSectionIsATrendToo() {
    Experiment one = MadeUpSeries.experiment(List.of("single-task", "ple"), 0.5);

    assertThat(trends(one, MadeUpSeries.runs(one, 0, (system, section, task) -> 0.1)))
        .singleElement()
        .extracting(TrendCharts::charts)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(2);
  }

  @Test
  void thePageShowsTheTrendBeforeTheSections() {
    String page = MadeUpSeries.page(EXPERIMENT, RUNS);

    assertThat(page)
        .contains("<a href=\"#trend-1\">Over correlation: under-trained</a>")
        .contains("<span class=\"system-2\" aria-hidden=\"true\">■</span> ple")
        .contains("var(--system-2)");
    assertThat(page.indexOf("id=\"trend-1\"")).isLessThan(page.indexOf("id=\"at-1-0\""));
  }

  private static int paths(MetricCharts.Chart chart) {
    return chart.svg().split("<path|<polygon|<polyline", -1).length;
  }

  private static List<TrendCharts> trends(Experiment experiment, List<Run> runs) {
    List<Comparison> comparisons = MadeUpSeries.compare(experiment, runs);
    return TrendCharts.of(experiment, comparisons, SystemMarks.of(experiment, comparisons));
  }
}
