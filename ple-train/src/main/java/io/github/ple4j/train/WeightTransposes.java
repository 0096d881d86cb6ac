package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Gradients of what a layer reads, dX = dY W^T, by weights that are transposed beforehand: on a
 * processor the product with a transposed matrix takes up to a quarter longer than that with one
 * that lies in order, and the matrix of weights has fewer numbers than the batch. A GPU's library
 * multiplies either at the same rate.
 */
final class WeightTransposes {
  private static final int NARROW = 64; // below, a product is too short to gain by it

  private WeightTransposes() {}

  /**
   * Inserts them.
   *
   * @param graph of which the definition is, for its shapes
   * @param definition with operations on their devices
   */
  static void insert(Graph graph, GraphDef.Builder definition) {
    Set<String> variables = new HashSet<>(); // as they are read
    for (NodeDef node : definition.getNodeList()) {
      if (node.getOp().equals("ReadVariableOp")) {
        variables.add(node.getName());
      }
    }
    ImmutableList.Builder<NodeDef> added = ImmutableList.builder();
    for (NodeDef.Builder node : definition.getNodeBuilderList()) {
      if (isProductWithTransposed(node)
          && variables.contains(node.getInput(1))
          && isWide(graph.operationOrThrow(node.getInput(1)).output(0).shape())
          && !node.getDevice().contains("GPU")) {
        NodeDef order =
            ConstantNodes.axes(node.getName() + "/order", node.getDevice(), ImmutableList.of(1, 0));
        NodeDef asFed = asFed(node, order);
        NodeDef transposed = transposed(node, asFed);
        added.add(order, asFed, transposed);
        node.setInput(1, transposed.getName())
            .putAttr("transpose_b", AttrValue.newBuilder().setB(false).build());
      }
    }
    definition.addAllNode(added.build());
  }

  private static boolean isProductWithTransposed(NodeDef.Builder node) {
    return node.getOp().equals("MatMul")
        && node.getAttrOrThrow("transpose_b").getB()
        && !node.getAttrOrThrow("transpose_a").getB();
  }

  private static boolean isWide(Shape weights) {
    return weights.get(0) >= NARROW && weights.get(1) >= NARROW;
  }

  /** TensorFlow would put a transpose by a constant order back into the product. */
  private static NodeDef asFed(NodeDef.Builder product, NodeDef order) {
    AttrValue.Builder shape = AttrValue.newBuilder();
    shape.getShapeBuilder().addDimBuilder().setSize(2);
    return NodeDef.newBuilder()
        .setName(product.getName() + "/order_as_fed")
        .setOp("PlaceholderWithDefault")
        .setDevice(product.getDevice())
        .addInput(order.getName())
        .putAttr("dtype", type(DataType.DT_INT32))
        .putAttr("shape", shape.build())
        .build();
  }

  private static NodeDef transposed(NodeDef.Builder product, NodeDef order) {
    return NodeDef.newBuilder()
        .setName(product.getName() + "/transposed")
        .setOp("Transpose")
        .setDevice(product.getDevice())
        .addInput(product.getInput(1))
        .addInput(order.getName())
        .putAttr("T", product.getAttrOrThrow("T"))
        .putAttr("Tperm", type(DataType.DT_INT32))
        .build();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
