package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ExperimentReportTest {
  private static final Experiment EXPERIMENT = MadeUpExperiment.experiment(5);
  private static final List<Run> RUNS = MadeUpExperiment.runs(EXPERIMENT);
  private static final String PAGE = page(EXPERIMENT, RUNS);

  /** Of a series, with a seesaw and claims, and the index: what must hold of any page. */
  static Stream<String> pages() {
    Experiment series =
        MadeUpSeries.experiment(List.of("single-task", "mmoe", "ple"), 0, 1).toBuilder()
            .addClaims(
                Claim.newBuilder()
                    .setText("PLE loses nowhere.")
                    .setNoLoss(NoLoss.newBuilder().setSystem("ple")))
            .build();
    return Stream.of(
        PAGE,
        MadeUpSeries.page(
            series, MadeUpSeries.runs(series, 0.001, (system, section, task) -> 0.01)),
        ExperimentReport.index(List.of(MadeUpExperiment.indexEntry("A", "census.html", 54, 55))));
  }

  @Test
  void thePageHasOursBesideThePublishedFigures() {
    Comparison.OfSystem ple = comparison(EXPERIMENT, RUNS).systems().get(10);
    Comparison.OfTask income = ple.task("income").orElseThrow();

    assertThat(PAGE)
        .contains(Words.plusMinus(income.estimate()))
        .contains(Words.signed(income.gain().orElseThrow().gain().mean()))
        .contains(Words.pValue(income.gain().orElseThrow().pValue()))
        .contains("<td><strong>0.9522<span class=\"hidden\"> (best)</span></strong></td>")
        .contains("<strong>+0.0078<")
        .contains("<td>252,306</td>")
        .contains("<td>5 of 5</td>")
        .contains("55 of 55 runs are finished.");
  }

  @Test
  void aReferenceIsARowOfItsOwn() {
    assertThat(PAGE)
        .contains("gradient-boosted trees <small>reference, measured here</small>")
        .contains("than that of gradient-boosted trees, 0.9525, by 0.0");
  }

  @Test
  void disagreementIsSaidWithItsSize() {
    Estimate income =
        comparison(EXPERIMENT, RUNS).systems().get(0).task("income").orElseThrow().estimate();

    assertThat(PAGE)
        .contains(
            "single-task on income: our AUC is "
                + Words.figure(income.mean())
                + ", PLE paper, Table 5 has 0.9445. Ours is higher by "
                + Words.figure(income.mean() - 0.9445)
                + "; the published figure is outside our 95\u00a0% interval.");
  }

  @Test
  void thePageSaysWhetherGatesDiffer() {
    assertThat(PAGE)
        .contains("The gates of the tasks in ple differ clearly: the total variation distance")
        .contains("That of the published weights is 0.250.")
        .contains("<th scope=\"row\">level 2, never married</th><td>own 1</td>");
  }

  @Test
  void thePageSaysHowItWasRun() {
    assertThat(PAGE)
        .contains("experiment census --out runs/census")
        .contains("AMD EPYC, 2 cores; Linux amd64.")
        .contains("All runs together took 3 h 5 min.")
        .contains("No run of mran: it takes ten times as long as the others.")
        .contains("learning rate 0.002, batch size 1024")
        .contains("<a href=\"runs.textproto\">");
  }

  @Test
  void aSectionWithoutFinishedRunsSaysSoInPlaceOfATable() {
    Experiment series = MadeUpSeries.experiment(List.of("single-task", "ple"), 0, 1);
    List<Run> all = MadeUpSeries.runs(series, 0.001, (system, section, task) -> 0.01);
    List<Run> ofFirst =
        all.stream()
            .filter(run -> run.getKey().getData().equals(series.getSections(0).getData()))
            .toList();

    assertThat(all("Metrics on test", MadeUpSeries.page(series, all))).hasSize(2);
    assertThat(all("Metrics on test", MadeUpSeries.page(series, ofFirst))).hasSize(1);
    assertThat(MadeUpSeries.page(series, ofFirst))
        .containsOnlyOnce("<p>No run of this section is finished.</p>");
    assertThat(PAGE).doesNotContain("No run of this section");
    assertThat(page(EXPERIMENT, List.of())).contains("No run of this section", "0.9522");
  }

  @Test
  void textIsEscaped() {
    assertThat(PAGE)
        .contains("Does sharing with &lt;gates&gt; gain over single-task &amp; by how much?")
        .doesNotContain("<gates>")
        .doesNotContain("{{");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void thePageNeedsNoOtherFile(String page) {
    assertThat(page)
        .doesNotContainPattern("(src|srcset|action)\\s*=")
        .doesNotContainPattern("<(script|link|img|iframe|object)")
        .doesNotContainPattern("@import|url\\(")
        .doesNotContainPattern("href=\"(https?:|//)");
  }

  @Test
  void everyTaskAndEveryLevelOfGatesHasItsCharts() {
    assertThat(all("<svg", PAGE)).hasSize(4 + 5); // gates of mmoe, ml-mmoe, cgc, twice ple
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyChartIsWellFormedNamedAndInThePagesColours(String page) throws Exception {
    List<String> charts = all("(?s)<svg.*?</svg>", page);

    assertThat(charts).isNotEmpty();
    for (String chart : charts) {
      Document svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(chart)));
      assertThat(svg.getDocumentElement().getAttribute("role")).isEqualTo("img");
      assertThat(svg.getDocumentElement().getAttribute("aria-label")).isNotBlank();
      assertThat(chart).doesNotContain("rgb(").doesNotContain(" id=").contains("var(--text)");
    }
  }

  @Test
  void namesOfAllRowsAreDrawn() {
    RowChart chart =
        new RowChart(
            "", "x", "y", "0.0", new RowChart.Range(0, 1), List.of("a", "", "a", "b"), List.of());
    RowChart nameless =
        new RowChart(
            "", "x", "y", "0.0", new RowChart.Range(0, 1), List.of("", "", "", ""), List.of());
    String outline = "<path d=\"M[^\"]*\" style=\"fill:var\\(--text\\)";

    assertThat(all(outline, chart.svg())).hasSize(all(outline, nameless.svg()).size() + 3);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void headingsGoDownByOneLevelAtATime(String page) {
    List<Integer> levels = all("<h[1-6]", page).stream().map(tag -> tag.charAt(2) - '0').toList();

    assertThat(levels).startsWith(1).filteredOn(level -> level == 1).hasSize(1);
    for (int i = 1; i < levels.size(); i++) {
      assertThat(levels.get(i)).isLessThanOrEqualTo(levels.get(i - 1) + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void tablesHaveCaptionsAndScopesAndScrollInRegionsThatKeysReach(String page) {
    assertThat(all("<table>\\s*<caption>", page)).hasSameSizeAs(all("<table", page));
    assertThat(all("<th ", page)).hasSameSizeAs(all("<th scope=", page));
    assertThat(page).doesNotContain("<th>");
    assertThat(
            all(
                "<div class=\"scroll[^>]*role=\"region\" aria-label=\"[^\"]+\" tabindex=\"0\">",
                page))
        .hasSameSizeAs(all("<table", page));
  }

  @Test
  void rowsOfTheTableAreAsWideAsItsHeading() {
    MetricTable table = MetricTable.of(EXPERIMENT, comparison(EXPERIMENT, RUNS));

    int width = table.groups().stream().mapToInt(MetricTable.Group::width).sum() + 4;

    assertThat(table.rows()).hasSize(12).allMatch(row -> row.cells().size() == width);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void identifiersAreUnique(String page) {
    assertThat(all("\\sid=\"[^\"]*\"", page)).doesNotHaveDuplicates();
  }

  @Test
  void onlySystemsWithAllFinishedSeedsCanBeTheBest() {
    Seeds second = EXPERIMENT.getSeeds(1);
    List<Run> runs = new ArrayList<>(RUNS);
    runs.removeIf(
        run -> run.getKey().getSystem().equals("ple") && run.getKey().getSeeds().equals(second));
    runs.replaceAll(
        run -> {
          Run.Builder better = run.toBuilder();
          if (run.getKey().getSystem().equals("ple")) {
            better.getTestBuilder(0).setAuc(0.999);
          }
          return better.build();
        });
    MetricTable table = MetricTable.of(EXPERIMENT, comparison(EXPERIMENT, runs));

    MetricTable.Row ple =
        table.rows().stream().filter(row -> row.name().equals("ple")).findFirst().orElseThrow();
    assertThat(ple.cells().get(0).text()).startsWith("0.99900");
    assertThat(ple.cells().get(0).best()).isFalse();
    assertThat(table.rows()).anyMatch(row -> row.cells().get(0).best());
  }

  @Test
  void aSystemAloneIsNotTheBest() {
    Experiment.Builder alone = EXPERIMENT.toBuilder().clearSystems().addSystems("ple");
    alone.getSectionsBuilder(0).clearPublished();

    assertThat(page(alone.clearBaseline().build(), RUNS)).doesNotContain("(best)");
  }

  @Test
  void pleIsHeldAgainstEveryOtherSystemByPairsOfSeeds() {
    List<Run> runs = new ArrayList<>();
    for (Run run : RUNS) {
      Run.Builder made = run.toBuilder();
      double seed = run.getKey().getSeeds().getSplit();
      double better =
          switch (run.getKey().getSystem()) {
            case "ple" -> 0.01 + 0.0001 * seed;
            case "cgc" -> 0.02;
            case "mmoe" -> 0.008 + 0.001 * seed;
            default -> 0;
          };
      // Seeds differ by far more than systems, so that only pairs can tell.
      made.getTestBuilder(0).setAuc(0.8 + 0.02 * seed + better);
      runs.add(made.build());
    }

    assertThat(page(EXPERIMENT, runs))
        .contains("<h4>ple against each other system</h4>")
        .containsPattern(
            "On income, the interval of the gain of ple less that of the other lies above 0 for"
                + " [^<]*hard-sharing \\(\\+0\\.01030, p")
        .contains(
            "On income, the interval of the gain of ple less that of the other lies below 0 for cgc"
                + " (−0.00970, p")
        .contains(
            "On income, the interval of the gain of ple less that of the other holds 0 for mmoe"
                + " (−0.00070, p");
  }

  @Test
  void settingsThatWereNotSearchedForAreDeclaredAndTheLeadOfOthersIsSaid() {
    assertThat(page(EXPERIMENT, RUNS))
        .contains("<tr><th scope=\"row\">all sections</th><td>training { }</td></tr>")
        .contains("<td>learning rate 0.001</td><td>0.00021</td></tr>");
  }

  @Test
  void notesOfPublishedFiguresStandBesideGatesToo() {
    Experiment.Builder gates = EXPERIMENT.toBuilder().setShown(Shown.newBuilder().setGates(true));
    gates.getSectionsBuilder(0).getPublishedBuilder(0).setNote("Of other data.");

    assertThat(page(gates.build(), RUNS)).contains(": Of other data.</p>");
  }

  @Test
  void anExperimentWithoutRunsHasAPage() {
    assertThat(page(EXPERIMENT, List.of()))
        .contains("0 of 55 runs are finished. The figures below are of the finished ones alone.")
        .contains("<td>0 of 5</td>")
        .contains("No finished run has a gate over two experts or more.");
  }

  @Test
  void oneRunOfASystemHasNoInterval() {
    Experiment one = MadeUpExperiment.experiment(1);

    assertThat(page(one, MadeUpExperiment.runs(one)))
        .contains("one run gives no interval.")
        .contains("in one run, which gives no interval.")
        .doesNotContain("NaN");
  }

  @Test
  void anExperimentWithoutBaselineHasNoGains() {
    assertThat(page(EXPERIMENT.toBuilder().clearBaseline().build(), RUNS))
        .doesNotContain("MTL gain")
        .doesNotContain("Gains over");
  }

  @Test
  void aSourceOfGainsAloneHasNoMetric() {
    Experiment.Builder gains = EXPERIMENT.toBuilder();
    for (Published.Builder published : gains.getSectionsBuilder(0).getPublishedBuilderList()) {
      published.getTasksBuilderList().forEach(PublishedTask.Builder::clearMetric);
    }

    assertThat(page(gains.build(), RUNS))
        .contains("our gain is")
        .doesNotContain("our AUC is")
        .doesNotContain("0.0000<");
  }

  @Test
  void onlyWhatIsToBeShownIsShown() {
    Experiment gates = EXPERIMENT.toBuilder().setShown(Shown.newBuilder().setGates(true)).build();

    assertThat(page(gates, RUNS)).contains("How gates use").doesNotContain("What agrees");
  }

  @Test
  void remarksOfTheExperimentAndOfItsSectionsAreParagraphs() {
    Experiment.Builder remarks = EXPERIMENT.toBuilder().addRemarks("Tried & kept.");
    remarks.getSectionsBuilder(0).addRemarks("Of the section.");

    assertThat(page(remarks.build(), RUNS))
        .contains("<p class=\"note\">Tried &amp; kept.</p>")
        .contains("<p class=\"note\">Of the section.</p>\n</section>");
  }

  @Test
  void whatRefutesNoLossIsSaidWhereItIsClaimed() {
    Claim atLeast =
        Claim.newBuilder()
            .setText("PLE gains at least as much as MMOE.")
            .setAtLeast(AtLeast.newBuilder().setSystem("ple").setOther("mmoe"))
            .build();
    Claim noLoss =
        Claim.newBuilder()
            .setText("PLE loses nowhere.")
            .setNoLoss(NoLoss.newBuilder().setSystem("ple"))
            .build();

    assertThat(page(EXPERIMENT.toBuilder().addClaims(atLeast).build(), RUNS))
        .contains("<h2 id=\"claims\">")
        .doesNotContain("Holm");
    assertThat(page(EXPERIMENT.toBuilder().addClaims(noLoss).build(), RUNS))
        .contains("after Holm’s correction for the number of intervals");
  }

  private static String page(Experiment experiment, List<Run> runs) {
    List<Comparison> comparisons = List.of(comparison(experiment, runs));
    return ExperimentReport.html(experiment, comparisons, MadeUpExperiment.context(comparisons));
  }

  private static Comparison comparison(Experiment experiment, List<Run> runs) {
    return MadeUpExperiment.compare(experiment, experiment.getSections(0), runs);
  }

  private static List<String> all(String pattern, String text) {
    return new ArrayList<>(
        Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList());
  }
}
