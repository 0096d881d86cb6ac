package io.github.ple4j.serve;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Multiset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TInt32;

/**
 * Variables as constants. What a signature computes from small variables that no signature writes
 * is added to the graph once more, with constants in their place: TensorFlow then has a third fewer
 * operations to run, and prepares once what it can of the constants.
 *
 * <p>A signature stays as it is where that may change what it does: if what follows a variable has
 * a state or a loop in it or is fed, and in a model with functions. Large variables are left alone,
 * since every set of outputs that is asked for has constants of its own.
 */
final class ConstantVariables {
  private static final String PREFIX = "ple_serve/constant/";
  private static final long LARGEST = 1 << 20; // bytes of a variable
  private static final long LARGEST_SUM = 16 << 20; // of all
  private static final ImmutableSet<String> HARMLESS =
      ImmutableSet.of("AssignVariableOp", "ReadVariableOp", "ResourceGather", "VarIsInitializedOp");

  private final Graph graph;
  private final ImmutableMap<String, NodeDef> nodes;
  private final Set<String> fed = new HashSet<>();
  private final NodeCopies copier;
  private final Map<String, Tensor> values = new HashMap<>(); // by handle
  private final Map<String, Operation> constants = new HashMap<>(); // by handle
  private final Map<String, Operation> copies = new HashMap<>(); // by node

  private ConstantVariables(Graph graph, ImmutableMap<String, NodeDef> nodes) {
    this.graph = graph;
    this.nodes = nodes;
    this.copier = new NodeCopies(graph);
  }

  /**
   * The signatures, with the new tensors as outputs.
   *
   * @param signatures by name; those that may be asked
   * @param session of the graph, with its variables restored
   */
  static Map<String, SignatureDef> fold(
      MetaGraphDef model, Map<String, SignatureDef> signatures, Graph graph, Session session) {
    if (model.getGraphDef().getLibrary().getFunctionCount() > 0) {
      return signatures;
    }
    ConstantVariables variables =
        new ConstantVariables(
            graph, Maps.uniqueIndex(model.getGraphDef().getNodeList(), NodeDef::getName));
    for (SignatureDef signature : signatures.values()) {
      signature.getInputsMap().values().forEach(info -> variables.fed.add(node(info.getName())));
    }
    Map<String, String> reads = variables.reads(signatures);
    if (reads.isEmpty()) {
      return signatures;
    }
    Session.Runner runner = session.runner();
    reads.values().forEach(runner::fetch);
    try (Result result = runner.run()) {
      int i = 0;
      for (String handle : reads.keySet()) {
        variables.values.put(handle, result.get(i++));
      }
      return ImmutableMap.copyOf(Maps.transformValues(signatures, variables::folded));
    } catch (RuntimeException notRestored) {
      return signatures; // a prediction that needs the values will say so
    }
  }

  /** The handles of small variables that no signature writes, each with a node that reads it. */
  private Map<String, String> reads(Map<String, SignatureDef> signatures) {
    Set<String> served = new HashSet<>();
    signatures.values().forEach(signature -> served.addAll(reached(signature)));
    Multiset<String> names = HashMultiset.create();
    Set<String> kept = new HashSet<>();
    for (NodeDef node : nodes.values()) {
      if (node.getOp().equals("VarHandleOp")) {
        names.add(sharedName(node));
      }
      if (!HARMLESS.contains(node.getOp())
          || (node.getOp().equals("AssignVariableOp") && served.contains(node.getName()))) {
        node.getInputList().forEach(input -> kept.add(node(input)));
      }
    }
    Map<String, String> reads = new LinkedHashMap<>();
    long sum = 0;
    for (NodeDef node : nodes.values()) {
      if (!node.getOp().equals("ReadVariableOp") || kept.contains(node(node.getInput(0)))) {
        continue;
      }
      NodeDef handle = nodes.get(node(node.getInput(0)));
      if (handle == null
          || !handle.getOp().equals("VarHandleOp")
          || sharedName(handle).isEmpty()
          || names.count(sharedName(handle)) > 1
          || reads.containsKey(handle.getName())) {
        continue;
      }
      long bytes = bytes(handle);
      if (bytes <= LARGEST && sum + bytes <= LARGEST_SUM) {
        sum += bytes;
        reads.put(handle.getName(), node.getName());
      }
    }
    return reads;
  }

  private static String sharedName(NodeDef handle) {
    return attribute(handle, "shared_name").getS().toStringUtf8();
  }

  /** What a variable's value takes; too much if that is not known. */
  private static long bytes(NodeDef handle) {
    long unknown = LARGEST + 1;
    TensorShapeProto shape = attribute(handle, "shape").getShape();
    if (!handle.containsAttr("shape") || shape.getUnknownRank()) {
      return unknown;
    }
    long bytes =
        switch (attribute(handle, "dtype").getType()) {
          case DT_FLOAT, DT_INT32 -> Integer.BYTES;
          case DT_DOUBLE, DT_INT64 -> Long.BYTES;
          default -> unknown;
        };
    for (TensorShapeProto.Dim dimension : shape.getDimList()) {
      long size = dimension.getSize() < 0 ? unknown : dimension.getSize();
      bytes = Math.min(unknown, bytes * Math.min(unknown, size));
    }
    return bytes;
  }

  /** The nodes that a signature runs, inputs among them. */
  private Set<String> reached(SignatureDef signature) {
    Set<String> inputs = new HashSet<>();
    signature.getInputsMap().values().forEach(info -> inputs.add(node(info.getName())));
    Set<String> reached = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    signature.getOutputsMap().values().forEach(info -> open.add(node(info.getName())));
    while (!open.isEmpty()) {
      String name = open.pop();
      NodeDef node = nodes.get(name);
      if (node != null && reached.add(name) && !inputs.contains(name)) {
        node.getInputList().forEach(input -> open.push(node(input)));
      }
    }
    return reached;
  }

  private SignatureDef folded(SignatureDef signature) {
    Optional<List<NodeDef>> following = following(signature);
    if (following.isEmpty() || !following.get().stream().allMatch(this::canCopy)) {
      return signature;
    }
    for (NodeDef node : following.get()) {
      if (!copies.containsKey(node.getName())) {
        copies.put(node.getName(), isRead(node) ? read(node) : copy(node));
      }
    }
    SignatureDef.Builder folded = signature.toBuilder();
    for (Map.Entry<String, TensorInfo> output : signature.getOutputsMap().entrySet()) {
      String tensor = output.getValue().getName();
      Operation copy = copies.get(node(tensor));
      if (copy != null) {
        TensorInfo.Builder info = output.getValue().toBuilder();
        folded.putOutputs(output.getKey(), info.setName(copy.name() + ":" + index(tensor)).build());
      }
    }
    return folded.build();
  }

  /** What a signature computes from the variables, each node after its inputs; not if in loops. */
  private Optional<List<NodeDef>> following(SignatureDef signature) {
    Set<String> reached = reached(signature);
    Map<String, Integer> waiting = new HashMap<>();
    Map<String, List<NodeDef>> readers = new HashMap<>();
    Deque<NodeDef> open = new ArrayDeque<>();
    for (String name : reached) {
      NodeDef node = require(nodes, name);
      if (isRead(node)) {
        open.add(node);
      }
      node.getInputList()
          .forEach(i -> readers.computeIfAbsent(node(i), k -> new ArrayList<>()).add(node));
    }
    Set<String> following = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      NodeDef node = open.pop();
      if (following.add(node.getName())) {
        open.addAll(readers.getOrDefault(node.getName(), List.of()));
      }
    }
    List<NodeDef> ordered = new ArrayList<>();
    for (String name : following) {
      NodeDef node = require(nodes, name);
      long inputs = node.getInputList().stream().filter(i -> following.contains(node(i))).count();
      waiting.put(name, Math.toIntExact(inputs));
      if (inputs == 0) {
        open.add(node);
      }
    }
    while (!open.isEmpty()) {
      NodeDef node = open.pop();
      ordered.add(node);
      for (NodeDef reader : readers.getOrDefault(node.getName(), List.of())) {
        if (waiting.merge(reader.getName(), -1, Integer::sum) == 0) {
          open.add(reader);
        }
      }
    }
    return ordered.size() == following.size() ? Optional.of(ordered) : Optional.empty();
  }

  private boolean isRead(NodeDef node) {
    return (node.getOp().equals("ReadVariableOp") || node.getOp().equals("ResourceGather"))
        && values.containsKey(node(node.getInput(0)));
  }

  private boolean canCopy(NodeDef node) {
    if (copies.containsKey(node.getName())) {
      return true;
    }
    boolean plain = isRead(node) ? attribute(node, "batch_dims").getI() == 0 : copier.canCopy(node);
    return plain
        && !fed.contains(node.getName())
        && graph.operation(PREFIX + node.getName()) == null;
  }

  private Operation copy(NodeDef node) {
    List<Output<?>> inputs = new ArrayList<>();
    List<Operation> controls = new ArrayList<>();
    for (String input : node.getInputList()) {
      Operation from = copies.getOrDefault(node(input), graph.operation(node(input)));
      if (NodeCopies.isControl(input)) {
        controls.add(from);
      } else {
        inputs.add(from.output(index(input)));
      }
    }
    return copier.copy(node, PREFIX + node.getName(), inputs, controls);
  }

  /** In place of what reads a variable, or rows of one. */
  private Operation read(NodeDef node) {
    String handle = node(node.getInput(0));
    Operation constant =
        constants.computeIfAbsent(handle, name -> constant(PREFIX + name, require(values, name)));
    if (node.getOp().equals("ReadVariableOp")) {
      return constant;
    }
    Operation indices =
        copies.getOrDefault(node(node.getInput(1)), graph.operation(node(node.getInput(1))));
    try (TInt32 first = TInt32.scalarOf(0)) {
      return graph
          .opBuilder("GatherV2", PREFIX + node.getName(), graph.baseScope())
          .addInput(constant.output(0))
          .addInput(indices.output(index(node.getInput(1))))
          .addInput(constant(PREFIX + node.getName() + "/axis", first).output(0))
          .build();
    }
  }

  private Operation constant(String name, Tensor value) {
    return graph
        .opBuilder("Const", name, graph.baseScope())
        .setAttr("dtype", value.dataType())
        .setAttr("value", value)
        .build();
  }

  private static AttrValue attribute(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }

  private static <T> T require(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is not in the graph");
    }
    return value;
  }

  /** The node of a tensor, or of a control input. */
  private static String node(String tensor) {
    String name = NodeCopies.isControl(tensor) ? tensor.substring(1) : tensor;
    int colon = name.lastIndexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static int index(String tensor) {
    int colon = tensor.lastIndexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
  }
}
