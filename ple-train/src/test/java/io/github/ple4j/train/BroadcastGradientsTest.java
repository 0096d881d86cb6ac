package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.graph.GraphOps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

class BroadcastGradientsTest {
  // Shapes of both operands, as declared and as fed, and whether a gradient still finds out its
  // axes when it runs.
  @ParameterizedTest
  @CsvSource({
    "-1 3, 5 3, -1 3, 5 3, false",
    "-1 3, 1 3, -1 3, 1 3, false",
    "-1 1, 5 1, -1 3, 5 3, false",
    "-1 1, 1 1, -1 3, 1 3, false",
    "-1 1, 5 1, -1 1, 5 1, false",
    "-1, 5, -1, 5, false",
    "1 3, 1 3, -1 3, 5 3, false",
    "4 1, 4 1, 1 3, 1 3, false",
    "-1 4 1, 5 4 1, -1 4 3, 5 4 3, false",
    "-1 3, 5 3, scalar, scalar, true",
    "-1 3, 5 3, 3, 3, true",
    "-1 -1, 5 3, -1 3, 5 3, true",
    "-1 -1, 5 1, -1 3, 5 3, true"
  })
  void gradientsStayTheSame(String x, String fedX, String y, String fedY, boolean asks) {
    try (Graph graph = new Graph();
        Graph copy = new Graph();
        TFloat32 valueX = values(shape(fedX), 1);
        TFloat32 valueY = values(shape(fedY), 2)) {
      Ops tf = GraphOps.create(graph);
      Operand<TFloat32> a =
          tf.withName("a").placeholder(TFloat32.class, Placeholder.shape(shape(x)));
      Operand<TFloat32> b =
          tf.withName("b").placeholder(TFloat32.class, Placeholder.shape(shape(y)));
      Operand<TFloat32> product = tf.math.mul(a, b);
      Operand<TFloat32> difference = tf.math.sub(tf.math.square(product), tf.math.mul(b, product));
      Output<?>[] gradients =
          graph.addGradients(
              "gradients",
              new Output<?>[] {difference.asOutput()},
              new Output<?>[] {a.asOutput(), b.asOutput()},
              null);
      List<String> outputs = new ArrayList<>();
      for (Output<?> gradient : gradients) {
        outputs.add(tf.identity(gradient).op().name());
      }
      GraphDef.Builder definition = graph.toGraphDef().toBuilder();
      BroadcastGradients.simplify(graph, definition);
      copy.importGraphDef(definition.build());

      List<float[]> expected = run(graph, valueX, valueY, outputs);
      List<float[]> found = run(copy, valueX, valueY, outputs);
      for (int i = 0; i < outputs.size(); i++) {
        assertThat(found.get(i)).isEqualTo(expected.get(i));
      }
      assertThat(asks(definition.build(), outputs)).isEqualTo(asks);
    }
  }

  // Whether any of what the outputs are computed from finds out the axes when it runs.
  private static boolean asks(GraphDef graph, List<String> outputs) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Deque<String> open = new ArrayDeque<>(outputs);
    Set<String> seen = new HashSet<>(outputs);
    boolean asks = false;
    while (!open.isEmpty()) {
      NodeDef node = nodes.getOrDefault(open.pop(), NodeDef.getDefaultInstance());
      asks |= node.getOp().equals("BroadcastGradientArgs");
      for (String input : node.getInputList()) {
        String name = input.replaceAll("^\\^|:\\d+$", "");
        if (seen.add(name)) {
          open.push(name);
        }
      }
    }
    return asks;
  }

  private static List<float[]> run(Graph graph, TFloat32 a, TFloat32 b, List<String> outputs) {
    try (Session session = new Session(graph)) {
      Session.Runner runner = session.runner().feed("a", a).feed("b", b);
      outputs.forEach(runner::fetch);
      List<float[]> values = new ArrayList<>();
      try (Result result = runner.run()) {
        result.forEach(
            output -> {
              float[] copy = new float[Math.toIntExact(output.getValue().shape().size())];
              ((TFloat32) output.getValue()).copyTo(DataBuffers.of(copy, false, false));
              values.add(copy);
            });
      }
      return values;
    }
  }

  private static TFloat32 values(Shape shape, int seed) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(seed + 3.7 * i);
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(values));
  }

  private static Shape shape(String sizes) {
    if (sizes.equals("scalar")) {
      return Shape.scalar();
    }
    String[] parts = sizes.split(" ", -1);
    long[] dimensions = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      dimensions[i] = Long.parseLong(parts[i]);
    }
    return Shape.of(dimensions);
  }
}
