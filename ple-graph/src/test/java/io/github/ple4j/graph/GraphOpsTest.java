package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.NoOp;
import org.tensorflow.proto.NodeDef;

class GraphOpsTest {
  @Test
  void namesAreThoseThatTensorFlowGives() {
    try (Graph graph = new Graph();
        Graph expected = new Graph()) {
      build(GraphOps.create(graph));
      build(Ops.create(expected));

      assertThat(graph.toGraphDef()).isEqualTo(expected.toGraphDef());
    }
  }

  private static void build(Ops tf) {
    Ops place = tf.withSubScope("place");
    Ops again = tf.withSubScope("place");
    Ops within = place.withSubScope("within");
    Ops named = tf.withName("sum");
    List.of(tf, place, again, within, tf, within).forEach(ops -> ops.constant(1f));
    Op sum = named.math.add(place.constant(1f), tf.constant(2f));
    named.math.add(place.withName("one").constant(1f), again.constant(2f));
    Ops device =
        tf.withDevice(DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).build());
    NoOp first = device.withControlDependencies(sum).withName("first").noOp();
    place.withControlDependencies(first).withSubScope("after").constant(3f);
    tf.withSubScope("sum").constant(4f);
  }

  @Test
  void aNameThatAnotherScopeTookIsNotTakenAgain() {
    try (Graph graph = new Graph()) {
      Ops.create(graph).withSubScope("place").withName("one").constant(1f);
      for (int i = 0; i < 2; i++) {
        GraphOps.create(graph).withSubScope("place").withName("one").constant(1f);
      }
      Ops.create(graph).withSubScope("place").withName("one").constant(1f);

      assertThat(graph.toGraphDef().getNodeList())
          .extracting(NodeDef::getName)
          .hasSize(4)
          .doesNotHaveDuplicates()
          .allMatch(name -> name.startsWith("place"));
    }
  }

  @Test
  void operationsOfTensorFlowGoOnBesideAModel() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      tf.constant(1f);
      ModelSpec spec = ModelSpecs.parse(Specs.ple(), "test");
      FeatureInputs inputs = FeatureInputs.placeholders(tf, spec);
      ModelGraph.build(graph, spec, inputs, Mode.TRAINING, Placement.cpu());
      int nodes = graph.toGraphDef().getNodeCount();
      tf.constant(2f);
      Ops.create(graph).withSubScope("inputs").constant(3f);
      tf.withName("initializer").noOp();

      assertThat(graph.toGraphDef().getNodeCount()).isEqualTo(nodes + 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "_a"})
  void aNameThatNoNodeMayHaveIsRefused(String name) {
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      assertThatIllegalArgumentException().isThrownBy(() -> tf.withSubScope(name));
      assertThatIllegalArgumentException().isThrownBy(() -> tf.withName(name).constant(1f));
    }
  }
}
