package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.TextFormat;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.train.BestPerTask;
import io.github.ple4j.train.TrainingException;
import org.junit.jupiter.api.Test;

class AbTrialTest {
  private static final RunKey KEY = key();
  private static final Dataset DATA =
      ExperimentData.video(KEY.getData().getVideo(), KEY.getSeeds().getDraw()).dataset();

  private static RunKey key() {
    try {
      return TextFormat.parse(
          """
          system: "hard-sharing"
          data { video { rows: 4000 tasks: "ctr" tasks: "vtr" tasks: "vcr" conflict: 0.2 } }
          seeds { draw: 5 split: 5 order: 5 initialization: 5 }
          settings { training { threads: 1 batch_size: 200 stopping { epochs: 1 } } }
          ab_test {
            users: 60 buckets: 4 days: 2 search_days: 1 weightings: 3 candidates: 10 shown: 4
          }
          """,
          RunKey.class);
    } catch (TextFormat.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsTrainedIsTriedAndEvaluatedAsWithoutATest() {
    Run run = Trial.run(KEY, DATA, "a machine", () -> false);
    Run plain = Trial.run(KEY.toBuilder().clearAbTest().build(), DATA, "a machine", () -> false);

    assertThat(run.getAbOutcome().getBucketsList())
        .hasSize(4)
        .allMatch(bucket -> bucket.getImpressions() == 15 * 2 * 4);
    assertThat(run.getAbOutcome().getWeightsMap()).containsOnlyKeys("ctr", "vtr", "vcr");
    assertThat(run.getTestList()).isEqualTo(plain.getTestList());
    assertThat(plain.hasAbOutcome()).isFalse();
    Run again = Trial.run(KEY, DATA, "a machine", () -> false);
    assertThat(again.getAbOutcome()).isEqualTo(run.getAbOutcome());
  }

  @Test
  void tasksMayHaveBestStepsOfTheirOwn() {
    RunKey.Builder key = KEY.toBuilder().setSystem("ple");
    key.getSettingsBuilder()
        .getTrainingBuilder()
        .getStoppingBuilder()
        .setBestPerTask(BestPerTask.getDefaultInstance());

    assertThat(
            Trial.run(key.build(), DATA, "a machine", () -> false).getAbOutcome().getBucketsList())
        .hasSize(4);
  }

  @Test
  void usersThatTheFeedHasNotAreRefusedBeforeTraining() {
    RunKey.Builder key = KEY.toBuilder();
    key.getAbTestBuilder().setUsers(20_001);

    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(
            () ->
                Trial.run(
                    key.build(),
                    DATA,
                    "a machine",
                    () -> {
                      throw new IllegalStateException("trained");
                    }))
        .withMessage(
            "hard-sharing.ab_test.users: expected at most 20000, as many as the feed has, found: 20001");
  }

  @Test
  void dataOfAnotherFeedAreRefused() {
    RunKey.Builder key = KEY.toBuilder();
    key.getSeedsBuilder().setDraw(6);

    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> Trial.run(key.build(), DATA, "a machine", () -> false))
        .withMessageStartingWith("ab_test: expected data of the feed");
  }

  @Test
  void aStoppedRunHasNoOutcome() {
    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> Trial.run(KEY, DATA, "a machine", () -> true))
        .withMessage("the training was stopped");
  }
}
