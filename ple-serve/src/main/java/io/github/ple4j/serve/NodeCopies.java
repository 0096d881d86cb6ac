package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Adds nodes to a graph that are others with other inputs. */
final class NodeCopies {
  private final Graph graph;
  private final ImmutableMap<String, OpDef> operations =
      Maps.uniqueIndex(TensorFlow.registeredOpList().getOpList(), OpDef::getName);

  NodeCopies(Graph graph) {
    this.graph = graph;
  }

  /** Whether a copy of the node does what the node does. */
  boolean canCopy(NodeDef node) {
    OpDef operation = operations.get(node.getOp());
    if (operation == null || operation.getIsStateful()) {
      return false;
    }
    int inputs = 0;
    for (OpDef.ArgDef argument : operation.getInputArgList()) {
      int count = count(node, argument);
      inputs += count < 0 ? 1 : count;
    }
    return inputs == node.getInputList().stream().filter(input -> !isControl(input)).count();
  }

  /**
   * A copy.
   *
   * @param inputs in the node's order, without control inputs
   */
  Operation copy(NodeDef node, String name, List<Output<?>> inputs, List<Operation> controls) {
    GraphOperationBuilder copy = graph.opBuilder(node.getOp(), name, graph.baseScope());
    int next = 0;
    OpDef operation = operations.get(node.getOp());
    if (operation == null) {
      throw new IllegalArgumentException(node.getOp());
    }
    for (OpDef.ArgDef argument : operation.getInputArgList()) {
      int count = count(node, argument);
      if (count < 0) {
        copy.addInput(inputs.get(next++));
      } else {
        copy.addInputList(inputs.subList(next, next + count).toArray(new Output<?>[0]));
        next += count;
      }
    }
    controls.forEach(copy::addControlInput);
    if (!node.getDevice().isEmpty()) {
      copy.setDevice(node.getDevice());
    }
    for (Map.Entry<String, AttrValue> attribute : node.getAttrMap().entrySet()) {
      if (!attribute.getKey().startsWith("_")) {
        copy.setAttr(attribute.getKey(), attribute.getValue());
      }
    }
    return copy.build();
  }

  static boolean isControl(String input) {
    return input.startsWith("^");
  }

  /** How many tensors an argument that is a list has; -1 for one that is a tensor. */
  private static int count(NodeDef node, OpDef.ArgDef argument) {
    AttrValue none = AttrValue.getDefaultInstance();
    if (!argument.getNumberAttr().isEmpty()) {
      return Math.toIntExact(node.getAttrOrDefault(argument.getNumberAttr(), none).getI());
    }
    if (!argument.getTypeListAttr().isEmpty()) {
      return node.getAttrOrDefault(argument.getTypeListAttr(), none).getList().getTypeCount();
    }
    return -1;
  }
}
