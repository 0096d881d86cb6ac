package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Architectures that are one another's special cases, with the weights of one in the other. */
class ArchitectureEqualitiesTest {
  private static final String MMOE = "mmoe { experts: 3 expert_units: 8 expert_units: 5 }";

  @Test
  void pleOfOneLevelIsCgcBitForBit() {
    String level =
        "{ task_experts: 2 task_experts: 1 shared_experts: 2 expert_units: 8 expert_units: 5 }";
    ModelSpec cgc = spec("cgc { level " + level + " }");
    ModelSpec ple = spec("ple { levels " + level + " }");
    try (ModelSession first = ModelSession.of(cgc).initialized();
        ModelSession second = ModelSession.of(ple).initialized()) {
      VariableValues values = first.variables();
      VariableValues others = second.variables();
      assertThat(others.names()).isEqualTo(values.names());
      for (String name : values.names()) {
        assertThat(others.get(name)).as(name).isEqualTo(values.get(name));
      }
      assertSameOutputs(first, second);
      assertSameGradients(first, second);
      assertThat(second.model().gates())
          .extracting(Gate::name)
          .isEqualTo(first.model().gates().stream().map(Gate::name).toList());
    }
  }

  @Test
  void cgcWithoutTaskExpertsIsMmoe() {
    assertSame(
        MMOE,
        """
        cgc {
          level {
            task_experts: 0 task_experts: 0 shared_experts: 3 expert_units: 8 expert_units: 5
          }
        }
        """,
        name ->
            name.replace("level_1/shared/expert_", "shared/expert_")
                .replaceFirst("level_1/(task/[a-z_]+/gate)", "$1"));
  }

  @Test
  void mmoeWithOneExpertIsHardSharing() {
    assertSame(
        "hard_sharing { bottom_units: 8 bottom_units: 5 }",
        "mmoe { experts: 1 expert_units: 8 expert_units: 5 }",
        name -> name.replace("shared/expert_1/", "shared/bottom/"));
  }

  @Test
  void pleOfOneSharedExpertAtEveryLevelIsHardSharing() {
    assertSame(
        "hard_sharing { bottom_units: 8 bottom_units: 5 }",
        """
        ple {
          levels { task_experts: 0 task_experts: 0 shared_experts: 1 expert_units: 8 }
          levels { task_experts: 0 task_experts: 0 shared_experts: 1 expert_units: 5 }
        }
        """,
        name ->
            name.replace("level_1/shared/expert_1/layer_1", "shared/bottom/layer_1")
                .replace("level_2/shared/expert_1/layer_1", "shared/bottom/layer_2"));
  }

  @Test
  void pleWithoutSharedExpertsIsSingleTaskOnNumericFeatures() {
    ModelSpec single = numericSpec("single_task { units: 8 units: 5 }");
    ModelSpec ple =
        numericSpec(
            """
            ple {
              levels { task_experts: 1 task_experts: 1 expert_units: 8 }
              levels { task_experts: 1 task_experts: 1 expert_units: 5 }
            }
            """);
    assertSame(
        single,
        ple,
        name ->
            name.replaceFirst("level_(.)/(task/[a-z_]+)/expert_1/layer_1", "$2/bottom/layer_$1"));
  }

  @Test
  void hardSharingOfOneTaskIsSingleTask() {
    ModelSpec single = spec("single_task { units: 8 units: 5 }").toBuilder().removeTasks(1).build();
    ModelSpec hard =
        spec("hard_sharing { bottom_units: 8 bottom_units: 5 }").toBuilder().removeTasks(1).build();
    assertSame(
        single,
        hard,
        name ->
            name.replace("shared/bottom/", "task/click/bottom/")
                .replaceFirst("^embedding/", "task/click/embedding/"));
  }

  @Test
  void singleTaskNetworksShareNothing() {
    ModelSpec both = spec("single_task { units: 8 }");
    try (ModelSession together = ModelSession.of(both)) {
      VariableValues values = together.randomize(3);
      assertThat(values.names())
          .allMatch(name -> name.startsWith("task/click/") || name.startsWith("task/click_buy/"));
      Batch batch = batch(both);
      for (int k = 0; k < 2; k++) {
        ModelSpec alone = both.toBuilder().removeTasks(1 - k).build();
        try (ModelSession own = ModelSession.of(alone)) {
          VariableValues mine = values.renamed(variableNames(own), name -> name);
          own.assign(mine);
          assertThat(own.fetch(batch, own.heads().get(0)))
              .isEqualTo(together.fetch(batch, together.heads().get(k)));
        }
      }
    }
  }

  @Test
  void equalGatesOfMmoeMixEqually() {
    ModelSpec spec = spec(MMOE);
    try (ModelSession session = ModelSession.of(spec)) {
      VariableValues values = session.randomize(5);
      session.assign(
          values.with("task/click_buy/gate/weights", values.get("task/click/gate/weights")));
      List<float[]> weights =
          session.fetch(batch(spec), session.model().gates().stream().map(Gate::weights).toList());
      assertThat(weights).hasSize(2);
      assertThat(weights.get(1)).isEqualTo(weights.get(0));
    }
  }

  @Test
  void moeIsMmoeWithEqualGatesAndItsGateHasTheSumOfTheirGradients() {
    ModelSpec many = spec(MMOE);
    ModelSpec one = spec(MMOE.replace("mmoe", "moe"));
    try (ModelSession first = ModelSession.of(many);
        ModelSession second = ModelSession.of(one)) {
      VariableValues values = second.randomize(6);
      first.assign(
          values.renamed(
              variableNames(first),
              name -> name.replaceFirst("task/[a-z_]+/gate/", "shared/gate/")));
      assertSameOutputs(first, second);
      Batch batch = batch(many);
      List<float[]> factors = new ArrayList<>();
      first.heads().forEach(head -> factors.add(new float[] {1, 2, 3, 4, -5, -6, -7, -8, -9}));
      Map<String, double[]> ofMany =
          new OutputGradients(first, first.heads(), name -> true).run(batch, factors);
      Map<String, double[]> ofOne =
          new OutputGradients(second, second.heads(), name -> true).run(batch, factors);
      double[] clicks = gradient(ofMany, "task/click/gate/weights");
      double[] buys = gradient(ofMany, "task/click_buy/gate/weights");
      double[] sum = gradient(ofOne, "shared/gate/weights");
      for (int i = 0; i < sum.length; i++) {
        assertThat(sum[i]).isCloseTo(clicks[i] + buys[i], within(1e-5 * (1 + Math.abs(clicks[i]))));
      }
    }
  }

  private static double[] gradient(Map<String, double[]> gradients, String name) {
    double[] gradient = gradients.get(name);
    if (gradient == null) {
      throw new AssertionError("no gradient of " + name);
    }
    return gradient;
  }

  @Test
  void multiLevelMmoeOfOneLevelIsMmoe() {
    assertSame(
        MMOE,
        "ml_mmoe { levels { experts: 3 expert_units: 8 expert_units: 5 } }",
        name -> name.replace("level_1/", ""));
  }

  @Test
  void asymmetricSharingWhereAllReadTheSharedBottomIsHardSharing() {
    assertSame(
        "hard_sharing { bottom_units: 8 bottom_units: 5 }",
        """
        asymmetric_sharing {
          bottoms { name: "shared" units: 8 units: 5 }
          sources { bottoms: "shared" }
          sources { bottoms: "shared" }
          fusion: MEAN
        }
        """,
        name -> name.replace("bottom/shared/", "shared/bottom/"));
  }

  @Test
  void asymmetricSharingWhereAllReadTheSharedAndTheirOwnIsCustomizedSharing() {
    assertSame(
        "customized_sharing { shared_units: 8 shared_units: 5 own_units: 7 }",
        """
        asymmetric_sharing {
          bottoms { name: "click" units: 7 }
          bottoms { name: "shared" units: 8 units: 5 }
          bottoms { name: "buy" units: 7 }
          sources { bottoms: "shared" bottoms: "click" }
          sources { bottoms: "shared" bottoms: "buy" }
        }
        """,
        name ->
            name.replace("bottom/shared/", "shared/bottom/")
                .replace("bottom/click/", "task/click/bottom/")
                .replace("bottom/buy/", "task/click_buy/bottom/"));
  }

  @Test
  void routingNetworksOfOneBlockWithoutAPassAreHardSharing() {
    assertSame(
        "hard_sharing { bottom_units: 8 bottom_units: 8 }",
        "routing_network { units: 8 blocks: 1 without_pass: true }",
        name -> name.replace("level_1/block_1/layer_1", "shared/bottom/layer_2"));
  }

  @Test
  void gumbelMatrixOfOnesIsTheMeanOfItsComponents() {
    ModelSpec mean = spec("gumbel_matrix { levels { components: 3 units: 8 } }");
    ModelSpec mixture = spec("moe { experts: 3 expert_units: 8 }");
    try (ModelSession first = ModelSession.of(mean);
        ModelSession second = ModelSession.of(mixture)) {
      VariableValues values = first.randomize(8);
      values = values.with("level_1/choice/logits", new double[] {1, 1, 1, 1, 1, 1});
      first.assign(values);
      VariableValues others = second.randomize(9);
      for (String name : others.names()) {
        others =
            others.with(
                name,
                name.equals("shared/gate/weights")
                    ? new double[others.get(name).length]
                    : values.get(name.replace("shared/expert_", "level_1/component_")));
      }
      second.assign(others);
      assertSameOutputs(first, second);
    }
  }

  @Test
  void theProductOfEsmmIsThatOfClickAndConversionEvenFarOut() {
    ModelSpec.Builder spec = spec("single_task {}").toBuilder().setEsmm(Esmm.getDefaultInstance());
    spec.getTasksBuilder(1).setKind(TaskSpec.Kind.BINARY);
    Batch batch = batch(spec.build());
    for (double bias : new double[] {0, 5, -5, 60, -60, 200, -200}) {
      try (ModelSession session = ModelSession.of(spec.build())) {
        VariableValues values = session.randomize(8);
        session.assign(values.with("task/click/head/bias", new double[] {bias}));
        TaskOutput.Logit click = (TaskOutput.Logit) session.model().outputs().get(0);
        TaskOutput.Conditional conversion =
            (TaskOutput.Conditional) session.model().outputs().get(1);
        assertThat(conversion.given()).isEqualTo("click");
        List<float[]> found =
            session.fetch(
                batch,
                List.of(
                    click.prediction(),
                    conversion.prediction(),
                    conversion.jointLogit(),
                    click.logit()));
        for (int row = 0; row < batch.size(); row++) {
          double product = (double) found.get(0)[row] * found.get(1)[row];
          double joint = 1 / (1 + Math.exp(-found.get(2)[row]));
          if (bias > -100) { // below, a float has no such probability
            assertThat(joint).isCloseTo(product, within(1e-5 * product));
          }
          double a = found.get(3)[row];
          if (a < -20) { // where the logit of a probability is its logarithm
            assertThat((double) found.get(2)[row])
                .isCloseTo(a + Math.log(found.get(1)[row]), within(1e-4 * Math.abs(a)));
          }
        }
      }
    }
  }

  @Test
  void customizedSharingWithoutASharedBottomIsSingleTaskOnNumericFeatures() {
    assertSame(
        numericSpec("single_task { units: 8 units: 5 }"),
        numericSpec("customized_sharing { own_units: 8 own_units: 5 }"),
        name -> name);
  }

  @Test
  void crossStitchWithTheIdentityIsSingleTaskOnNumericFeatures() {
    for (boolean perChannel : new boolean[] {false, true}) {
      assertSameWith(
          "cross_stitch { units: 8 units: 5 per_channel: " + perChannel + " }",
          (name, size) -> {
            int channels = !perChannel ? 1 : name.contains("level_1") ? 8 : 5;
            return identity(2, channels);
          });
    }
  }

  @Test
  void sluiceWithTheIdentityAndTheLastLayerIsSingleTaskOnNumericFeatures() {
    assertSameWith(
        "sluice { layers: 2 units: 8 subspaces: 2 orthogonality: 0.5 }",
        (name, size) -> name.endsWith("betas") ? new double[] {0, 1} : identity(4, 1));
  }

  @Test
  void averagingRoutesThatAreAllOpenArePlainSums() {
    // log_alpha far above 0 gives z = 1: every block of a level reads the same sum.
    ModelSpec snr =
        numericSpec("snr_aver { levels { blocks: 1 units: 8 } levels { blocks: 1 units: 5 } }");
    ModelSpec hard = numericSpec("hard_sharing { bottom_units: 8 bottom_units: 5 }");
    try (ModelSession first = ModelSession.of(hard);
        ModelSession second = ModelSession.of(snr)) {
      VariableValues values = first.randomize(6);
      VariableValues routed = second.randomize(7);
      for (String name : routed.names()) {
        String inFirst = name.replaceFirst("level_(.)/block_1/layer_1", "shared/bottom/layer_$1");
        double[] open = new double[routed.get(name).length];
        java.util.Arrays.fill(open, 30);
        routed = routed.with(name, name.endsWith("log_alpha") ? open : values.get(inFirst));
      }
      second.assign(routed);
      assertSameOutputs(first, second);
    }
  }

  private interface Value {
    double[] of(String name, int size);
  }

  /** A model whose networks are named by level, with given values of what mixes them. */
  private static void assertSameWith(String architecture, Value mixing) {
    int second = architecture.startsWith("sluice") ? 8 : 5;
    ModelSpec single = numericSpec("single_task { units: 8 units: " + second + " }");
    try (ModelSession first = ModelSession.of(single);
        ModelSession other = ModelSession.of(numericSpec(architecture))) {
      VariableValues values = first.randomize(6);
      VariableValues mixed = other.randomize(7);
      for (String name : mixed.names()) {
        String inFirst =
            name.replaceFirst("level_(.)/(task/[a-z_]+)/layer_1", "$2/bottom/layer_$1");
        mixed =
            mixed.with(
                name,
                values.names().contains(inFirst)
                    ? values.get(inFirst)
                    : mixing.of(name, mixed.get(name).length));
      }
      other.assign(mixed);
      assertSameOutputs(first, other);
    }
  }

  private static double[] identity(int size, int channels) {
    double[] identity = new double[size * size * channels];
    for (int i = 0; i < size * channels; i++) {
      identity[i / channels * (size + 1) * channels + i % channels] = 1;
    }
    return identity;
  }

  private static ModelSpec spec(String architecture) {
    return ModelSpecs.parse(Specs.embedded(architecture), "test");
  }

  private static ModelSpec numericSpec(String architecture) {
    return ModelSpecs.parse(Specs.NUMERICS + Specs.TWO_TASKS + architecture, "test");
  }

  private static Batch batch(ModelSpec spec) {
    return new RandomSpecs(17).batch(spec, 9);
  }

  private static List<String> variableNames(ModelSession session) {
    return session.model().variables().stream().map(Variable::name).toList();
  }

  private static void assertSame(
      String general, String special, Function<String, String> nameInGeneral) {
    assertSame(spec(general), spec(special), nameInGeneral);
  }

  /** The second has exactly the variables of the first under other names, and its outputs. */
  private static void assertSame(ModelSpec one, ModelSpec other, Function<String, String> inOne) {
    try (ModelSession first = ModelSession.of(one);
        ModelSession second = ModelSession.of(other)) {
      VariableValues values = first.randomize(6);
      List<String> names = variableNames(second);
      assertThat(names.stream().map(inOne)).containsExactlyInAnyOrderElementsOf(values.names());
      second.assign(values.renamed(names, inOne));
      assertSameOutputs(first, second);
    }
  }

  private static void assertSameOutputs(ModelSession first, ModelSession second) {
    Batch batch = batch(first.model().spec());
    List<float[]> expected = first.fetch(batch, first.predictions());
    List<float[]> actual = second.fetch(batch, second.predictions());
    assertThat(expected).hasSameSizeAs(first.model().spec().getTasksList());
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  private static void assertSameGradients(ModelSession first, ModelSession second) {
    Batch batch = batch(first.model().spec());
    List<float[]> factors = new ArrayList<>();
    first.heads().forEach(head -> factors.add(new float[] {1, 2, 3, 4, -5, -6, -7, -8, -9}));
    Map<String, double[]> expected =
        new OutputGradients(first, first.heads(), name -> true).run(batch, factors);
    Map<String, double[]> actual =
        new OutputGradients(second, second.heads(), name -> true).run(batch, factors);
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }
}
