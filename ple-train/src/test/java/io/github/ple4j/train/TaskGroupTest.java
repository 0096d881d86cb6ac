package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

class TaskGroupTest {
  private static final String NUMERIC =
      "features { name: \"a\" numeric { standard_deviation: 1 } }\n";
  private static final String EMBEDDED =
      NUMERIC
          + """
            features { name: "one" categorical { embedding_table: "t" } }
            embedding_tables { name: "t" rows: 4 width: 2 }
            """;
  private static final String TASKS =
      """
      tasks { name: "click" tower_units: 3 }
      tasks { name: "click_buy" tower_units: 3 }
      tasks { name: "buy" kind: REGRESSION }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"", "batch_normalization {} dropout: 0.5"})
  void tasksOfSeparateNetworksAreGroupsOfOneWithDisjointVariables(String departures) {
    try (Graph graph = new Graph()) {
      ModelGraph model = build(graph, EMBEDDED + TASKS + "single_task { units: 4 }" + departures);

      ImmutableList<TaskGroup> groups = TaskGroup.of(model);

      assertThat(groups)
          .extracting(TaskGroup::tasks)
          .containsExactly(
              ImmutableSet.of("click"), ImmutableSet.of("click_buy"), ImmutableSet.of("buy"));
      // As many in all as there are, and each once: disjoint, and none is left out.
      assertThat(Iterables.concat(Iterables.transform(groups, TaskGroup::variables)))
          .containsExactlyInAnyOrderElementsOf(model.variables());
      for (TaskGroup group : groups) {
        String task = group.tasks().asList().get(0);
        assertThat(group.variables())
            .extracting(Variable::name)
            .allMatch(name -> name.startsWith("task/" + task + "/"))
            .anyMatch(name -> name.contains("embedding"))
            .anyMatch(name -> name.contains("bottom"))
            .anyMatch(name -> name.endsWith("head/bias"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hard_sharing { bottom_units: 4 }",
        "mmoe { experts: 2 expert_units: 4 }",
        "cgc { level { task_experts: [1, 1, 1] shared_experts: 1 expert_units: 4 } }",
        "hard_sharing { bottom_units: 4 } batch_normalization {}",
        "ple { levels { task_experts: [1, 0, 1] shared_experts: 1 expert_units: 4 } }"
      })
  void tasksThatShareVariablesAreOneGroup(String architecture) {
    try (Graph graph = new Graph()) {
      ModelGraph model = build(graph, EMBEDDED + TASKS + architecture);

      ImmutableList<TaskGroup> groups = TaskGroup.of(model);

      assertThat(groups).hasSize(1);
      assertThat(groups.get(0).tasks()).containsExactly("click", "click_buy", "buy");
      assertThat(groups.get(0).variables()).containsExactlyInAnyOrderElementsOf(model.variables());
    }
  }

  @Test
  void tasksThatShareNothingButEmbeddingsAreOneGroup() {
    try (Graph graph = new Graph()) {
      String apart = "ple { levels { task_experts: [1, 1, 1] expert_units: 4 } }";

      assertThat(TaskGroup.of(build(graph, EMBEDDED + TASKS + apart))).hasSize(1);
    }
  }

  @Test
  void tasksThatShareNothingAreApartWhateverTheArchitecturesName() {
    try (Graph graph = new Graph()) {
      String apart = "ple { levels { task_experts: [1, 1, 1] expert_units: 4 } }";

      assertThat(TaskGroup.of(build(graph, NUMERIC + TASKS + apart))).hasSize(3);
    }
  }

  private static ModelGraph build(Graph graph, String text) {
    ModelSpec spec = ModelSpecs.parse(text, "test");
    FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), spec);
    return ModelGraph.build(graph, spec, inputs, Mode.TRAINING, Placement.cpu());
  }
}
