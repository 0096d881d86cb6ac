package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What departs from the paper when it is asked for: dropout, batch normalisation, other gates. */
class DeparturesTest {
  static final List<String> ARCHITECTURES = ModelTrapsTest.ARCHITECTURES;

  private static final String LAYER = "shared/bottom/layer_1";
  private static final String HARD_SHARING =
      Specs.NUMERICS + Specs.TWO_TASKS + "hard_sharing { bottom_units: 50 } ";

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void inferenceHasNeitherNoiseNorStatisticsOfItsBatch(String architecture) {
    ModelSpec plain = ModelSpecs.parse(Specs.embedded(architecture), "test");
    ModelSpec.Builder spec = plain.toBuilder().setDropout(0.5);
    if (!spec.hasRoutingNetwork()) {
      spec.setBatchNormalization(BatchNormalization.getDefaultInstance());
    }
    try (ModelSession training = ModelSession.of(spec.build(), Mode.TRAINING, Placement.cpu());
        ModelSession session = ModelSession.of(spec.build(), Mode.INFERENCE, Placement.cpu())) {
      assertThat(training.model().step()).isPresent();
      assertThat(training.model().movingAverages().isEmpty()).isEqualTo(plain.hasRoutingNetwork());
      assertThat(training.model().movingAverages())
          .extracting(average -> average.variable().name())
          .containsExactlyInAnyOrderElementsOf(
              session.model().variables().stream()
                  .filter(variable -> variable.role() == Variable.Role.AVERAGE)
                  .map(Variable::name)
                  .toList());
      assertThat(session.model().step()).isEmpty();
      assertThat(session.model().movingAverages()).isEmpty();
      assertThat(session.model().graph().toGraphDef().getNodeList())
          .noneMatch(node -> node.getName().contains("noise"))
          .noneMatch(node -> node.getOp().startsWith("FusedBatchNorm"));
      Batch batch = new RandomSpecs(1).batch(spec.build(), 4);
      session.randomize(1);
      List<float[]> once = session.fetch(batch, session.predictions());
      assertThat(session.fetch(batch, session.predictions()))
          .usingRecursiveComparison()
          .isEqualTo(once);
    }
  }

  @Test
  void averagesAreThoseOfAllBatchesAndForgetOnlyThen() {
    String spec = HARD_SHARING + "batch_normalization { decay: 0.75 }";
    try (ModelSession session =
        ModelSession.of(ModelSpecs.parse(spec, "test"), Mode.TRAINING, Placement.cpu())) {
      VariableValues values = session.randomize(1);
      double[] means = values.get(LAYER + "/moving_mean");
      double[] variances = values.get(LAYER + "/moving_variance");
      Batch batch =
          Batch.ofNumerics(
              new float[] {1, 2, 3},
              new float[] {0, -1, 0.5f},
              new float[] {2, 2, -3},
              new float[] {-0.5f, 0, 1});
      double[] weights = values.get(LAYER + "/weights");
      double[][] z = new double[batch.size()][];
      for (int row = 0; row < z.length; row++) {
        double[] x = ModelSession.doubles(batch.numeric()[row]);
        z[row] = ReferenceModel.times(new double[][] {x}, weights, means.length)[0];
      }
      for (long step : new long[] {0, 1, 2, 3, 4, 1_000_000}) {
        session.setStep(step);
        double rate = Math.max(0.25, 1.0 / (step + 1));
        float[] nextMeans = session.fetch(batch, next(session, "moving_mean"));
        float[] nextVariances = session.fetch(batch, next(session, "moving_variance"));
        for (int u = 0; u < means.length; u++) {
          double mean = 0;
          double squares = 0;
          for (double[] row : z) {
            mean += row[u] / z.length;
            squares += row[u] * row[u];
          }
          double variance = (squares - z.length * mean * mean) / (z.length - 1);
          assertThat((double) nextMeans[u])
              .isCloseTo(means[u] + rate * (mean - means[u]), within(1e-5));
          assertThat((double) nextVariances[u])
              .isCloseTo(variances[u] + rate * (variance - variances[u]), within(1e-4));
        }
      }
    }
  }

  private static Operand<TFloat32> next(ModelSession session, String name) {
    return session.model().movingAverages().stream()
        .filter(average -> average.variable().name().equals(LAYER + "/" + name))
        .findFirst()
        .orElseThrow()
        .next();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void dropoutLeavesOutThatShareAndKeepsTheMean(double rate) {
    ModelSpec spec = ModelSpecs.parse(HARD_SHARING + "dropout: " + rate, "test");
    try (ModelSession session = ModelSession.of(spec, Mode.TRAINING, Placement.cpu())) {
      session.randomize(1);
      Operand<TFloat32> factor = node(session, LAYER + "/dropout/Mul"); // of every row and unit
      Batch batch = new RandomSpecs(1).batch(spec, 40);
      int dropped = 0;
      int all = 0;
      List<float[]> draws = new ArrayList<>();
      for (int step = 0; step < 10; step++) {
        session.setStep(step);
        float[] factors = session.fetch(batch, factor);
        assertThat(factors).hasSize(40 * 50);
        draws.add(factors);
        for (float found : factors) {
          dropped += found == 0 ? 1 : 0;
          assertThat(found == 0 || Math.abs(found * (1 - rate) - 1) < 1e-6).isTrue();
        }
        all += factors.length;
      }
      double deviation = Math.sqrt(rate * (1 - rate) / all);
      assertThat((double) dropped / all).isCloseTo(rate, within(4 * deviation));
      assertThat(draws).doesNotHaveDuplicates();
      session.setStep(0);
      assertThat(session.fetch(batch, factor)).isEqualTo(draws.get(0));
    }
  }

  @Test
  void layersOfOneModelDropUnitsOfTheirOwn() {
    String two = "single_task { units: [30, 30] } dropout: 0.5";
    ModelSpec spec = ModelSpecs.parse(Specs.NUMERICS + Specs.TWO_TASKS + two, "test");
    try (ModelSession session = ModelSession.of(spec, Mode.TRAINING, Placement.cpu())) {
      session.randomize(1);
      Batch batch = new RandomSpecs(1).batch(spec, 5);
      List<float[]> factors = new ArrayList<>();
      for (String task : List.of("click", "click_buy")) {
        for (int layer = 1; layer <= 2; layer++) {
          String place = "task/" + task + "/bottom/layer_" + layer;
          factors.add(session.fetch(batch, node(session, place + "/dropout/Mul")));
        }
      }
      assertThat(factors).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  void aTemperatureAloneChangesNoVariable() {
    ModelSpec spec = ModelSpecs.parse(Specs.ple(), "test");
    try (ModelSession plain = ModelSession.of(spec);
        ModelSession sharp =
            ModelSession.of(ModelSpecs.toText(spec) + "gates { temperature: 0.01 }")) {
      sharp.assign(plain.randomize(1));
      Batch batch = new RandomSpecs(1).batch(spec, 3);
      for (Gate gate : sharp.model().gates()) {
        if (!gate.name().startsWith("level_1/")) {
          continue; // whose selector is another one
        }
        float[] weights = sharp.fetch(batch, gate.weights());
        float[] soft = plain.fetch(batch, plain.gate(gate.name()).weights());
        int experts = gate.experts().size();
        for (int i = 0; i < weights.length; i++) {
          double sum = 0; // softmax(100 z)_i is w_i^100 over their sum, of w = softmax(z)
          for (int j = i - i % experts; j < i - i % experts + experts; j++) {
            sum += Math.pow(soft[j] / soft[i], 100);
          }
          assertThat((double) weights[i]).isCloseTo(1 / sum, within(1e-3));
        }
      }
    }
  }

  @Test
  void sizesCountScalesAndNoAverages() {
    ModelSize plain = ModelSize.of(ModelSpecs.parse(HARD_SHARING, "test"));
    String spec = HARD_SHARING + "batch_normalization {}";
    ModelSize normalized = ModelSize.of(ModelSpecs.parse(spec, "test"));
    assertThat(normalized.denseParameters()).isEqualTo(plain.denseParameters() + 50 + 4 + 4);
    assertThat(normalized.embeddingParameters()).isEqualTo(plain.embeddingParameters());
    assertThat(normalized.matrixFlops()).isEqualTo(plain.matrixFlops());
    assertThat(
            ModelDiagram.of(ModelSpecs.parse(spec, "test")).nodes().stream()
                .mapToLong(ModelDiagram.Node::parameters)
                .sum())
        .isEqualTo(normalized.denseParameters());
  }

  private static Operand<TFloat32> node(ModelSession session, String name) {
    return session.model().graph().operationOrThrow(name).output(0);
  }
}
