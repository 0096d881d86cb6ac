package io.github.ple4j.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

class WeightTransposesTest {
  private static final int ROWS = 3;

  @Test
  void theProductIsTheSameButForRounding() {
    GraphDef before = product(70, 64, "", true);
    GraphDef after = rewritten(before);

    assertThat(nodes(after)).containsKeys("product/transposed", "product/order");
    assertThat(node(after, "product").getInput(1)).isEqualTo("product/transposed");
    assertThat(run(after)).containsExactly(run(before), offset(1e-5f)).hasSize(ROWS * 70);
  }

  @Test
  void theTransposedWeightsAreWhereTheProductIs() {
    GraphDef after = rewritten(product(64, 64, "/device:CPU:1", true));
    assertThat(node(after, "product/transposed").getDevice()).contains("CPU:1");
    assertThat(node(after, "product/order").getDevice()).contains("CPU:1");
  }

  @ParameterizedTest
  @CsvSource({"63, 64, , true", "64, 63, , true", "64, 64, /device:GPU:0, true", "64, 64, , false"})
  void otherProductsStayAsTheyAre(int inputs, int units, String device, boolean transposed) {
    GraphDef before = product(inputs, units, device == null ? "" : device, transposed);
    assertThat(rewritten(before)).isEqualTo(before);
  }

  private static GraphDef rewritten(GraphDef before) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(before);
      GraphDef.Builder after = before.toBuilder();
      WeightTransposes.insert(graph, after);
      return after.build();
    }
  }

  private static ImmutableMap<String, NodeDef> nodes(GraphDef graph) {
    return Maps.uniqueIndex(graph.getNodeList(), NodeDef::getName);
  }

  private static NodeDef node(GraphDef graph, String name) {
    return requireNonNull(nodes(graph).get(name));
  }

  /** dY W^T, W of {@code [inputs, units]}; or with W^T as a variable. */
  private static GraphDef product(int inputs, int units, String device, boolean transposed) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Shape shape = transposed ? Shape.of(inputs, units) : Shape.of(units, inputs);
      Operand<? extends TType> handle =
          tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName("weights"));
      tf.withName("initialize").assignVariableOp(handle, numbers(tf, shape, 1));
      tf.withName("product")
          .linalg
          .matMul(
              numbers(tf, Shape.of(ROWS, units), 2),
              tf.readVariableOp(handle, TFloat32.class),
              MatMul.transposeB(transposed));
      GraphDef.Builder definition = graph.toGraphDef().toBuilder();
      definition.getNodeBuilderList().stream()
          .filter(node -> node.getName().equals("product"))
          .forEach(node -> node.setDevice(device));
      return definition.build();
    }
  }

  private static Operand<TFloat32> numbers(Ops tf, Shape shape, long seed) {
    return tf.random.statelessRandomUniform(
        tf.constant(shape.asArray()), tf.constant(new long[] {seed, 0}));
  }

  private static float[] run(GraphDef definition) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(definition);
      try (Session session = new Session(graph)) {
        session.runner().addTarget("initialize").run().close();
        try (Result result = session.runner().fetch("product").run()) {
          TFloat32 product = (TFloat32) result.get(0);
          float[] values = new float[Math.toIntExact(product.shape().size())];
          product.asRawTensor().data().asFloats().read(values);
          return values;
        }
      }
    }
  }
}
