package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tensorflow.internal.c_api.global.tensorflow.TFJ_HasGradient;

import io.github.ple4j.graph.ModelSpec.ArchitectureCase;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;

/** Whether TensorFlow's C++ registry has a gradient of every operation that one passes through. */
class GradientRegistryTest {
  @Test
  void everyOperationBetweenVariablesAndOutputsHasAGradient() {
    Set<String> types = new TreeSet<>();
    for (ArchitectureCase architecture : ArchitectureCase.values()) {
      if (architecture != ArchitectureCase.ARCHITECTURE_NOT_SET) {
        for (int seed = 0; seed < 6; seed++) {
          types.addAll(typesOnPaths(new RandomSpecs(seed).spec(architecture)));
        }
      }
    }
    assertThat(types)
        .contains("MatMul", "BiasAdd", "Relu", "Tanh", "Softplus", "Softmax", "Sigmoid")
        .contains("GatherV2", "UnsortedSegmentSum")
        .allSatisfy(type -> assertThat(TFJ_HasGradient(type)).as(type).isTrue());
  }

  @Test
  void theRegistryKnowsWhatHasNoGradient() {
    assertThat(TFJ_HasGradient("ResourceGather")).isFalse();
  }

  private static Set<String> typesOnPaths(ModelSpec spec) {
    try (Graph graph = new Graph()) {
      FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), spec);
      ModelGraph model = ModelGraph.build(graph, spec, inputs, Mode.TRAINING, Placement.cpu());
      Set<Operand<?>> reads = new HashSet<>();
      model.variables().stream()
          .filter(variable -> variable.role() == Variable.Role.DENSE)
          .forEach(variable -> reads.add(variable.value()));
      model.lookups().forEach(lookup -> reads.add(lookup.rows()));
      Set<Operand<?>> ends = new HashSet<>();
      model.outputs().forEach(output -> ends.add(output.prediction()));
      model.gates().forEach(gate -> ends.add(gate.weights()));

      Set<GraphOperation> onPaths = new HashSet<>(graph.subgraphTo(ends));
      ends.forEach(end -> onPaths.add((GraphOperation) end.op()));
      onPaths.retainAll(graph.subgraphFrom(reads));
      Set<String> types = new HashSet<>();
      onPaths.forEach(operation -> types.add(operation.type()));
      types.removeAll(Set.of("ArgMax", "Greater", "OneHot")); // choices, which have no gradient
      types.remove("ReadVariableOp");
      types.remove("ResourceGather");
      return types;
    }
  }
}
