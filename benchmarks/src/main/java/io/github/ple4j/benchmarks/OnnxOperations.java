package io.github.ple4j.benchmarks;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** TensorFlow's operations in ONNX: those that a model is made of, each with its counterpart. */
final class OnnxOperations {
  /** Equal but for their names. */
  private static final ImmutableMap<String, String> ALIKE =
      ImmutableMap.<String, String>builder()
          .put("Abs", "Abs")
          .put("Add", "Add")
          .put("AddN", "Sum")
          .put("AddV2", "Add")
          .put("BiasAdd", "Add")
          .put("Div", "Div")
          .put("Equal", "Equal")
          .put("GreaterEqual", "GreaterOrEqual")
          .put("Identity", "Identity")
          .put("IsNan", "IsNaN")
          .put("Less", "Less")
          .put("LogicalAnd", "And")
          .put("Mul", "Mul")
          .put("PlaceholderWithDefault", "Identity")
          .put("Relu", "Relu")
          .put("SelectV2", "Where")
          .put("Sigmoid", "Sigmoid")
          .put("Sign", "Sign")
          .put("Softmax", "Softmax") // of the last axis, in both
          .put("Sub", "Sub")
          .buildOrThrow();

  private final ImmutableMap<String, NodeDef> graph;
  private final ImmutableMap<String, OnnxConstant> constants;
  private final Map<String, String> names; // of tensors that have another name here
  private final List<NodeProto> nodes = new ArrayList<>();
  private final List<TensorProto> initializers = new ArrayList<>();
  private final Map<String, String> integers = new HashMap<>();

  OnnxOperations(
      ImmutableMap<String, NodeDef> graph,
      ImmutableMap<String, OnnxConstant> constants,
      Map<String, String> names) {
    this.graph = graph;
    this.constants = constants;
    this.names = new HashMap<>(names);
  }

  List<NodeProto> nodes() {
    return nodes;
  }

  List<TensorProto> initializers() {
    return initializers;
  }

  /** Adds an operation whose inputs have been added. */
  void add(NodeDef node) {
    String alike = ALIKE.get(node.getOp());
    if (alike != null) {
      put(alike, node, inputs(node));
      return;
    }
    switch (node.getOp()) {
      case "Const", "VarHandleOp" ->
          initializers.add(OnnxModel.require(constants, node.getName()).named(node.getName()));
      case "ReadVariableOp" -> names.put(node.getName(), node.getInput(0));
      case "MatMul" -> {
        if (isSet(node, "transpose_a") || isSet(node, "transpose_b")) {
          throw unknown(node);
        }
        put("MatMul", node, inputs(node));
      }
      case "Log1p" -> {
        nodes.add(node("Add", List.of(input(node, 0), one()), node.getName() + "/plus").build());
        put("Log", node, List.of(node.getName() + "/plus"));
      }
      case "Cast" ->
          put(
              "Cast",
              node,
              inputs(node),
              integer("to", OnnxConstant.type(attribute(node, "DstT").getType()).getNumber()));
      case "ConcatV2" -> {
        int values = node.getInputCount() - 1;
        put("Concat", node, inputs(node).subList(0, values), axis(node, values));
      }
      case "Reshape" ->
          put("Reshape", node, List.of(input(node, 0), integers(constant(node, 1).integers())));
      case "Pack" -> {
        long axis = attribute(node, "axis").getI();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < node.getInputCount(); i++) {
          String column = node.getName() + "/" + i;
          String axes = integers(new long[] {axis});
          nodes.add(node("Unsqueeze", List.of(input(node, i), axes), column).build());
          columns.add(column);
        }
        put("Concat", node, columns, integer("axis", axis));
      }
      case "ExpandDims" ->
          put("Unsqueeze", node, List.of(input(node, 0), integers(constant(node, 1).integers())));
      case "Squeeze" -> {
        List<Long> axes = attribute(node, "squeeze_dims").getList().getIList();
        long[] squeezed = axes.stream().mapToLong(Long::longValue).toArray();
        put("Squeeze", node, List.of(input(node, 0), integers(squeezed)));
      }
      case "Sum" ->
          put(
              "ReduceSum",
              node,
              List.of(input(node, 0), integers(constant(node, 1).integers())),
              integer("keepdims", isSet(node, "keep_dims") ? 1 : 0));
      case "Split" -> {
        int outputs = Math.toIntExact(attribute(node, "num_split").getI());
        NodeProto.Builder split = node("Split", List.of(input(node, 1)), node.getName());
        for (int i = 1; i < outputs; i++) {
          split.addOutput(node.getName() + ":" + i);
        }
        nodes.add(split.addAttribute(axis(node, 0)).build());
      }
      // Rows of distinct ids, and of those the row of each id, are the rows of the ids.
      case "Unique" -> names.put(node.getName(), input(node, 0));
      case "ResourceGather" -> put("Gather", node, inputs(node), integer("axis", 0));
      case "GatherV2" -> {
        if (gathersOfDistinct(node)) {
          names.put(node.getName(), input(node, 0));
        } else {
          put("Gather", node, inputs(node).subList(0, 2), axis(node, 2));
        }
      }
      default -> throw unknown(node);
    }
  }

  /**
   * Adds a look-up of tokens in a vocabulary; unknown ones are what the operation says they are.
   */
  void addLookUp(NodeDef node, List<String> tokens) {
    AttributeProto.Builder lines =
        AttributeProto.newBuilder()
            .setName("values_int64s")
            .setType(AttributeProto.AttributeType.INTS);
    for (int line = 0; line < tokens.size(); line++) {
      lines.addInts(line);
    }
    nodes.add(
        node("LabelEncoder", List.of(input(node, 1)), node.getName())
            .setDomain(OnnxModel.MACHINE_LEARNING)
            .addAttribute(
                attribute(node, "Tin").getType() == DataType.DT_STRING
                    ? strings("keys_strings", tokens)
                    : integers("keys_int64s", tokens))
            .addAttribute(lines)
            .addAttribute(integer("default_int64", constant(node, 2).integers()[0]))
            .build());
  }

  /** Gives a tensor one more name. */
  void addIdentity(String tensor, String name) {
    nodes.add(node("Identity", List.of(value(tensor)), name).build());
  }

  private boolean gathersOfDistinct(NodeDef gather) {
    String index = gather.getInput(1);
    NodeDef unique = OnnxModel.require(graph, node(index));
    if (!unique.getOp().equals("Unique") || !index.endsWith(":1")) {
      return false;
    }
    NodeDef rows = OnnxModel.require(graph, node(gather.getInput(0)));
    if (!rows.getOp().equals("ResourceGather")
        || !node(rows.getInput(1)).equals(unique.getName())) {
      throw unknown(gather);
    }
    return true;
  }

  private void put(String operation, NodeDef node, List<String> inputs, AttributeProto... with) {
    nodes.add(node(operation, inputs, node.getName()).addAllAttribute(List.of(with)).build());
  }

  private static NodeProto.Builder node(String operation, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setOpType(operation)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  private List<String> inputs(NodeDef node) {
    return node.getInputList().stream().map(this::value).toList();
  }

  private String input(NodeDef node, int index) {
    return value(node.getInput(index));
  }

  private String value(String tensor) {
    String name = tensor.endsWith(":0") ? node(tensor) : tensor;
    return names.getOrDefault(name, name);
  }

  /** The node of a tensor or of a control input. */
  static String node(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private OnnxConstant constant(NodeDef node, int index) {
    return OnnxModel.require(constants, node(node.getInput(index)));
  }

  /** Shapes and axes are of type int64 in ONNX. */
  private String integers(long[] values) {
    return integers.computeIfAbsent(
        Arrays.toString(values),
        name -> {
          OnnxConstant constant =
              new OnnxConstant(
                  TensorProto.DataType.INT64, Shape.of(values.length), OnnxModel.int64s(values));
          initializers.add(constant.named(name));
          return name;
        });
  }

  private String one() {
    return integers.computeIfAbsent(
        "1.0",
        name -> {
          ByteString bytes = ByteString.copyFrom(new byte[] {0, 0, (byte) 0x80, 0x3f});
          initializers.add(
              new OnnxConstant(TensorProto.DataType.FLOAT, Shape.scalar(), bytes).named(name));
          return name;
        });
  }

  private AttributeProto axis(NodeDef node, int input) {
    return integer("axis", constant(node, input).integers()[0]);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto strings(String name, List<String> values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS);
    values.forEach(value -> attribute.addStrings(ByteString.copyFromUtf8(value)));
    return attribute.build();
  }

  private static AttributeProto integers(String name, List<String> values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    values.forEach(value -> attribute.addInts(Long.parseLong(value)));
    return attribute.build();
  }

  private static boolean isSet(NodeDef node, String attribute) {
    return node.containsAttr(attribute) && attribute(node, attribute).getB();
  }

  private static AttrValue attribute(NodeDef node, String name) {
    return node.getAttrOrThrow(name);
  }

  private static IllegalArgumentException unknown(NodeDef node) {
    return new IllegalArgumentException(
        "no counterpart in ONNX is known: " + node.getOp() + " of " + node.getName());
  }
}
