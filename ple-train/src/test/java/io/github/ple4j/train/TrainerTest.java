package io.github.ple4j.train;

import static io.github.ple4j.train.NumbersClose.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.train.Runs.Recorder;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
  private static final List<String> TASKS = List.of("task_1", "task_2");

  @ParameterizedTest
  @MethodSource("namesForAnyTasks")
  void everyTaskOfEveryModelLearns(String model) {
    Dataset data = Runs.synthetic(2100);
    TrainingSpec.Builder untrained = Runs.spec(data, model, 1, 64);
    untrained.getStoppingBuilder().setMaxSteps(1);
    untrained.getLearningRateBuilder().setInitial(1e-12);

    TrainingResult before = Runs.train(untrained, data);
    TrainingResult after = Runs.train(Runs.spec(data, model, 6, 64), data);

    double factor = factor(model);
    for (String split : List.of("validation", "test")) {
      for (String task : TASKS) {
        assertThat(error(after, split, task))
            .as("%s", split + " " + task)
            .isLessThan(error(before, split, task) / factor);
      }
    }
    assertThat(after.parameters()).isEqualTo(before.parameters());
  }

  /** All but ESMM, whose tasks are a click and a conversion after it. */
  static List<String> namesForAnyTasks() {
    return DefaultModels.names().stream().filter(name -> !name.equals("esmm")).toList();
  }

  /** Blocks that noise switches on and off learn late, and so does attention. */
  private static double factor(String model) {
    return switch (model) {
      case "snr-trans", "snr-aver" -> 1.5;
      case "gumbel-matrix" -> 2;
      case "mran" -> 1.2;
      default -> 3;
    };
  }

  @Test
  void equalSeedsGiveEqualMetricsToTheLastBit() {
    Dataset data = Runs.synthetic(700);

    assertThat(Runs.train(Runs.spec(data, "ple", 2, 32), data).evaluations())
        .isEqualTo(Runs.train(Runs.spec(data, "ple", 2, 32), data).evaluations());
  }

  @Test
  void eitherSeedMovesTheMetrics() {
    Dataset data = Runs.synthetic(700);
    TrainingSpec.Builder spec = Runs.spec(data, "cgc", 2, 32);
    TrainingSpec.Builder otherOrder = spec.clone().setOrderSeed(2);
    TrainingSpec.Builder otherValues = spec.clone();
    otherValues.getModelBuilder().setInitializationSeed(2);

    TrainingResult result = Runs.train(spec, data);

    assertThat(Runs.train(otherOrder, data).evaluations()).isNotEqualTo(result.evaluations());
    assertThat(Runs.train(otherValues, data).evaluations()).isNotEqualTo(result.evaluations());
  }

  @Test
  void taskWeightsReachTheTraining() {
    Dataset data = Runs.synthetic(1400);
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 3, 32);
    spec.getWeightingBuilder().getStaticWeightsBuilder().putInitial("task_2", 0);

    TrainingResult one = Runs.train(spec, data);
    TrainingResult both = Runs.train(spec.clearWeighting(), data);

    assertThat(error(one, "test", "task_2")).isGreaterThan(3 * error(both, "test", "task_2"));
  }

  @Test
  void theLastBatchOfAnEpochHasWhatIsLeft() {
    Dataset data = Runs.synthetic(140); // 120 of them train
    Recorder recorder = new Recorder();

    TrainingResult result =
        Trainer.train(
            Runs.spec(data, "hard-sharing", 2, 50).build(), data, Placement.cpu(), recorder);

    assertThat(recorder.samples).containsExactly(50L, 100L, 120L, 170L, 220L, 240L);
    assertThat(recorder.events)
        .containsExactly(
            "started hard-sharing 6 240", "evaluated 0 3", "evaluated 1 6", "finished 6");
    assertThat(result.steps()).isEqualTo(6);
    assertThat(result.samples()).isEqualTo(240);
    double mean =
        (50 * recorder.losses.get(0) + 50 * recorder.losses.get(1) + 20 * recorder.losses.get(2))
            / 120;
    assertClose(recorder.trainLosses.get(0), mean, 1e-12, "mean loss of the first epoch");
  }

  @Test
  void maxStepsEndsTheRunWithinAnEpoch() {
    Dataset data = Runs.synthetic(140);
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 9, 50);
    spec.getStoppingBuilder().setMaxSteps(4);
    Recorder recorder = new Recorder();

    TrainingResult result = Trainer.train(spec.build(), data, Placement.cpu(), recorder);

    assertThat(recorder.steps).containsExactly(1L, 2L, 3L, 4L);
    assertThat(recorder.samples).endsWith(170L);
    assertThat(recorder.events)
        .startsWith("started hard-sharing 4 200")
        .endsWith("evaluated 0 3", "evaluated 1 4", "finished 4");
    assertThat(result.steps()).isEqualTo(4);
    assertThat(result.samples()).isEqualTo(170);
  }

  @Test
  void maxStepsBeyondTheEpochsChangeNothing() {
    Dataset data = Runs.synthetic(140);
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 1, 50);
    spec.getLearningRateBuilder().setCosine(Cosine.getDefaultInstance());
    TrainingResult expected = Runs.train(spec, data);
    spec.getStoppingBuilder().setMaxSteps(1000);

    assertThat(Runs.train(spec, data).evaluations()).isEqualTo(expected.evaluations());
  }

  @Test
  void batchesOfOneAndBatchesLargerThanTheDataWork() {
    Dataset data = Runs.synthetic(28); // 24 of them train
    Recorder recorder = new Recorder();

    TrainingResult ones =
        Trainer.train(Runs.spec(data, "ple", 1, 1).build(), data, Placement.cpu(), recorder);
    TrainingResult all = Runs.train(Runs.spec(data, "ple", 2, 1_000_000), data);

    assertThat(recorder.steps)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 24).boxed().toList());
    assertThat(recorder.losses).allMatch(Double::isFinite);
    assertThat(ones.samples()).isEqualTo(24);
    assertThat(all.steps()).isEqualTo(2);
    assertThat(all.samples()).isEqualTo(48);
  }

  @Test
  void everyEpochHasAnOrderOfItsOwn() {
    Dataset data = Runs.synthetic(140);
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 2, 20);
    spec.getLearningRateBuilder().setInitial(1e-12); // so that a loss is a matter of its rows
    Recorder recorder = new Recorder();

    Trainer.train(spec.build(), data, Placement.cpu(), recorder);

    assertThat(recorder.losses.subList(0, 6)).isNotEqualTo(recorder.losses.subList(6, 12));
    assertClose(recorder.trainLosses.get(0), recorder.trainLosses.get(1), 1e-5, "loss of all rows");
  }

  @Test
  void resultsAreOfTheWholeSplits() {
    Dataset data = Runs.synthetic(14 * 4500); // evaluated in more than one batch
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 1, 64);
    spec.getStoppingBuilder().setMaxSteps(2);

    TrainingResult result = Runs.train(spec, data);

    assertThat(result.evaluations().keySet()).containsExactly("validation", "test");
    for (Evaluation evaluation : result.evaluations().values()) {
      assertThat(evaluation.tasks()).extracting(TaskMetrics::rows).containsExactly(4500L, 4500L);
    }
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunAndNamesStepAndTask() {
    Dataset data = Runs.synthetic(1400);

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> Runs.train(diverging(data), data))
        .withMessageMatching(
            "step [1-9]\\d*: expected a finite loss, found loss (NaN|Infinity|-Infinity) of task"
                + " task_[12]; the first tensor is [a-z_0-9/]+[^;]*, of which \\d+ of \\d+ numbers"
                + " are not finite; try a lower learning rate, .*");
  }

  @Test
  void aModelThatIsLostInTheLastStepBeforeAnEvaluationEndsTheRunToo() {
    Dataset data = Runs.synthetic(1400);
    TrainingSpec.Builder spec = diverging(data);
    spec.getStoppingBuilder().setMaxSteps(1);

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> Runs.train(spec, data))
        .withMessageStartingWith("step 1: ")
        .withMessageContaining("task task_");
  }

  @Test
  void refusesASpecOfOtherDataBeforeItBegins() {
    Dataset data = Runs.synthetic(140);
    Recorder recorder = new Recorder();

    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(
            () ->
                Trainer.train(
                    Runs.spec(ShopData.of(50), "ple", 1, 10).build(),
                    data,
                    Placement.cpu(),
                    recorder))
        .withMessageStartingWith("features[0]");
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Runs.train(Runs.spec(data, "ple", 1, 0), data))
        .withMessageStartingWith("batch_size");
    assertThat(recorder.events).isEmpty();
  }

  private static TrainingSpec.Builder diverging(Dataset data) {
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 1, 64);
    spec.getOptimizerBuilder().setSgd(Sgd.getDefaultInstance());
    spec.getLearningRateBuilder().setInitial(1e30);
    return spec;
  }

  private static double error(TrainingResult result, String split, String task) {
    Evaluation evaluation = result.evaluations().get(split);
    if (evaluation == null) {
      throw new AssertionError("no " + split + " in " + result.evaluations());
    }
    return evaluation.task(task).meanSquaredError().orElseThrow();
  }
}
