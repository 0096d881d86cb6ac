package io.github.ple4j.train;

import com.google.common.base.Splitter;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/** What is taken from a graph before it goes to other runtimes. */
final class GraphTrimming {
  private GraphTrimming() {}

  /** The nodes that the given ones need, on no device in particular. */
  static GraphDef keep(GraphDef graph, Collection<String> nodes) {
    GraphDef.Builder kept = needed(graph, nodes).toBuilder();
    kept.getNodeBuilderList().forEach(NodeDef.Builder::clearDevice);
    return kept.build();
  }

  /** The nodes that the given ones need. */
  static GraphDef needed(GraphDef graph, Collection<String> nodes) {
    ListMultimap<String, String> inputs = ArrayListMultimap.create();
    graph.getNodeList().forEach(node -> inputs.putAll(node.getName(), node.getInputList()));
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(nodes);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (needed.add(name)) {
        inputs.get(name).forEach(input -> open.push(nodeOf(input)));
      }
    }
    GraphDef.Builder kept = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      if (needed.contains(node.getName())) {
        kept.addNode(node);
      }
    }
    return kept.build();
  }

  /**
   * Leaves out attributes of their operation's default value, which older runtimes may not know.
   */
  static GraphDef withoutDefaultAttributes(GraphDef graph) {
    Map<String, Map<String, AttrValue>> defaults = defaults();
    GraphDef.Builder stripped = graph.toBuilder();
    for (NodeDef.Builder node : stripped.getNodeBuilderList()) {
      defaults
          .getOrDefault(node.getOp(), Map.of())
          .forEach(
              (name, value) -> {
                if (value.equals(node.getAttrMap().get(name))) {
                  node.removeAttr(name);
                }
              });
    }
    return stripped.build();
  }

  /** The node of an input such as {@code ^a}, {@code a} or {@code a:1}. */
  private static String nodeOf(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    return Splitter.on(':').split(name).iterator().next();
  }

  private static Map<String, Map<String, AttrValue>> defaults() {
    Map<String, Map<String, AttrValue>> defaults = new HashMap<>();
    for (OpDef op : operations().getOpList()) {
      for (OpDef.AttrDef attribute : op.getAttrList()) {
        if (attribute.hasDefaultValue()) {
          defaults
              .computeIfAbsent(op.getName(), name -> new HashMap<>())
              .put(attribute.getName(), attribute.getDefaultValue());
        }
      }
    }
    return defaults;
  }

  private static OpList operations() {
    try (TF_Buffer buffer = tensorflow.TF_GetAllOpList()) {
      return OpList.parseFrom(buffer.dataAsByteBuffer());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
