package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Initial values of variables. */
class InitializationTest {
  private static final String SPEC =
      Specs.NUMERICS
          + """
            features { name: "one" categorical { embedding_table: "t" } }
            embedding_tables { name: "t" rows: 500 width: 17 }
            tasks { name: "click" tower_units: 50 head_bias: -2.5 }
            tasks { name: "value" kind: REGRESSION tower_units: 50 head_bias: 100 }
            ple {
              levels { task_experts: 3 task_experts: 40 shared_experts: 1 expert_units: 60 }
            }
            initialization_seed: 18446744073709551615
            """;

  @Test
  void layersAreHeUniformAndHeadsAndGatesGlorotUniform() {
    try (ModelSession session = ModelSession.of(SPEC).initialized()) {
      VariableValues values = session.variables();
      // x has 3 + 17 columns; the gate mixes 41 experts.
      assertUniform(values, "level_1/task/click/expert_3/layer_1/weights", Math.sqrt(6.0 / 20));
      assertUniform(values, "level_1/shared/expert_1/layer_1/weights", Math.sqrt(6.0 / 20));
      assertUniform(values, "task/click/tower/layer_1/weights", Math.sqrt(6.0 / 60));
      assertUniform(values, "level_1/task/value/gate/weights", Math.sqrt(6.0 / (20 + 41)));
      assertUniform(values, "task/value/head/weights", Math.sqrt(6.0 / (50 + 1)));
    }
  }

  private static void assertUniform(VariableValues values, String name, double limit) {
    double[] weights = values.get(name);
    assertThat(Arrays.stream(weights).map(Math::abs).max().orElse(0))
        .as(name)
        .isLessThan(limit + 1e-6);
    double tolerance = 4 * limit / Math.sqrt(weights.length);
    assertThat(mean(weights)).as(name).isCloseTo(0, within(tolerance));
    assertThat(deviation(weights)).as(name).isCloseTo(limit / Math.sqrt(3), within(tolerance));
  }

  @Test
  void embeddingsAreNormalWithDeviationOneTwentieth() {
    try (ModelSession session = ModelSession.of(SPEC).initialized()) {
      double[] table = session.variables().get("embedding/width_17/table");
      assertThat(table).hasSize(500 * 17);
      assertThat(mean(table)).isCloseTo(0, within(0.002));
      assertThat(deviation(table)).isCloseTo(0.05, within(0.002));
      assertThat(Arrays.stream(table).map(Math::abs).max().orElse(0)).isBetween(0.15, 0.4);
    }
  }

  @Test
  void biasesAreZeroAndTheHeadsOwnIsWhatTheSpecSays() {
    try (ModelSession session = ModelSession.of(SPEC).initialized()) {
      VariableValues values = session.variables();
      assertThat(values.names().stream().filter(name -> name.endsWith("/biases")))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(values.get(name)).containsOnly(0));
      assertThat(values.get("task/click/head/bias")).containsExactly(-2.5);
      assertThat(values.get("task/value/head/bias")).containsExactly(100);
    }
  }

  @Test
  void aVariablesInitialValueDependsOnItsNameAndNotOnTheRestOfTheModel() {
    String more =
        SPEC.replace("ple {", "tasks { name: \"more\" } ple {")
            .replace(
                "task_experts: 3 task_experts: 40",
                "task_experts: 1 task_experts: 40 task_experts: 1");
    try (ModelSession first = ModelSession.of(SPEC).initialized();
        ModelSession second = ModelSession.of(more).initialized()) {
      VariableValues values = first.variables();
      VariableValues others = second.variables();
      for (String name :
          new String[] {
            "embedding/width_17/table",
            "level_1/task/value/expert_40/layer_1/weights",
            "level_1/shared/expert_1/layer_1/weights",
            "task/value/head/weights"
          }) {
        assertThat(others.get(name)).as(name).isEqualTo(values.get(name));
      }
    }
  }

  @Test
  void trainingAndInferenceGraphsHaveTheSameVariables() {
    ModelSpec spec = ModelSpecs.parse(SPEC, "test");
    try (ModelSession training =
            ModelSession.of(spec, Mode.TRAINING, Placement.cpu()).initialized();
        ModelSession inference =
            ModelSession.of(spec, Mode.INFERENCE, Placement.cpu()).initialized()) {
      assertThat(inference.model().variables())
          .extracting(Variable::name, Variable::role, Variable::shape)
          .isEqualTo(
              training.model().variables().stream()
                  .map(v -> tuple(v.name(), v.role(), v.shape()))
                  .toList());
      VariableValues values = training.variables();
      VariableValues others = inference.variables();
      for (String name : values.names()) {
        assertThat(others.get(name)).as(name).isEqualTo(values.get(name));
      }
    }
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).average().orElse(Double.NaN);
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).average().orElse(Double.NaN));
  }
}
