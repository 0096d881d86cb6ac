package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AbTestPageTest {
  private static final Map<String, Double> LIFTS =
      ImmutableMap.of("single-task", 1.0, "mmoe", 0.96, "ple", 1.05);

  private static Experiment experiment(int seeds) {
    Experiment.Builder experiment = shipped().toBuilder().clearSystems().clearSeeds();
    experiment.addAllSystems(LIFTS.keySet());
    for (int seed = 1; seed <= seeds; seed++) {
      experiment.addSeeds(Seeds.newBuilder().setDraw(seed).setOrder(seed).setInitialization(seed));
    }
    return experiment.build();
  }

  private static Experiment shipped() {
    try {
      String text =
          Resources.toString(
              Resources.getResource(ExperimentFile.class, "ab-test.textproto"),
              StandardCharsets.UTF_8);
      return ExperimentFile.parse(text, "ab-test.textproto");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Each seed has its own level, and each system a lift that differs a little from seed to seed.
   */
  private static List<Run> runs(Experiment experiment) {
    List<Run> runs = new ArrayList<>();
    for (Seeds seeds : experiment.getSeedsList()) {
      double level = 4 + 0.5 * seeds.getDraw();
      for (String system : experiment.getSystemsList()) {
        double lift =
            LIFTS.getOrDefault(system, 1.0) + 0.002 * seeds.getDraw() * (system.length() % 3);
        runs.add(
            Run.newBuilder()
                .setKey(
                    RunKey.newBuilder()
                        .setData(experiment.getSections(0).getData())
                        .setAbTest(experiment.getSections(0).getAbTest())
                        .setSystem(system)
                        .setSeeds(seeds)
                        .setSettings(experiment.getSettings()))
                .addTest(MadeUpExperiment.result("ctr", 0.7))
                .setAbOutcome(
                    AbOutcome.newBuilder()
                        .putWeights("vtr", 1)
                        .putWeights("ctr", 0.25)
                        .putWeights("shr", 0)
                        .setLengthFunction("ln(1 + length)")
                        .addAllBuckets(buckets(level * lift))
                        .addAllUnranked(buckets(level * 0.7))
                        .setCeiling(AbOutcome.newBuilder().addAllBuckets(buckets(level * 1.5))))
                .build());
      }
    }
    return runs;
  }

  private static List<AbBucket> buckets(double viewsPerUserAndDay) {
    List<AbBucket> buckets = new ArrayList<>();
    for (int bucket = 0; bucket < 20; bucket++) {
      double views = (viewsPerUserAndDay + 0.01 * (bucket % 3)) * 28 * 100;
      buckets.add(
          AbBucket.newBuilder()
              .setUsers(100)
              .setImpressions(8 * 28 * 100)
              .setViews(Math.round(views))
              .setWatchSeconds(40 * views)
              .build());
    }
    return buckets;
  }

  private static String page(Experiment experiment, List<Run> runs) {
    List<Comparison> comparisons =
        List.of(MadeUpExperiment.compare(experiment, experiment.getSections(0), runs));
    return ExperimentReport.html(experiment, comparisons, MadeUpExperiment.context(comparisons));
  }

  private static AbComparison compared(Experiment experiment, String baseline) {
    Map<String, Map<Seeds, AbOutcome>> outcomes = new LinkedHashMap<>();
    for (String system : experiment.getSystemsList()) {
      outcomes.put(
          system,
          AbComparison.outcomes(
              runs(experiment).stream()
                  .filter(run -> run.getKey().getSystem().equals(system))
                  .toList()));
    }
    return AbComparison.of(outcomes, baseline, 28);
  }

  @Test
  void theExperimentThatComesWithTheProgramCanBeSimulated() {
    AbTestCheck.check("ab-test", shipped().getSections(0));

    assertThat(shipped().getSystemsList())
        .containsExactly("single-task", "hard-sharing", "mmoe", "cgc", "ple");
  }

  @Test
  void changesAreOverPairsOfRunsWithEqualSeeds() {
    AbComparison compared = compared(experiment(3), "single-task");
    AbComparison.Row ple = compared.rows().get(2);
    AbComparison.Change views = there(ple.changes(), AbMeasure.VIEWS);

    assertThat(compared.rows().stream().map(AbComparison.Row::name))
        .containsExactly("single-task", "mmoe", "ple", AbComparison.UNRANKED, AbComparison.CEILING);
    assertThat(compared.rows().get(0).changes()).isEmpty();
    assertThat(views.overRuns()).isTrue();
    assertThat(views.percent().n()).isEqualTo(3);
    List<Double> means =
        ple.draws().stream().map(draw -> there(draw.changes(), AbMeasure.VIEWS).mean()).toList();
    assertThat(views.percent()).isEqualTo(Estimate.of(means));
    assertThat(there(compared.rows().get(4).changes(), AbMeasure.WATCH_TIME).percent().mean())
        .isCloseTo(50, within(3.0));
  }

  @Test
  void theMeanOfBothChangesStandsBesideThem() {
    AbComparison.Row ple = compared(experiment(3), "single-task").rows().get(2);

    assertThat(there(ple.changes(), AbMeasure.MEAN).percent().mean())
        .isCloseTo(
            (there(ple.changes(), AbMeasure.VIEWS).percent().mean()
                    + there(ple.changes(), AbMeasure.WATCH_TIME).percent().mean())
                / 2,
            within(1e-9));
    assertThat(page(experiment(3), runs(experiment(3))))
        .contains("For the mean of both, the interval of the change over single-task");
  }

  @Test
  void aSinglePairHasAnIntervalOverItsBuckets() {
    AbComparison compared = compared(experiment(1), "single-task");
    AbComparison.Change views = there(compared.rows().get(2).changes(), AbMeasure.VIEWS);

    assertThat(views.overRuns()).isFalse();
    assertThat(views.percent().n()).isEqualTo(20);
    assertThat(page(experiment(1), runs(experiment(1))))
        .contains("95\u00a0% interval of a change is over its 20 buckets of users");
  }

  @Test
  void withoutABaselineAllAreComparedWithNoRanking() {
    AbComparison compared = compared(experiment(2), "");

    assertThat(compared.reference()).isEqualTo(AbComparison.UNRANKED);
    assertThat(compared.rows().get(0).changes()).isNotEmpty();
    assertThat(compared.rows().get(3).changes()).isEmpty();
  }

  @Test
  void aSystemWithoutAPairHasFiguresAndNoChange() {
    Experiment experiment = experiment(2);
    List<Run> runs = new ArrayList<>(runs(experiment));
    runs.removeIf(run -> run.getKey().getSystem().equals("single-task"));

    assertThat(page(experiment, runs))
        .contains("A/B test by simulation")
        .doesNotContain("the interval of the change")
        .doesNotContain("NaN");
  }

  @Test
  void thePageSaysThatUsersAreSimulatedBeforeItHasFigures() {
    String page = page(experiment(3), runs(experiment(3)));

    assertThat(page)
        .contains("The users are simulated: 2,000 users of the simulated feed")
        .contains("Nothing is published meanwhile")
        .contains("2.23&nbsp;% more views")
        .contains("no ranking <small>candidates as drawn</small>")
        .contains("<td>ctr^0.25 · vtr^1.00 · f = ln(1 + length)</td>")
        .contains(
            "For views, the interval of the change over single-task lies above 0 for ple (+4.16")
        .contains(
            "For watch time, the interval of the change over single-task lies below 0 for mmoe (−4.36")
        .doesNotContain("{{")
        .doesNotContain("NaN");
    assertThat(page.indexOf("The users are simulated"))
        .isLessThan(page.indexOf("What simulated users did."));
  }

  @Test
  void everyChangeHasAChartAndTablesCanBeReachedAndRead() {
    String page = page(experiment(3), runs(experiment(3)));

    assertThat(page)
        .contains("Change of views per simulated user over single-task, in percent.")
        .contains("Change of watch time per simulated user over single-task, in percent.")
        .contains(
            "Mean of the changes of views and of watch time per simulated user over single-task");
    assertThat(all("<table>\\s*<caption>", page)).hasSameSizeAs(all("<table", page));
    assertThat(all("<th ", page)).hasSameSizeAs(all("<th scope=", page));
    assertThat(
            all(
                "<div class=\"scroll[^>]*role=\"region\" aria-label=\"[^\"]+\" tabindex=\"0\">",
                page))
        .hasSameSizeAs(all("<table", page));
  }

  @Test
  void aSectionWithoutATestSaysNothingOfOne() {
    Experiment.Builder experiment = experiment(1).toBuilder();
    experiment.getSectionsBuilder(0).clearAbTest();

    assertThat(page(experiment.build(), List.of())).doesNotContain("A/B test by simulation");
  }

  @Test
  void theBaselineAloneHasNoChart() {
    Experiment experiment = experiment(2);
    List<Run> runs = new ArrayList<>(runs(experiment));
    runs.removeIf(run -> !run.getKey().getSystem().equals("single-task"));

    assertThat(page(experiment, runs))
        .contains("What simulated users did.")
        .doesNotContain("per simulated user over");
  }

  @Test
  void withoutFinishedRunsThePageSaysSo() {
    assertThat(page(experiment(1), List.of()))
        .contains("No finished run has been tried on simulated users.");
  }

  private static <V> V there(Map<AbMeasure, V> changes, AbMeasure measure) {
    return Objects.requireNonNull(changes.get(measure));
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }
}
