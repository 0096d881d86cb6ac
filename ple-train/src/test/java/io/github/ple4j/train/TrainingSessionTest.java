package io.github.ple4j.train;

import static io.github.ple4j.train.NumbersClose.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.Placement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.StepStats;

class TrainingSessionTest {
  private static final OptimizerSpec SGD =
      OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build();

  @ParameterizedTest
  @MethodSource("io.github.ple4j.train.OptimizerTest#optimizers")
  void everyStepsLossAndPredictionsAreThoseOfTheFormula(OptimizerSpec optimizer) {
    TrainingSpec spec = LinearModel.training(optimizer, 2, 0.5).build();
    LinearReference reference =
        new LinearReference(optimizer, new double[] {2, 0.5}, initialState(spec));
    try (TrainingSession session = TrainingSession.open(spec, Placement.cpu())) {
      for (int step = 0; step < 20; step++) {
        Batch batch = LinearModel.batch(step, 1 + step % 9);
        assertThat(session.steps()).isEqualTo(step);
        StepLoss found = step(session, batch, 0.05f);
        LinearReference.Losses expected = reference.step(batch, 0.05f);

        assertClose(found.total(), expected.total(), 2e-5, "total of step " + step);
        for (int task = 0; task < 2; task++) {
          assertClose(found.tasks().get(task), expected.tasks().get(task), 2e-5, "loss of a task");
        }
      }

      Batch batch = LinearModel.batch(99, 7);
      float[][] predictions = predict(session, batch);
      double[] logits = reference.outputs(batch, 0);
      for (int row = 0; row < logits.length; row++) {
        logits[row] = 1 / (1 + Math.exp(-logits[row]));
      }
      assertClose(predictions[0], logits, 2e-5, "probabilities");
      assertClose(predictions[1], reference.outputs(batch, 1), 2e-5, "values");
    }
  }

  @Test
  void aRateOfZeroLeavesEverythingAsItIs() {
    try (TrainingSession session = open(SGD)) {
      Batch batch = LinearModel.batch(1, 5);
      float[][] before = predict(session, batch);
      step(session, batch, 0);

      assertThat(predict(session, batch)).isDeepEqualTo(before);
    }
  }

  @Test
  void aTracedStepIsAStepWithTheTimesOfItsOperations() {
    Batch batch = LinearModel.batch(1, 5);
    try (TrainingSession plain = open(SGD);
        TrainingSession traced = open(SGD);
        BatchTensors tensors = traced.trainingTensors(batch)) {
      step(plain, batch, 0.05f);

      StepStats stats = traced.trace(tensors, 0.05f);

      assertThat(traced.steps()).isEqualTo(1);
      assertThat(predict(traced, batch)).isDeepEqualTo(predict(plain, batch));
      assertThat(stats.getDevStatsList())
          .flatExtracting(DeviceStepStats::getNodeStatsList)
          .anySatisfy(node -> assertThat(node.getTimelineLabel()).contains("ResourceApply"))
          .allSatisfy(
              node ->
                  assertThat(node.getOpEndRelNanos())
                      .isGreaterThanOrEqualTo(node.getOpStartRelNanos()));
    }
  }

  @Test
  void predictionsAreWrittenFromTheGivenPlaceOn() {
    try (TrainingSession session = open(SGD)) {
      Batch batch = LinearModel.batch(1, 3);
      float[][] alone = predict(session, batch);
      float[][] among = new float[2][6];
      try (BatchTensors tensors = session.featureTensors(batch)) {
        session.predict(tensors, among, 2);
      }

      for (int task = 0; task < 2; task++) {
        assertThat(among[task])
            .containsExactly(0, 0, alone[task][0], alone[task][1], alone[task][2], 0);
      }
    }
  }

  @Test
  void tensorsAreCopiesOfTheBatch() {
    try (TrainingSession session = open(SGD)) {
      Batch batch = LinearModel.batch(1, 4);
      float[][] expected = predict(session, batch);
      float[][] found = new float[2][4];
      try (BatchTensors tensors = session.featureTensors(batch)) {
        java.util.Arrays.fill(batch.numeric(), 100f);
        java.util.Arrays.fill(batch.ids(), 0);
        session.predict(tensors, found, 0);
      }

      assertThat(found).isDeepEqualTo(expected);
    }
  }

  @Test
  void aSnapshotKeepsItsValuesWhileTrainingGoesOn() {
    try (TrainingSession session = open(OptimizerTest.optimizers().toList().get(2))) {
      Batch batch = LinearModel.batch(1, 8);
      float[][] before = predict(session, batch);
      try (Snapshot snapshot = session.snapshot(session.model().variables())) {
        for (int time = 0; time < 2; time++) {
          for (int step = 0; step < 3; step++) {
            step(session, LinearModel.batch(step, 8), 0.1f);
          }
          assertThat(predict(session, batch)[1]).isNotEqualTo(before[1]);

          session.restore(snapshot);

          assertThat(predict(session, batch)).isDeepEqualTo(before);
        }
      }
    }
  }

  @Test
  void aSnapshotOfAFewVariablesRestoresNoOther() {
    try (TrainingSession session = open(SGD)) {
      Batch batch = LinearModel.batch(1, 8);
      try (Snapshot snapshot =
          session.snapshot(
              session.model().variables().stream()
                  .filter(variable -> variable.name().startsWith("task/click/"))
                  .toList())) {
        step(session, batch, 0.1f);
        float[][] after = predict(session, batch);
        session.restore(snapshot);

        assertThat(predict(session, batch)[0]).isNotEqualTo(after[0]);
        assertThat(predict(session, batch)[1]).containsExactly(after[1]);
      }
    }
  }

  @Test
  void refusesASnapshotOfAnotherModel() {
    try (TrainingSession session = open(SGD);
        TrainingSession other = open(SGD);
        Snapshot snapshot = other.snapshot(other.model().variables())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> session.restore(snapshot))
          .withMessageContaining("not a variable of this model: embedding/width_2/table");
    }
  }

  @Test
  void parametersAreAllTrainableNumbers() {
    try (TrainingSession session = open(SGD)) {
      assertThat(session.parameters()).isEqualTo(8 * 2 + 5 * 3 + 2 * (9 + 1));
    }
  }

  private static Map<String, float[]> initialState(TrainingSpec spec) {
    try (LossSession session = new LossSession(spec)) {
      return session.state();
    }
  }

  private static TrainingSession open(OptimizerSpec optimizer) {
    return TrainingSession.open(LinearModel.training(optimizer).build(), Placement.cpu());
  }

  private static StepLoss step(TrainingSession session, Batch batch, float rate) {
    try (BatchTensors tensors = session.trainingTensors(batch)) {
      return session.step(tensors, rate);
    }
  }

  private static float[][] predict(TrainingSession session, Batch batch) {
    float[][] predictions = new float[2][batch.size()];
    try (BatchTensors tensors = session.featureTensors(batch)) {
      session.predict(tensors, predictions, 0);
    }
    return predictions;
  }
}
