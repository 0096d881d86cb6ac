package io.github.ple4j.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.Placement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

class GradientRewritingTest {
  private static final Dataset DATA = Runs.synthetic(700);
  private static final TrainingSpec SPEC = Runs.spec(DATA, "ple", 1, 64).setThreads(1).build();

  @Test
  void gradientsOfRectifiersReadTheirOutputs() {
    try (TrainingSession session = TrainingSession.open(SPEC, Placement.cpu())) {
      ImmutableMap<String, NodeDef> nodes =
          Maps.uniqueIndex(session.graphDef().getNodeList(), NodeDef::getName);
      assertThat(nodes.values())
          .filteredOn(node -> node.getOp().equals("ReluGrad"))
          .isNotEmpty()
          .allSatisfy(
              node ->
                  assertThat(nodes.get(node.getInput(1)))
                      .extracting(NodeDef::getOp)
                      .isEqualTo("Relu"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ple", "mmoe", "cross-stitch", "ml-mmoe", "mtan"})
  void gradientsAreTheSameToTheBit(String model) {
    TrainingSpec spec = Runs.spec(DATA, model, 1, 64).setThreads(1).build();
    compare(spec, (name, rewritten, derived) -> assertThat(rewritten).as(name).isEqualTo(derived));
  }

  @Test
  void gradientsOfBatchedProductsAreTheSameButForRounding() {
    TrainingSpec.Builder spec = Runs.spec(DATA, "mran", 1, 64).setThreads(1);
    spec.getOptimizerBuilder().setSgd(Sgd.getDefaultInstance());
    compare(
        spec.build(),
        (name, rewritten, derived) ->
            assertThat(rewritten).as(name).containsExactly(derived, offset(1e-7f)));
  }

  private interface Comparison {
    void of(String name, float[] rewritten, float[] derived);
  }

  /** Of every dense variable after a step of a session, and of gradients as they are derived. */
  private static void compare(TrainingSpec spec, Comparison comparison) {
    Batch batch = DATA.train().newBatch(64);
    DATA.train().read(Shuffle.identity(64), 0, 64, batch);
    Map<String, float[]> rewritten;
    try (TrainingSession session = TrainingSession.open(spec, Placement.cpu());
        BatchTensors tensors = session.trainingTensors(batch)) {
      session.step(tensors, 0.01f);
      rewritten = session.denseValues();
    }
    try (LossSession asDerived = new LossSession(spec)) {
      asDerived.step(batch, 0.01f);
      Map<String, float[]> state = asDerived.state();
      rewritten.forEach(
          (name, values) -> comparison.of(name, values, requireNonNull(state.get(name))));
    }
  }

  @Test
  void gradientsByTransposedWeightsAreTheSameButForRounding() {
    TrainingSpec.Builder spec = Runs.spec(DATA, "hard-sharing", 1, 64).setThreads(1);
    spec.getOptimizerBuilder().setSgd(Sgd.getDefaultInstance());
    spec.getModelBuilder().getHardSharingBuilder().clearBottomUnits().addBottomUnits(80);
    spec.getModelBuilder()
        .getTasksBuilderList()
        .forEach(task -> task.clearTowerUnits().addTowerUnits(64));
    try (TrainingSession session = TrainingSession.open(spec.build(), Placement.cpu())) {
      assertThat(session.graphDef().getNodeList())
          .filteredOn(node -> node.getOp().equals("Transpose"))
          .isNotEmpty();
    }
    compare(
        spec.build(),
        (name, rewritten, derived) ->
            assertThat(rewritten).as(name).containsExactly(derived, offset(1e-7f)));
  }

  @Test
  void batchedProductsAreOfTheVersionThatOneDnnComputes() {
    TrainingSpec mran = Runs.spec(DATA, "mran", 1, 64).setThreads(1).build();
    try (TrainingSession session = TrainingSession.open(mran, Placement.cpu())) {
      assertThat(session.graphDef().getNodeList())
          .filteredOn(node -> node.getOp().startsWith("BatchMatMul"))
          .hasSizeGreaterThan(20) // those of gradients among them
          .extracting(NodeDef::getOp)
          .containsOnly("BatchMatMulV2");
    }
  }

  @Test
  void aProductOfUnlikeTypesStaysAsItIs() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> ints = tf.constant(new int[][][] {{{1, 2}}});
      tf.train.batchMatMul(ints, ints, TInt64.class, BatchMatMul.adjY(true));
      GraphDef before = graph.toGraphDef();
      GraphDef.Builder after = before.toBuilder();
      GradientRewriting.rewrite(after, ImmutableMap.of());
      assertThat(after.build()).isEqualTo(before);
    }
  }

  @Test
  void whatIsNoGradientOfARectifierStaysAsItIs() {
    try (Graph graph = new Graph()) {
      TrainingGraph.build(graph, SPEC, Placement.cpu());
      GraphDef before = graph.toGraphDef();
      GraphDef.Builder after = before.toBuilder();
      GradientRewriting.rewrite(after, ImmutableMap.of());
      for (int i = 0; i < before.getNodeCount(); i++) {
        NodeDef node = before.getNode(i);
        if (!node.getOp().equals("ReluGrad")) {
          assertThat(after.getNode(i)).isEqualTo(node);
        }
      }
    }
  }
}
