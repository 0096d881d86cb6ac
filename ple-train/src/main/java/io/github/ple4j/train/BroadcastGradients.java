package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The gradients of operations that broadcast their operands, such as a gate's weight {@code [B, 1]}
 * times an expert {@code [B, units]}. TensorFlow derives each as
 *
 * <pre>
 * axes = BroadcastGradientArgs(Shape(x), Shape(y))
 * dx = Reshape(Sum(gradient, axes), Shape(x))
 * </pre>
 *
 * and finds out in every step what the shapes tell beforehand: either that there is nothing to sum,
 * and dx is the gradient itself; or over which axes, and dx is a sum that keeps its dimensions. The
 * first dimension of both operands is the batch's where neither is known: a model multiplies no
 * tensor of one batch with that of another. All else that is unknown is left as it is.
 */
final class BroadcastGradients {
  private final Graph graph;
  private final Map<String, NodeDef> nodes = new HashMap<>();

  private BroadcastGradients(Graph graph, GraphDef.Builder definition) {
    this.graph = graph;
    definition.getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  /**
   * Takes the needless operations out of what reads gradients; they stay in the definition, unread.
   *
   * @param graph of which the definition is, for its shapes
   */
  static void simplify(Graph graph, GraphDef.Builder definition) {
    BroadcastGradients gradients = new BroadcastGradients(graph, definition);
    Map<String, String> simpler = new HashMap<>(); // for outputs, by name
    ImmutableList.Builder<NodeDef> added = ImmutableList.builder();
    for (NodeDef node : definition.getNodeList()) {
      gradients
          .broadcast(node)
          .ifPresent(
              broadcast -> {
                if (broadcast.axes.isEmpty()) {
                  simpler.put(node.getName(), broadcast.sum.getInput(0));
                } else {
                  NodeDef axes =
                      ConstantNodes.axes(
                          node.getName() + "/axes", node.getDevice(), broadcast.axes);
                  added.add(axes, keepingSum(node, broadcast.sum, axes));
                  simpler.put(node.getName(), sumName(node));
                }
              });
    }
    definition.addAllNode(added.build());
    for (NodeDef.Builder node : definition.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, resolved(simpler, node.getInput(i)));
      }
    }
  }

  /**
   * A gradient's sum, and the axes that it is over.
   *
   * @param axes in ascending order
   */
  private record Broadcast(NodeDef sum, ImmutableList<Integer> axes) {}

  /** What a node comes to if it is the last of such a gradient, and the shapes tell. */
  private Optional<Broadcast> broadcast(NodeDef reshape) {
    if (!reshape.getOp().equals("Reshape")) {
      return Optional.empty();
    }
    NodeDef sum = input(reshape, 0);
    NodeDef shape = input(reshape, 1);
    if (!sum.getOp().equals("Sum") || !shape.getOp().equals("Shape")) {
      return Optional.empty();
    }
    NodeDef arguments = input(sum, 1);
    if (!arguments.getOp().equals("BroadcastGradientArgs")) {
      return Optional.empty();
    }
    int side = index(sum.getInput(1));
    NodeDef other = input(arguments, 1 - side);
    if (!name(arguments.getInput(side)).equals(shape.getName()) || !other.getOp().equals("Shape")) {
      return Optional.empty();
    }
    return axes(shapeOf(shape.getInput(0)), shapeOf(other.getInput(0)))
        .map(axes -> new Broadcast(sum, axes));
  }

  /** Over what a gradient of the broadcast shape is summed for an operand; empty if not known. */
  private static Optional<ImmutableList<Integer>> axes(Shape operand, Shape other) {
    if (operand.isUnknown()
        || other.isUnknown()
        || operand.numDimensions() < other.numDimensions()) {
      return Optional.empty();
    }
    int missing = operand.numDimensions() - other.numDimensions();
    ImmutableList.Builder<Integer> axes = ImmutableList.builder();
    for (int i = 0; i < operand.numDimensions(); i++) {
      long mine = operand.get(i);
      long others = i < missing ? 1 : other.get(i - missing);
      boolean batch = i == 0 && missing == 0 && mine < 0 && others < 0;
      if (others == 1 || batch || (mine > 1 && mine == others)) {
        continue;
      }
      if (mine != 1) {
        return Optional.empty();
      }
      axes.add(i);
    }
    return Optional.of(axes.build());
  }

  private static String sumName(NodeDef reshape) {
    return reshape.getName() + "/sum";
  }

  private static NodeDef keepingSum(NodeDef reshape, NodeDef sum, NodeDef axes) {
    return sum.toBuilder()
        .setName(sumName(reshape))
        .setInput(1, axes.getName())
        .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build())
        .putAttr("Tidx", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
        .build();
  }

  /** What is to be read instead of an output; chains of gradients are followed to their start. */
  private static String resolved(Map<String, String> simpler, String input) {
    String read = input;
    while (simpler.containsKey(read)) {
      read = simpler.get(read);
    }
    return read;
  }

  private NodeDef input(NodeDef node, int index) {
    return nodes.getOrDefault(name(node.getInput(index)), NodeDef.getDefaultInstance());
  }

  private Shape shapeOf(String output) {
    return graph.operationOrThrow(name(output)).output(index(output)).shape();
  }

  private static String name(String output) {
    int colon = output.indexOf(':');
    return colon < 0 ? output : output.substring(0, colon);
  }

  private static int index(String output) {
    int colon = output.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(output.substring(colon + 1));
  }
}
