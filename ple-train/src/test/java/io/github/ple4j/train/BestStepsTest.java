package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SingleTask;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** With evaluations made by hand, of {@link LinearModel}. */
class BestStepsTest {
  private static final OptimizerSpec SGD =
      OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build();
  private static final TrainingSpec SPEC = LinearModel.training(SGD).build();
  private static final Batch BATCH = LinearModel.batch(1, 8);
  private static final double NONE = Double.NaN;

  @Test
  void tasksThatShareVariablesHaveTheStepOfTheBestMeanRelativeGain() {
    try (TrainingSession session = shared();
        BestSteps best = new BestSteps(SPEC, session)) {
      offer(best, session, 0.9, 0.5);
      offer(best, session, 0.6, 0.1); // -1/3 and +4/5 of the first
      float[][] predictions = predict(session);
      offer(best, session, 0.8, 0.4); // -1/9 and +1/5
      best.restore();

      assertThat(best.steps()).isEqualTo(ImmutableMap.of("click", 2L, "click_time", 2L));
      assertThat(predict(session)).isDeepEqualTo(predictions);
    }
  }

  @Test
  void tasksOfSeparateNetworksEachHaveTheirOwnStep() {
    try (TrainingSession session = apart();
        BestSteps best = new BestSteps(SPEC, session)) {
      offer(best, session, 0.9, 0.5);
      float[] clicks = predict(session)[0];
      offer(best, session, 0.6, 0.1);
      float[] times = predict(session)[1];
      offer(best, session, 0.8, 0.4);
      best.restore();

      assertThat(best.steps()).isEqualTo(ImmutableMap.of("click", 1L, "click_time", 2L));
      assertThat(predict(session)[0]).containsExactly(clicks);
      assertThat(predict(session)[1]).containsExactly(times);
    }
  }

  @Test
  void theFirstOfEqualMetricsWins() {
    try (TrainingSession session = shared();
        BestSteps best = new BestSteps(SPEC, session)) {
      offer(best, session, 0.75, 0.25);
      offer(best, session, 0.75, 0.25);

      assertThat(best.steps()).containsEntry("click", 1L);
    }
  }

  @Test
  void theLastStepWinsWhereNoneHasAMetric() {
    try (TrainingSession session = apart();
        BestSteps best = new BestSteps(SPEC, session)) {
      offer(best, session, NONE, 0.5);
      offer(best, session, NONE, 0.6);
      float[] clicks = predict(session)[0];
      best.restore();

      assertThat(best.steps()).isEqualTo(ImmutableMap.of("click", 2L, "click_time", 1L));
      assertThat(predict(session)[0]).containsExactly(clicks);
    }
  }

  @Test
  void aMetricIsBetterThanNone() {
    try (TrainingSession session = apart();
        BestSteps best = new BestSteps(SPEC, session)) {
      offer(best, session, NONE, 0.5);
      offer(best, session, 0.1, 0.5);
      offer(best, session, NONE, 0.5);

      assertThat(best.steps()).isEqualTo(ImmutableMap.of("click", 2L, "click_time", 1L));
    }
  }

  @Test
  void withoutAnEvaluationNothingIsRestored() {
    try (TrainingSession session = shared();
        BestSteps best = new BestSteps(SPEC, session)) {
      train(session);
      float[][] predictions = predict(session);
      best.restore();

      assertThat(predict(session)).isDeepEqualTo(predictions);
    }
  }

  private static TrainingSession shared() {
    return TrainingSession.open(LinearModel.training(SGD).build(), Placement.cpu());
  }

  private static TrainingSession apart() {
    TrainingSpec.Builder spec = LinearModel.training(SGD);
    spec.getModelBuilder().setSingleTask(SingleTask.getDefaultInstance());
    return TrainingSession.open(spec.build(), Placement.cpu());
  }

  /** Trains a step, and offers it with these metrics. */
  private static void offer(
      BestSteps best, TrainingSession session, double areaUnderCurve, double squaredError) {
    train(session);
    OptionalDouble one = OptionalDouble.of(1);
    OptionalDouble area =
        Double.isNaN(areaUnderCurve) ? OptionalDouble.empty() : OptionalDouble.of(areaUnderCurve);
    OptionalDouble error = OptionalDouble.of(squaredError);
    best.offer(
        new Evaluation(
            ImmutableList.of(
                new TaskMetrics("click", 9, area, OptionalDouble.empty(), one, one, one),
                new TaskMetrics(
                    "click_time",
                    9,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    error,
                    one))),
        session.steps());
  }

  private static void train(TrainingSession session) {
    try (BatchTensors tensors = session.trainingTensors(BATCH)) {
      session.step(tensors, 0.1f);
    }
  }

  private static float[][] predict(TrainingSession session) {
    float[][] predictions = new float[2][BATCH.size()];
    try (BatchTensors tensors = session.featureTensors(BATCH)) {
      session.predict(tensors, predictions, 0);
    }
    return predictions;
  }
}
