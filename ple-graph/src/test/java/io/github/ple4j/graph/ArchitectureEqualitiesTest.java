package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

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
