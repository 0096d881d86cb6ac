package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.Placement;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * What is changed in the gradients that TensorFlow derives, where its interface leaves no choice.
 */
final class GradientRewriting {
  private GradientRewriting() {}

  /**
   * Puts gradients' operations on devices, and makes the gradient of every rectifier read the
   * rectifier's output instead of its input. It asks either only whether it is above 0; and where
   * nothing else reads the input, a layer's product, bias and rectifier become one operation.
   * Batched products become version 2 of their operation, which oneDNN computes; TensorFlow derives
   * version 3.
   *
   * @param devices of operations, by prefix of their names
   */
  static void rewrite(GraphDef.Builder graph, ImmutableMap<String, Placement.Device> devices) {
    Map<String, String> rectifiers = new HashMap<>(); // by what they read
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals("Relu")) {
        rectifiers.putIfAbsent(node.getInput(0), node.getName());
      }
    }
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      if (node.getOp().equals("ReluGrad")) {
        node.setInput(1, rectifiers.getOrDefault(node.getInput(1), node.getInput(1)));
      }
      if (node.getOp().equals("BatchMatMulV3")) {
        toVersion2(node);
      }
      devices.forEach(
          (prefix, device) -> {
            if (node.getName().startsWith(prefix + "/")) {
              node.setDevice(device.spec().toString());
            }
          });
    }
  }

  /** Version 3 has a type for each operand and for the result; those of gradients are equal. */
  private static void toVersion2(NodeDef.Builder product) {
    AttrValue type = product.getAttrOrThrow("Tout");
    if (product.getAttrOrThrow("Ta").equals(type) && product.getAttrOrThrow("Tb").equals(type)) {
      product
          .setOp("BatchMatMulV2")
          .removeAttr("Ta")
          .removeAttr("Tb")
          .removeAttr("Tout")
          .putAttr("T", type);
    }
  }
}
