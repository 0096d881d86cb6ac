package io.github.ple4j.train;

import static io.github.ple4j.train.NumbersClose.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.train.Runs.Recorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features of every kind, rows with weights, and tasks with sample spaces of their own. */
class MaskedTrainingTest {

  @ParameterizedTest
  @ValueSource(strings = {"single-task", "ple"})
  void modelsLearnFromFeaturesOfEveryKind(String model) {
    ShopData data = ShopData.of(2500);

    TrainingResult result = Runs.train(Runs.spec(data, model, 4, 64), data);

    // Click follows from a user and a bag, a purchase from an age that may be missing.
    Evaluation test = evaluation(result);
    assertThat(test.task("click").auc().orElseThrow()).isGreaterThan(0.8);
    assertThat(test.task("click_buy").auc().orElseThrow()).isGreaterThan(0.8);
    assertThat(test.task("spent").meanSquaredError().orElseThrow()).isLessThan(1.5);
    assertThat(test.task("spent").auc()).isEmpty();
  }

  @Test
  void aConversionIsLearnedFromClicksAndProductsOverAllImpressions() {
    ShopData data = ShopData.conversions(2500);

    Evaluation test = evaluation(Runs.train(Runs.spec(data, "esmm", 4, 64), data));

    assertThat(test.task("click").auc().orElseThrow()).isGreaterThan(0.8);
    assertThat(test.task("click_buy").auc().orElseThrow()).isGreaterThan(0.8);
    assertThat(test.task("click_buy").rows()).isLessThan(test.task("click").rows());
    assertThat(test.task("click_buy").calibration().orElseThrow()).isBetween(0.7, 1.4);
  }

  @Test
  void thePositivesOfAConversionHaveNoWeightOfTheirOwn() {
    ShopData data = ShopData.conversions(100);
    TrainingSpec.Builder spec = Runs.spec(data, "esmm", 1, 64).putPositiveWeights("click_buy", 2);

    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Runs.train(spec, data))
        .withMessageStartingWith("positive_weights[\"click_buy\"]: expected none");
  }

  @Test
  void metricsAreOfTheTasksOwnSampleSpaces() {
    ShopData data = ShopData.of(200);
    Batch batch = data.test().newBatch(ShopData.HELD_OUT);
    data.test().read(Shuffle.identity(ShopData.HELD_OUT), 0, ShopData.HELD_OUT, batch);
    int[] rows = new int[3];
    for (int task = 0; task < 3; task++) {
      for (int row = 0; row < ShopData.HELD_OUT; row++) {
        rows[task] += (int) batch.mask(task)[row];
      }
    }

    Evaluation test = evaluation(Runs.train(Runs.spec(data, "mmoe", 1, 32), data));

    assertThat(rows[0]).isEqualTo(ShopData.HELD_OUT);
    assertThat(rows[0]).isGreaterThan(rows[1]);
    assertThat(rows[1]).isGreaterThan(rows[2]);
    assertThat(rows[2]).isPositive();
    for (int task = 0; task < 3; task++) {
      assertThat(test.tasks().get(task).rows()).isEqualTo(rows[task]);
    }
  }

  @Test
  void labelsOutsideTheSampleSpaceDecideNothing() {
    ShopData unknown = ShopData.of(160);
    ShopData wrong = new ShopData(ShopData.SCHEMA, 160, 12_345);
    TrainingSpec.Builder spec = Runs.spec(unknown, "ple", 2, 16);

    assertThat(Runs.train(spec, wrong).evaluations())
        .isEqualTo(Runs.train(spec, unknown).evaluations());
  }

  @Test
  void batchesThatLackATaskHaveFiniteLosses() {
    ShopData data = ShopData.of(120);
    Recorder recorder = new Recorder();

    Trainer.train(Runs.spec(data, "cgc", 1, 1).build(), data, Placement.cpu(), recorder);

    assertThat(recorder.losses).hasSize(120).allMatch(Double::isFinite);
  }

  @Test
  void sampleWeightsReachTheLoss() {
    ShopData data = ShopData.of(64);
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 1, 64);
    Batch batch = data.train().newBatch(64);
    data.train().read(Shuffle.identity(64), 0, 64, batch);
    try (TrainingSession session = TrainingSession.open(spec.build(), Placement.cpu())) {
      double losses = 0;
      double sum = 0;
      for (int row = 0; row < 64; row++) {
        data.train().read(new int[] {row}, 0, 1, batch);
        double weight = batch.sampleWeight()[0];
        losses += weight * loss(session, batch);
        sum += weight;
      }
      data.train().read(Shuffle.identity(64), 0, 64, batch);

      assertClose(loss(session, batch), losses / sum, 1e-6, "loss of click");
    }
  }

  private static double loss(TrainingSession session, Batch batch) {
    try (BatchTensors tensors = session.trainingTensors(batch)) {
      return session.step(tensors, 0).tasks().get(0);
    }
  }

  private static Evaluation evaluation(TrainingResult result) {
    Evaluation evaluation = result.evaluations().get("test");
    if (evaluation == null) {
      throw new AssertionError("no test in " + result.evaluations());
    }
    return evaluation;
  }
}
