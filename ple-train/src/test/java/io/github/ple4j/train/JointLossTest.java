package io.github.ple4j.train;

import static io.github.ple4j.train.NumbersClose.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.TaskOutput;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class JointLossTest {
  private static final OptimizerSpec SGD =
      OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build();

  /** Two binary tasks whose logits are 100 and -100 at x = 0. */
  private static final ModelSpec EXTREME =
      ModelSpecs.parse(
          """
          features { name: "a" numeric { standard_deviation: 1 } }
          tasks { name: "sure" head_bias: 100 }
          tasks { name: "never" head_bias: -100 }
          hard_sharing {}
          """,
          "test");

  private static final ModelSpec PLE =
      ModelSpecs.parse(
          """
          features { name: "a" numeric { standard_deviation: 1 } }
          features { name: "one" categorical { embedding_table: "t" } }
          embedding_tables { name: "t" rows: 4 width: 2 }
          tasks { name: "click" tower_units: 4 }
          tasks { name: "click_buy" kind: REGRESSION tower_units: 4 }
          activation: SOFTPLUS
          ple {
            levels { task_experts: 2 task_experts: 1 shared_experts: 1 expert_units: 5 }
            levels { task_experts: 1 task_experts: 2 shared_experts: 1 expert_units: 4 }
          }
          """,
          "test");

  @Test
  void isTheWeightedSumOfMaskedAndWeightedMeans() {
    TrainingSpec spec = LinearModel.training(SGD, 0.25, 3).build();
    Batch batch = LinearModel.batch(1, 11);
    try (LossSession session = new LossSession(spec)) {
      LinearReference reference = new LinearReference(SGD, new double[] {0.25, 3}, session.state());

      LossSession.Values found = session.run(batch);

      LinearReference.Losses expected = reference.gradients(batch);
      assertClose(found.total(), expected.total(), 1e-6, "total");
      for (int task = 0; task < 2; task++) {
        assertClose(found.tasks().get(task), expected.tasks().get(task), 1e-6, "loss of " + task);
        assertClose(
            of(found.outputs(), LinearModel.TASKS[task]),
            reference.outputs(batch, task),
            1e-6,
            "outputs");
      }
    }
  }

  @Test
  void gradientsOfDenseVariablesAreThoseOfTheFormula() {
    Batch batch = LinearModel.batch(2, 11);
    try (LossSession session = new LossSession(LinearModel.training(SGD).build())) {
      LinearReference reference = new LinearReference(SGD, new double[] {1, 1}, session.state());

      Map<String, float[]> found = session.run(batch).gradients();

      reference.gradients(batch);
      assertThat(found)
          .containsKeys("task/click/head/weights", "task/click_time/head/bias", LinearModel.TABLE);
      found.forEach(
          (variable, gradient) -> {
            if (variable.startsWith("task/")) {
              assertClose(gradient, reference.gradient(variable), 1e-6, variable);
            }
          });
    }
  }

  @Test
  void aTaskWithoutAWeightHasOneAndAWeightOfZeroSilencesATask() {
    TrainingSpec spec = LinearModel.training(SGD, 1, 0).build();
    try (LossSession session = new LossSession(spec)) {
      LossSession.Values found = session.run(LinearModel.batch(3, 6));

      assertThat(found.total()).isEqualTo(found.tasks().get(0));
      assertThat(found.tasks().get(1)).isPositive();
      assertThat(of(found.gradients(), "task/click_time/head/weights")).containsOnly(0f);
      assertThat(of(found.gradients(), "task/click/head/bias")[0]).isNotZero();
    }
  }

  @Test
  void crossEntropyOfExtremeLogitsIsExact() {
    Batch batch = batch(EXTREME, 2);
    batch.label(0)[0] = 1;
    batch.label(1)[1] = 1;
    try (LossSession session = new LossSession(training(EXTREME))) {
      LossSession.Values found = session.run(batch);

      assertThat(of(found.outputs(), "sure")).containsOnly(100f);
      assertThat(of(found.outputs(), "never")).containsOnly(-100f);
      // Half of the labels are right, at a loss of 0; the other half are wrong, at a loss of 100.
      assertThat(found.tasks()).containsExactly(50f, 50f);
      assertThat(of(found.gradients(), "task/sure/head/bias")[0]).isEqualTo(0.5f);
      assertThat(of(found.gradients(), "task/never/head/bias")[0]).isEqualTo(-0.5f);
    }
  }

  @Test
  void lossesOfRightExtremeLogitsAreZeroWithoutGradient() {
    Batch batch = batch(EXTREME, 1);
    batch.label(0)[0] = 1;
    try (LossSession session = new LossSession(training(EXTREME))) {
      LossSession.Values found = session.run(batch);

      assertThat(found.total()).isBetween(0f, 1e-30f);
      assertThat(Math.abs(of(found.gradients(), "task/sure/head/bias")[0])).isLessThan(1e-30f);
    }
  }

  @Test
  void aTaskWithoutASampleHasNoLossAndNoGradient() {
    Batch batch = batch(PLE, 3);
    Arrays.fill(batch.mask(1), 0f);
    Arrays.fill(batch.label(1), Float.NaN);
    try (LossSession session = new LossSession(training(PLE))) {
      LossSession.Values found = session.run(batch);

      assertThat(found.tasks().get(1)).isEqualTo(0f);
      assertThat(found.tasks().get(0)).isPositive().isFinite();
      assertThat(found.total()).isEqualTo(found.tasks().get(0));
      assertThat(found.gradients().keySet())
          .contains(
              "task/click_buy/tower/layer_1/weights",
              "level_2/task/click_buy/expert_2/layer_1/weights",
              "level_2/task/click_buy/gate/weights");
      found.gradients().forEach(JointLossTest::assertReachedByClickOnly);
    }
  }

  @Test
  void aBatchWithoutAnySampleHasNoLossAndNoGradient() {
    Batch batch = batch(PLE, 3);
    Arrays.fill(batch.sampleWeight(), 0f);
    Arrays.fill(batch.label(0), Float.NaN);
    try (LossSession session = new LossSession(training(PLE))) {
      LossSession.Values found = session.run(batch);

      assertThat(found.total()).isEqualTo(0f);
      assertThat(found.tasks()).containsExactly(0f, 0f);
      found.gradients().forEach((name, gradient) -> assertThat(gradient).as(name).containsOnly(0f));
    }
  }

  @Test
  void labelsOutsideTheSampleSpaceReachNeitherLossNorGradient() {
    Batch batch = batch(PLE, 4);
    batch.mask(0)[1] = 0;
    batch.mask(1)[2] = 0;
    try (LossSession session = new LossSession(training(PLE))) {
      LossSession.Values expected = session.run(batch);
      for (float label :
          new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f}) {
        batch.label(0)[1] = label;
        batch.label(1)[2] = label;

        LossSession.Values found = session.run(batch);

        assertThat(found.total()).isEqualTo(expected.total()).isFinite();
        assertThat(found.tasks()).isEqualTo(expected.tasks());
        found
            .gradients()
            .forEach(
                (name, gradient) ->
                    assertThat(gradient).as(name).containsExactly(of(expected.gradients(), name)));
      }
    }
  }

  private static void assertReachedByClickOnly(String variable, float[] gradient) {
    for (float number : gradient) {
      assertThat(number).as(variable).isFinite();
    }
    boolean clickOnly =
        variable.startsWith("task/click_buy/") || variable.startsWith("level_2/task/click_buy/");
    if (clickOnly) {
      assertThat(gradient).as(variable).containsOnly(0f);
    } else if (variable.startsWith("task/click/")) {
      assertThat(gradient).as(variable).isNotEqualTo(new float[gradient.length]);
    }
  }

  private static TrainingSpec training(ModelSpec model) {
    return LinearModel.training(SGD).setModel(model).build();
  }

  /** Rows with x = 0 where there is one feature, of ids 0, 1, 2, ...; all labels 0. */
  private static Batch batch(ModelSpec spec, int rows) {
    ImmutableList.Builder<Feature> features = ImmutableList.builder();
    features.add(new Feature.Numeric("a", false, false, false));
    if (spec.getFeaturesCount() == 2) {
      features.add(
          new Feature.Categorical(
              "one", false, false, new io.github.ple4j.datasets.Encoding.HashEncoding(4)));
    }
    ImmutableList<Label> labels =
        spec.getTasksList().stream()
            .map(task -> new Label(task.getName(), Label.Kind.BINARY, Optional.empty()))
            .collect(ImmutableList.toImmutableList());
    Batch batch = new Batch(new Schema(features.build(), labels, true, false), rows);
    batch.resize(rows);
    for (int row = 0; row < rows && batch.ids().length > 0; row++) {
      batch.ids()[row] = row;
      batch.numeric()[row] = row - 0.5f;
    }
    return batch;
  }

  private static float[] of(Map<String, float[]> values, String name) {
    float[] found = values.get(name);
    if (found == null) {
      throw new AssertionError("no " + name + " in " + values.keySet());
    }
    return found;
  }

  @Test
  void aProductOfProbabilitiesHasTheCrossEntropyOfItsLogarithms() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> p = tf.constant(new float[] {0.25f, 0.5f, 0.9f});
      Operand<TFloat32> log = tf.math.log(p);
      Operand<TFloat32> complement = tf.math.log1p(tf.math.neg(p));
      TaskOutput output = new TaskOutput.LogProbability("buy", log, complement, p);
      Operand<TFloat32> loss =
          JointLoss.taskLoss(
              tf,
              output,
              tf.constant(new float[] {1, 0, Float.NaN}),
              tf.constant(new float[] {2, 1, 0}),
              tf.constant(3f),
              1);
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(loss).run()) {
        double expected = (-2 * Math.log(0.25) - Math.log(0.5)) / 3;
        assertClose(((TFloat32) result.get(0)).getFloat(), expected, 1e-6, "loss");
      }
    }
  }
}
