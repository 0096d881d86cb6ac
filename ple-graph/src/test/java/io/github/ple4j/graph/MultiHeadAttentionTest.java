package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import com.google.common.primitives.Longs;
import io.github.ple4j.graph.MultiHeadAttention.LinearImage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** In what order attention is computed; what comes of it is the matter of ForwardPassTest. */
class MultiHeadAttentionTest {
  private static final int FIELDS = 5;
  private static final MultiHeadAttention ATTENTION = new MultiHeadAttention(8, 2); // heads of 4
  private static final ModelSpec SPEC =
      ModelSpecs.parse(Specs.NUMERICS + Specs.TWO_HEADS + "mran { units: 8 heads: 2 }", "test");

  @ParameterizedTest
  @CsvSource({"3, 6", "4, 8", "5, 8", "16, 8"})
  void elementsNoWiderThanAHeadAreReadAsTheyAre(long width, long read) {
    try (Graph graph = new Graph()) {
      LinearImage image = ATTENTION.ofElements(scope(graph), set(graph, width));

      assertThat(sizes(image.elements())).containsExactly(-1L, (long) FIELDS, read);
      assertThat(sizes(image.weights().orElseThrow())).containsExactly(read, 8L);
    }
  }

  @Test
  void queriesInCommonReadElementsOfAnyWidthInOneProduct() {
    try (Graph graph = new Graph()) {
      ModelScope scope = scope(graph);
      Ops tf = scope.tf();
      LinearImage set =
          new LinearImage(
              set(graph, 16),
              Optional.of(tf.zeros(tf.constant(new int[] {16, 7}), TFloat32.class)));
      LinearImage image =
          ATTENTION.ofConstants(
              scope, tf.zeros(tf.constant(new int[] {1, 3, 8}), TFloat32.class), set);

      assertThat(sizes(image.elements())).containsExactly(-1L, 3L, 2 * 16L);
      assertThat(products(graph))
          .containsExactly(List.of(-1L, 2 * 3L, (long) FIELDS), List.of(-1L, 2 * 3L, 16L));
    }
  }

  private static ImmutableList<List<Long>> products(Graph graph) {
    return Streams.stream(graph.operations())
        .filter(operation -> operation.type().equals("BatchMatMulV2"))
        .map(operation -> sizes((Operand<?>) operation.output(0)))
        .collect(ImmutableList.toImmutableList());
  }

  private static List<Long> sizes(Operand<?> tensor) {
    return Longs.asList(tensor.shape().asArray());
  }

  private static ModelScope scope(Graph graph) {
    Ops tf = GraphOps.create(graph);
    return ModelScope.root(
        tf,
        SPEC,
        FeatureInputs.placeholders(tf, SPEC),
        Mode.TRAINING,
        Placement.cpu(),
        Optional.empty());
  }

  private static Placeholder<TFloat32> set(Graph graph, long width) {
    return GraphOps.create(graph)
        .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, FIELDS, width)));
  }
}
