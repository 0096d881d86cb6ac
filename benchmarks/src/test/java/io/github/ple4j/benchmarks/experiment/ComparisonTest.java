package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Settings OTHER =
      Settings.newBuilder().setFeatures(Features.newBuilder().setBuckets(5)).build();

  private final Experiment experiment =
      Experiment.newBuilder()
          .addSystems("single-task")
          .addSystems("ple")
          .setBaseline("single-task")
          .addSeeds(MadeUpExperiment.seeds(1))
          .addSeeds(MadeUpExperiment.seeds(2))
          .addSeeds(MadeUpExperiment.seeds(3))
          .build();
  private final Section section = Section.newBuilder().setData(MadeUpExperiment.CENSUS).build();

  @Test
  void gainsAreOfRunsWithEqualSeedsWhateverTheirOrder() {
    List<Run> runs = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      runs.add(run("single-task", seed, 0.9 + 0.01 * seed));
      runs.add(run("ple", seed, 0.9 + 0.01 * seed + 0.001 * seed));
    }
    Collections.reverse(runs.subList(2, 6));

    PairedGain gain = of(runs, "ple").gain().orElseThrow();

    assertThat(gain.gain().n()).isEqualTo(3);
    assertThat(gain.gain().mean()).isCloseTo(0.002, within(1e-12));
    assertThat(gain.gain().standardDeviation()).isCloseTo(0.001, within(1e-12));
  }

  @Test
  void aSeedOfTheOrderAloneMakesAnotherPair() {
    Seeds order = MadeUpExperiment.seeds(1).toBuilder().setOrder(7).build();
    Experiment twoOrders =
        experiment.toBuilder()
            .clearSeeds()
            .addSeeds(MadeUpExperiment.seeds(1))
            .addSeeds(order)
            .build();
    List<Run> runs =
        List.of(
            run("single-task", 1, 0.90),
            run("ple", 1, 0.91),
            run("ple", 1, 0.95).toBuilder()
                .setKey(run("ple", 1, 0.95).getKey().toBuilder().setSeeds(order))
                .build());

    Comparison.OfTask ple =
        MadeUpExperiment.compare(twoOrders, section, runs).systems().get(1).tasks().get(0);

    assertThat(ple.estimate().n()).isEqualTo(2);
    assertThat(ple.gain().orElseThrow().gain().n()).isEqualTo(1);
    assertThat(ple.gain().orElseThrow().gain().mean()).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void theBaselineGainsNothingOverItself() {
    assertThat(of(List.of(run("single-task", 1, 0.9)), "single-task").gain()).isEmpty();
  }

  @Test
  void runsOfASearchOfOtherDataSettingsAndSeedsDoNotCount() {
    Run counts = run("ple", 1, 0.9);
    RunKey key = counts.getKey();
    Data synthetic = Data.newBuilder().setSynthetic(Synthetic.getDefaultInstance()).build();
    List<Run> runs =
        List.of(
            counts,
            counts.toBuilder().setKey(key.toBuilder().setHeldOut(true)).build(),
            counts.toBuilder().setKey(key.toBuilder().setData(synthetic)).build(),
            counts.toBuilder().setKey(key.toBuilder().setSettings(OTHER)).build(),
            counts.toBuilder().setKey(key.toBuilder().setSystem("mmoe")).build(),
            run("ple", 9, 0.1));

    Comparison comparison = MadeUpExperiment.compare(experiment, section, runs);

    assertThat(comparison.finished()).isEqualTo(1);
    assertThat(comparison.systems())
        .extracting(Comparison.OfSystem::expected)
        .containsExactly(3, 3);
    assertThat(of(runs, "ple").estimate().mean()).isEqualTo(0.9);
  }

  @Test
  void aRunThatIsGivenTwiceCountsOnce() {
    assertThat(of(List.of(run("ple", 1, 0.9), run("ple", 1, 0.9)), "ple").estimate().n())
        .isEqualTo(1);
  }

  @Test
  void runsOfTheSettingsThatASearchFoundCountInTheirPlace() {
    Run own = run("ple", 1, 0.90);
    Run found =
        run("ple", 1, 0.95).toBuilder().setKey(own.getKey().toBuilder().setSettings(OTHER)).build();

    Comparison comparison =
        Comparison.of(experiment, section, List.of(own, found), Map.of("ple", OTHER));

    assertThat(comparison.systems().get(1).tasks().get(0).estimate().mean()).isEqualTo(0.95);
  }

  @Test
  void aLowerErrorIsAGain() {
    List<Run> runs = List.of(runOfError("single-task", 0.05), runOfError("ple", 0.03));

    Comparison comparison = MadeUpExperiment.compare(experiment, section, runs);

    assertThat(comparison.tasks()).containsExactly(new Comparison.Task("first", Metric.MSE));
    assertThat(comparison.systems().get(1).tasks().get(0).gain().orElseThrow().gain().mean())
        .isCloseTo(0.02, within(1e-12));
  }

  @Test
  void aSystemWithoutRunsHasNoFigures() {
    Comparison.OfSystem ple =
        MadeUpExperiment.compare(experiment, section, List.of()).systems().get(1);

    assertThat(ple.finished()).isZero();
    assertThat(ple.expected()).isEqualTo(3);
    assertThat(ple.tasks()).isEmpty();
    assertThat(ple.cost()).isEmpty();
    assertThat(ple.gateDifference()).isEmpty();
  }

  @Test
  void tasksAreThoseOfThePublishedFiguresBeforeAnyRunIsFinished() {
    assertThat(MadeUpExperiment.compare(experiment, MadeUpExperiment.section(), List.of()).tasks())
        .containsExactly(
            new Comparison.Task("income", Metric.AUC),
            new Comparison.Task("never_married", Metric.AUC));
  }

  @Test
  void gatesHaveTheMeanAndTheDeviationOverRuns() {
    List<Run> runs =
        List.of(
            run("ple", 1, 0.9).toBuilder().addGates(gate(0.2, 0.10)).build(),
            run("ple", 2, 0.9).toBuilder().addGates(gate(0.4, 0.14)).build());

    GateMeans.OfExpert expert =
        MadeUpExperiment.compare(experiment, section, runs)
            .systems()
            .get(1)
            .gates()
            .get(0)
            .experts()
            .get(0);

    assertThat(expert.expert()).isEqualTo("level_1/task/income/expert_1");
    assertThat(expert.mean().mean()).isCloseTo(0.3, within(1e-12));
    assertThat(expert.mean().standardDeviation()).isCloseTo(0.2 / Math.sqrt(2), within(1e-12));
    assertThat(expert.withinSplit()).isCloseTo(0.12, within(1e-12));
  }

  private Comparison.OfTask of(List<Run> runs, String system) {
    return MadeUpExperiment.compare(experiment, section, runs).systems().stream()
        .filter(of -> of.system().equals(system))
        .findFirst()
        .orElseThrow()
        .tasks()
        .get(0);
  }

  private Run run(String system, int seed, double auc) {
    return MadeUpExperiment.run(system, MadeUpExperiment.seeds(seed), experiment.getSettings())
        .addTest(MadeUpExperiment.result("income", auc))
        .build();
  }

  private Run runOfError(String system, double error) {
    return MadeUpExperiment.run(system, MadeUpExperiment.seeds(1), experiment.getSettings())
        .addTest(TaskResult.newBuilder().setTask("first").setMse(error))
        .build();
  }

  private static GateUse gate(double mean, double deviation) {
    return GateUse.newBuilder()
        .setGate("level_1/task/income/gate")
        .addExperts(use("level_1/task/income/expert_1", mean, deviation))
        .addExperts(use("level_1/shared/expert_1", 1 - mean, deviation))
        .build();
  }

  private static ExpertUse use(String expert, double mean, double deviation) {
    return ExpertUse.newBuilder()
        .setExpert(expert)
        .setMean(mean)
        .setStandardDeviation(deviation)
        .build();
  }
}
