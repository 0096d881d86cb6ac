package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimVerdictTest {
  private static final Claim NO_LOSS =
      Claim.newBuilder()
          .setText("PLE loses nowhere.")
          .setNoLoss(NoLoss.newBuilder().setSystem("ple"))
          .build();
  private static final Claim AT_LEAST =
      Claim.newBuilder()
          .setText("PLE gains at least what MMOE gains.")
          .setAtLeast(AtLeast.newBuilder().setSystem("ple").setOther("mmoe"))
          .build();
  private static final Experiment EXPERIMENT =
      MadeUpSeries.experiment(List.of("single-task", "mmoe", "ple"), 0, 1).toBuilder()
          .addClaims(NO_LOSS)
          .addClaims(AT_LEAST)
          .build();

  @Test
  void noLossIsNotRefutedWhereNoIntervalLiesBelowZero() {
    ClaimVerdict verdict = verdicts(runs(0.01, 0.02)).get(0);

    assertThat(verdict.verdict()).isEqualTo("is not refuted");
    assertThat(verdict.figures().get(0))
        .startsWith(
            "Of 4 intervals of the gains of ple, none lies below 0: 4 above it, 0 around it. The"
                + " lowest mean is that on ");
  }

  @Test
  void noLossDoesNotHoldWhereAnIntervalLiesBelowZeroAndItIsNamed() {
    ClaimVerdict verdict =
        verdicts(
                MadeUpSeries.runs(
                    EXPERIMENT,
                    0,
                    (system, section, task) ->
                        section.getPlace().getValue() == 1 && task.equals("second") ? -0.1 : 0.1))
            .get(0);

    assertThat(verdict.verdict()).isEqualTo("does not hold");
    assertThat(verdict.figures())
        .containsExactly(
            "Of 4 intervals of the gains of ple, one lies below 0; corrected for their number by"
                + " Holm, one lies.",
            "Below 0: second, Correlation 1.0 (−0.10000, 95\u00a0% interval −0.10000 to −0.10000).");
  }

  @Test
  void noLossIsNotDecidedWhileRunsAreMissing() {
    List<Run> runs = runs(0.01, 0.02);
    ClaimVerdict verdict = verdicts(runs.subList(0, runs.size() - 1)).get(0);

    assertThat(verdict.verdict()).isEqualTo("is not decided yet");
    assertThat(verdict.figures())
        .containsExactly(
            "1 run is not finished, of 20 that it needs. So far: Of 2 intervals of the gains of ple, none lies below 0.");
  }

  @Test
  void lossesAreSaidWhileRunsAreMissing() {
    List<Run> runs = runs(0.01, -0.02);
    ClaimVerdict verdict = verdicts(runs.subList(0, runs.size() - 1)).get(0);

    assertThat(verdict.verdict()).isEqualTo("is not decided yet");
    assertThat(verdict.figures())
        .containsExactly(
            "1 run is not finished, of 20 that it needs. So far: Of 2 intervals of the gains of"
                + " ple, 2 lie below 0.");
  }

  @Test
  void noLossIsInDoubtWhereAnIntervalLiesBelowZeroOnlyByItself() {
    // Their mean is -1 and their deviation 0.63, so that the p-value of one side is 0.012.
    double[] values = {-0.2, -0.6, -1, -1.4, -1.8};
    List<Run> runs = new ArrayList<>();
    for (Run run : MadeUpSeries.runs(EXPERIMENT, 0, (system, section, task) -> 0)) {
      boolean lower =
          run.getKey().getSystem().equals("ple")
              && run.getKey().getData().getSynthetic().getCorrelation() == 1;
      int seed = (int) run.getKey().getSeeds().getOrder() - 1;
      Run.Builder other = run.toBuilder();
      other.getTestBuilder(1).setMse(lower ? 1 - values[seed] : 1);
      runs.add(other.build());
    }
    ClaimVerdict verdict = verdicts(runs).get(0);

    assertThat(verdict.verdict()).isEqualTo("is in doubt");
    assertThat(verdict.figures().get(0))
        .isEqualTo(
            "Of 4 intervals of the gains of ple, one lies below 0; corrected for their number by"
                + " Holm, none lies.");
  }

  @Test
  void atLeastIsOfTheMeanOverTasksAndSectionsByPairsOfSeeds() {
    ClaimVerdict verdict =
        verdicts(
                MadeUpSeries.runs(
                    EXPERIMENT,
                    0,
                    (system, section, task) ->
                        system.equals("mmoe") ? 0 : task.equals("first") ? 0.4 : -0.1))
            .get(1);

    assertThat(verdict.verdict()).isEqualTo("holds");
    assertThat(verdict.figures())
        .containsExactly(
            "The mean gain of ple less that of mmoe, over 2 tasks and 2 sections, is +0.15000 in"
                + " MSE, with a 95\u00a0% interval of +0.15000 to +0.15000 over 5 pairs of equal"
                + " seeds.");
  }

  @Test
  void atLeastOverTasksOfUnlikeMetricsIsInPercentOfTheBaseline() {
    List<Run> runs = MadeUpSeries.runs(EXPERIMENT, 0, (system, section, task) -> 0);
    List<Run> mixed = new ArrayList<>();
    for (Run run : runs) {
      boolean ple = run.getKey().getSystem().equals("ple");
      Run.Builder other = run.toBuilder();
      other.getTestBuilder(0).clearMse().setAuc(ple ? 0.808 : 0.8); // 1 % better
      other.getTestBuilder(1).setMse(ple ? 0.205 : 0.2); // 2.5 % worse
      mixed.add(other.build());
    }
    ClaimVerdict verdict = verdicts(mixed).get(1);

    assertThat(verdict.verdict()).isEqualTo("does not hold");
    assertThat(verdict.figures())
        .containsExactly(
            "The mean gain of ple less that of mmoe, over 2 tasks and 2 sections, is −0.750\u00a0%"
                + " of single-task's metric, with a 95\u00a0% interval of −0.750\u00a0% to"
                + " −0.750\u00a0% over 5 pairs of equal seeds.");
    List<Run> withoutBaseline =
        mixed.stream().filter(run -> !run.getKey().getSystem().equals("single-task")).toList();
    assertThat(verdicts(withoutBaseline).get(1).figures())
        .containsExactly("10 runs are not finished, of 30 that it needs.");
  }

  @Test
  void atLeastSaysWhatTheFinishedSectionsSay() {
    List<Run> runs =
        MadeUpSeries.runs(
            EXPERIMENT, 0, (system, section, task) -> system.equals("ple") ? 0.25 : 0);
    ClaimVerdict verdict = verdicts(runs.subList(0, runs.size() - 1)).get(1);

    assertThat(verdict.verdict()).isEqualTo("is not decided yet");
    assertThat(verdict.figures())
        .containsExactly(
            "1 run is not finished, of 20 that it needs. Without those sections: The mean gain of"
                + " ple less that of mmoe, over 2 tasks and 1 section, is +0.25000 in MSE, with a"
                + " 95\u00a0% interval of +0.25000 to +0.25000 over 5 pairs of equal seeds.");
  }

  @Test
  void atLeastDoesNotHoldWhereTheOtherGainsMore() {
    assertThat(verdicts(runs(0.2, 0.1)).get(1).verdict()).isEqualTo("does not hold");
  }

  @Test
  void aDifferenceWithinTheNoiseIsSaidToBeOfTheMeans() {
    List<Run> runs = MadeUpSeries.runs(EXPERIMENT, 0.1, (system, section, task) -> 0);

    assertThat(verdicts(runs).get(1).verdict()).endsWith("for the means; the interval holds 0");
  }

  @Test
  void atLeastOverTheBaselineIsTheGain() {
    Experiment single =
        EXPERIMENT.toBuilder()
            .clearClaims()
            .addClaims(
                AT_LEAST.toBuilder()
                    .setAtLeast(AtLeast.newBuilder().setSystem("ple").setOther("single-task")))
            .build();

    assertThat(
            ClaimVerdict.of(single, MadeUpSeries.compare(single, runs(0.1, 0.2)))
                .get(0)
                .figures()
                .get(0))
        .contains("is +0.2");
  }

  @Test
  void withoutRunsNothingIsDecidedAndThePageSaysSo() {
    assertThat(verdicts(List.of()))
        .extracting(ClaimVerdict::verdict)
        .containsOnly("is not decided yet");
    assertThat(MadeUpSeries.page(EXPERIMENT, List.of()))
        .contains("<dt>PLE loses nowhere.</dt>")
        .contains(
            "<strong>It is not decided yet.</strong> 20 runs are not finished, of 20 that it");
  }

  @Test
  void aSystemOfNoSectionLeavesAClaimOpen() {
    Experiment other =
        EXPERIMENT.toBuilder()
            .clearClaims()
            .addClaims(NO_LOSS.toBuilder().setNoLoss(NoLoss.newBuilder().setSystem("sluice")))
            .build();

    assertThat(ClaimVerdict.of(other, MadeUpSeries.compare(other, runs(0, 0))).get(0))
        .extracting(ClaimVerdict::verdict, ClaimVerdict::figures)
        .containsExactly("is not decided yet", List.of("No finished runs can tell."));
  }

  private static List<ClaimVerdict> verdicts(List<Run> runs) {
    return ClaimVerdict.of(EXPERIMENT, MadeUpSeries.compare(EXPERIMENT, runs));
  }

  private static List<Run> runs(double mmoe, double ple) {
    return MadeUpSeries.runs(
        EXPERIMENT, 0.0001, (system, section, task) -> system.equals("mmoe") ? mmoe : ple);
  }
}
