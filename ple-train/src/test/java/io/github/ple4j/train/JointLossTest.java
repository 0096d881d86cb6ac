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
import io.github.ple4j.graph.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
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
      assertZero("click_time", of(found.gradients(), "task/click_time/head/weights"));
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
      found.gradients().forEach(JointLossTest::assertZero);
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

  /** 0 or -0, which some kernels give. */
  private static void assertZero(String variable, float[] gradient) {
    assertThat(gradient).as(variable).isNotEmpty();
    for (float number : gradient) {
      assertThat(number == 0).as(variable).isTrue();
    }
  }

  private static void assertReachedByClickOnly(String variable, float[] gradient) {
    for (float number : gradient) {
      assertThat(number).as(variable).isFinite();
    }
    boolean clickOnly =
        variable.startsWith("task/click_buy/") || variable.startsWith("level_2/task/click_buy/");
    if (clickOnly) {
      assertZero(variable, gradient);
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
  void aConversionIsLearnedTogetherWithItsClickOverAllImpressions() {
    ModelSpec model =
        ModelSpecs.parse(
            """
            features { name: "a" numeric { standard_deviation: 1 } }
            tasks { name: "click" }
            tasks { name: "buy" }
            esmm {}
            """,
            "test");
    try (Graph graph = new Graph()) {
      TrainingSpec spec = TrainingSpec.newBuilder().setModel(model).setOptimizer(SGD).build();
      TrainingGraph training = TrainingGraph.build(graph, spec, Placement.cpu());
      JointLoss loss = training.loss();
      try (Session session = new Session(graph)) {
        session.runner().addTarget(training.model().initializer()).run().close();
        // Not clicked; clicked, and bought, or not, or unknown; not an impression.
        float[] clicked = {0, 1, 1, 1, Float.NaN};
        float[] impression = {1, 2, 1, 1, 0};
        float[] bought = {Float.NaN, 1, 0, Float.NaN, Float.NaN};
        float[] afterClick = {0, 1, 1, 0, 0};
        List<Float> found =
            values(
                session,
                training,
                Map.of(
                    training.model().inputs().numeric(), new float[] {1, -1, 0.5f, 2, 3},
                    loss.labels().get(0), clicked,
                    loss.weights().get(0), impression,
                    loss.labels().get(1), bought,
                    loss.weights().get(1), afterClick));
        // p of click for the rows, then of buying after a click, then the two losses.
        double ofClick = 0;
        double ofBoth = 0;
        for (int row = 0; row < 4; row++) {
          double p = found.get(row);
          double both = p * found.get(5 + row);
          ofClick -= impression[row] * Math.log(clicked[row] == 1 ? p : 1 - p);
          boolean bothHappened = row == 1;
          ofBoth -= row == 3 ? 0 : impression[row] * Math.log(bothHappened ? both : 1 - both);
        }
        assertClose(found.get(10), ofClick / 5, 1e-5, "loss of the click");
        assertClose(found.get(11), ofBoth / 4, 1e-5, "loss of both");
      }
    }
  }

  private static List<Float> values(
      Session session, TrainingGraph training, Map<Operand<TFloat32>, float[]> fed) {
    Session.Runner runner = session.runner();
    List<TFloat32> tensors = new ArrayList<>();
    fed.forEach(
        (placeholder, values) -> {
          Shape shape =
              placeholder.shape().numDimensions() == 2
                  ? Shape.of(values.length, 1)
                  : Shape.of(values.length);
          tensors.add(TFloat32.tensorOf(shape, DataBuffers.of(values)));
          runner.feed(placeholder.asOutput(), tensors.get(tensors.size() - 1));
        });
    training.model().outputs().forEach(output -> runner.fetch(output.prediction()));
    training.loss().taskLosses().forEach(runner::fetch);
    List<Float> found = new ArrayList<>();
    try (Result result = runner.run()) {
      for (Map.Entry<String, Tensor> tensor : result) {
        ((TFloat32) tensor.getValue()).scalars().forEach(value -> found.add(value.getFloat()));
      }
    } finally {
      tensors.forEach(Tensor::close);
    }
    return found;
  }
}
