package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ple4j.graph.ModelSpec.ArchitectureCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Ways in which multi-task models as a whole are commonly wrong. */
class ModelTrapsTest {
  static final List<String> ARCHITECTURES = List.of(Specs.ARCHITECTURES);

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void trap5EveryVariableHasAGradient(ArchitectureCase architecture) {
    for (int seed = 0; seed < 3; seed++) {
      RandomSpecs random = new RandomSpecs(200 + seed);
      ModelSpec spec = random.spec(architecture, Activation.TANH);
      try (ModelSession session = ModelSession.of(spec, Mode.TRAINING, Placement.cpu())) {
        session.randomize(seed);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          batches.add(random.batch(spec, 4));
        }
        assertThat(largestGradients(session, batches))
            .as("%s", ModelSpecs.toText(spec))
            .hasSameSizeAs(session.trainable())
            .allSatisfy((name, largest) -> assertThat(largest).as(name).isPositive());
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void trap5EveryVariableHasAGradientAtItsInitialValueUnderRectifiers(String architecture) {
    ModelSpec spec = ModelSpecs.parse(Specs.embedded(architecture), "test");
    try (ModelSession session =
        ModelSession.of(spec, Mode.TRAINING, Placement.cpu()).initialized()) {
      RandomSpecs random = new RandomSpecs(1);
      List<Batch> batches = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        batches.add(random.batch(spec, 4));
      }
      assertThat(largestGradients(session, batches))
          .hasSameSizeAs(session.trainable())
          .allSatisfy((name, largest) -> assertThat(largest).as(name).isPositive());
    }
  }

  private static Map<String, Double> largestGradients(ModelSession session, List<Batch> batches) {
    List<Operand<TFloat32>> ends = new ArrayList<>(session.heads());
    Ops tf = Ops.create(session.model().graph()).withSubScope("policies");
    for (Policy policy : session.model().policies()) { // as a column like the outputs
      ends.add(tf.math.add(tf.zerosLike(session.heads().get(0)), policy.logProbability()));
    }
    OutputGradients gradients = new OutputGradients(session, ends, name -> true);
    List<float[]> factors = new ArrayList<>();
    for (int k = 0; k < ends.size(); k++) {
      factors.add(new float[] {1, -2, 3, -4});
    }
    Map<String, Double> largest = new TreeMap<>();
    for (Batch batch : batches) {
      session.setStep(session.step() + 1);
      gradients.largest(batch, factors).forEach((name, l) -> largest.merge(name, l, Math::max));
    }
    return largest;
  }

  @Test
  void trap6ExpertsDifferAtInitialisation() {
    for (String architecture : ARCHITECTURES) {
      try (ModelSession session = ModelSession.of(Specs.embedded(architecture)).initialized()) {
        VariableValues values = session.variables();
        List<String> weights =
            values.names().stream()
                .filter(name -> name.endsWith("weights") || name.endsWith("table"))
                .toList();
        assertThat(weights).isNotEmpty();
        assertThat(weights.stream().map(name -> Arrays.hashCode(values.get(name))))
            .as(architecture)
            .doesNotHaveDuplicates();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void trap6TheSameSeedGivesTheSameModelAndAnotherSeedAnother(String architecture) {
    String spec = Specs.embedded(architecture);
    VariableValues first = initialValues(spec + "initialization_seed: 7");
    VariableValues again = initialValues(spec + "initialization_seed: 7");
    VariableValues other = initialValues(spec + "initialization_seed: 8");
    assertThat(again.names()).isEqualTo(first.names());
    assertThat(other.names()).isEqualTo(first.names());
    for (String name : first.names()) {
      assertThat(again.get(name)).as(name).isEqualTo(first.get(name));
      if (name.endsWith("weights") || name.endsWith("table")) {
        assertThat(other.get(name)).as(name).isNotEqualTo(first.get(name));
      }
    }
  }

  private static VariableValues initialValues(String spec) {
    try (ModelSession session = ModelSession.of(spec).initialized()) {
      return session.variables();
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void trap7ABatchOfOneWorksForwardAndBackward(String architecture) {
    ModelSpec spec = ModelSpecs.parse(Specs.embedded(architecture), "test");
    for (Mode mode : Mode.values()) {
      try (ModelSession session = ModelSession.of(spec, mode, Placement.cpu()).initialized()) {
        Batch one = new RandomSpecs(3).batch(spec, 1);
        assertThat(session.fetch(one, session.predictions()))
            .hasSize(2)
            .allSatisfy(prediction -> assertThat(prediction).hasSize(1));
        Map<String, double[]> gradients =
            new OutputGradients(session, session.heads(), name -> !isChoice(name, mode))
                .run(one, List.of(new float[] {1}, new float[] {1}));
        assertThat(gradients)
            .isNotEmpty()
            .allSatisfy(
                (name, gradient) ->
                    assertThat((long) gradient.length)
                        .isEqualTo(session.variable(name).shape().size()));
      }
    }
  }

  /** Whether the outputs have no gradient of a variable: it chooses, and does not weigh. */
  private static boolean isChoice(String name, Mode mode) {
    return name.endsWith("/policy/logits")
        || (mode == Mode.INFERENCE && name.endsWith("/choice/logits"));
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void trap8TaskNamesMayBePrefixesOfEachOther(String architecture) {
    ModelSpec plain = ModelSpecs.parse(Specs.embedded(architecture), "test");
    for (List<String> names :
        List.of(List.of("click", "click_1"), List.of("a", "A"), List.of("1", "1.1"))) {
      ModelSpec.Builder spec = plain.toBuilder();
      spec.getTasksBuilder(0).setName(names.get(0));
      spec.getTasksBuilder(1).setName(names.get(1));
      try (ModelSession session = ModelSession.of(spec.build())) {
        VariableValues values = session.randomize(1);
        Batch batch = new RandomSpecs(4).batch(plain, 3);
        ReferenceModel.Result expected = ReferenceModel.forward(spec.build(), batch, values);
        for (int k = 0; k < 2; k++) {
          float[] heads = session.fetch(batch, session.heads().get(k));
          Close.assertClose(heads, expected.output(names.get(k)), 1e-5, names.get(k));
        }
      }
    }
  }

  @Test
  void trap9NumbersOfExpertsMayDifferPerTaskAndLevel() {
    String ple =
        """
        tasks { name: "third" }
        ple {
          levels { task_experts: 3 task_experts: 0 task_experts: 1 shared_experts: 2 expert_units: 5 }
          levels { task_experts: 0 task_experts: 4 task_experts: 1 shared_experts: 1 expert_units: 7 }
        }
        """;
    try (ModelSession session = ModelSession.of(Specs.NUMERICS + Specs.TWO_TASKS + ple)) {
      VariableValues values = session.randomize(9);
      Batch batch = Batch.ofNumerics(new float[] {1, 2, 3}, new float[] {-1, 0.5f, 0});
      ReferenceModel.Result expected =
          ReferenceModel.forward(session.model().spec(), batch, values);
      List<float[]> heads = session.fetch(batch, session.heads());
      for (int k = 0; k < 3; k++) {
        String task = session.model().outputs().get(k).task();
        Close.assertClose(heads.get(k), expected.output(task), 1e-5, task);
      }
      assertThat(session.model().gates())
          .extracting(gate -> gate.name() + ": " + gate.experts().size())
          .containsExactlyInAnyOrder(
              "level_1/task/click_buy/gate: 2",
              "level_1/task/third/gate: 3",
              "level_1/shared/gate: 6",
              "level_2/task/click_buy/gate: 5",
              "level_2/task/third/gate: 2");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void trap10APredictionDoesNotDependOnTheRestOfItsBatch(ArchitectureCase architecture) {
    for (int seed = 0; seed < 3; seed++) {
      RandomSpecs random = new RandomSpecs(300 + seed);
      ModelSpec spec = random.spec(architecture);
      Batch batch = random.batch(spec, 6);
      try (ModelSession session = ModelSession.of(spec)) {
        session.randomize(seed);
        List<float[]> whole = session.fetch(batch, session.predictions());
        List<float[]> reversed = session.fetch(batch.reversed(), session.predictions());
        for (int row = 0; row < batch.size(); row++) {
          List<float[]> alone = session.fetch(batch.rows(row), session.predictions());
          for (int k = 0; k < whole.size(); k++) {
            double expected = alone.get(k)[0];
            double tolerance = 1e-6 * Math.max(1, Math.abs(expected));
            assertThat((double) whole.get(k)[row]).isCloseTo(expected, within(tolerance));
            assertThat((double) reversed.get(k)[batch.size() - 1 - row])
                .isCloseTo(expected, within(tolerance));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void trap12APredictionIsTheSigmoidOfItsLogitOnce(String architecture) {
    try (ModelSession session = ModelSession.of(Specs.NUMERICS + Specs.TWO_TASKS + architecture)) {
      VariableValues values = session.randomize(12);
      Batch batch = Batch.ofNumerics(new float[] {1, 2, 3}, new float[] {-4, 0.5f, 0});
      ReferenceModel.Result expected =
          ReferenceModel.forward(session.model().spec(), batch, values);
      TaskOutput.Logit click = (TaskOutput.Logit) session.model().outputs().get(0);
      TaskOutput.Value buy = (TaskOutput.Value) session.model().outputs().get(1);
      assertThat(click.logit().shape().asArray()).containsExactly(-1);
      assertThat(click.prediction().shape().asArray()).containsExactly(-1);
      assertThat(buy.prediction().shape().asArray()).containsExactly(-1);
      double[] probabilities =
          Arrays.stream(expected.output("click")).map(z -> 1 / (1 + Math.exp(-z))).toArray();
      Close.assertClose(session.fetch(batch, click.logit()), expected.output("click"), 1e-5, "");
      Close.assertClose(session.fetch(batch, click.prediction()), probabilities, 1e-6, "");
      Close.assertClose(
          session.fetch(batch, buy.prediction()), expected.output("click_buy"), 1e-5, "");
    }
  }
}
