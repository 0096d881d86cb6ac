package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.Gate;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

final class GraphAloneTest {
  private static final String TEXT =
      """
      features { name: "age" numeric { mean: 40 standard_deviation: 12 } }
      features { name: "city" categorical { embedding_table: "cities" } }
      embedding_tables { name: "cities" rows: 10 width: 4 }
      tasks { name: "click" tower_units: 8 }
      tasks { name: "spent" kind: REGRESSION tower_units: 8 }
      initialization_seed: 1
      ple {
        levels { task_experts: 1 task_experts: 1 shared_experts: 1 expert_units: 16 }
        levels { task_experts: 1 task_experts: 1 shared_experts: 1 expert_units: 8 }
      }
      """;

  @Test
  void runsAForwardPass() {
    ModelSpec spec = ModelSpecs.parse(TEXT, "model.textproto");
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), spec);
      ModelGraph model = ModelGraph.build(graph, spec, inputs, Mode.TRAINING, Placement.cpu());
      session.runner().addTarget(model.initializer()).run().close();
      Gate gate = model.gates().get(0);
      try (TFloat32 ages = TFloat32.tensorOf(StdArrays.ndCopyOf(new float[][] {{20}, {40}, {60}}));
          TInt32 cities = TInt32.tensorOf(StdArrays.ndCopyOf(new int[][] {{0}, {3}, {9}}));
          Result result =
              session
                  .runner()
                  .feed(inputs.numeric(), ages)
                  .feed(inputs.ids(), cities)
                  .fetch(model.outputs().get(0).prediction())
                  .fetch(model.outputs().get(1).prediction())
                  .fetch(gate.weights())
                  .run()) {
        TFloat32 click = (TFloat32) result.get(0);
        TFloat32 spent = (TFloat32) result.get(1);
        TFloat32 weights = (TFloat32) result.get(2);
        assertEquals(Shape.of(3), click.shape());
        assertEquals(Shape.of(3), spent.shape());
        assertEquals(Shape.of(3, gate.experts().size()), weights.shape());
        for (int row = 0; row < 3; row++) {
          assertTrue(click.getFloat(row) > 0 && click.getFloat(row) < 1);
          float sum = 0;
          for (int expert = 0; expert < gate.experts().size(); expert++) {
            sum += weights.getFloat(row, expert);
          }
          assertEquals(1, sum, 1e-6f);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"datasets.Dataset", "serve.Predictor", "train.Trainer"})
  void hasNoOtherModule(String name) {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("io.github.ple4j." + name));
  }
}
