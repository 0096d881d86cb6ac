package io.github.ple4j.benchmarks;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.family.TType;

/**
 * A signature of a SavedModel as an ONNX model of opset 13, and 2 of its operations for machine
 * learning, that predicts the same: its operations one by one, its variables as constants, its
 * vocabularies as encoders of labels. Inputs and outputs have the signature's names.
 */
final class OnnxModel {
  static final int OPSET = 13;
  static final String MACHINE_LEARNING = "ai.onnx.ml";

  /** The first that encodes strings as integers of 64 bits. */
  static final int MACHINE_LEARNING_OPSET = 2;

  /** Of opset 13. */
  private static final int IR_VERSION = 7;

  private final ImmutableMap<String, NodeDef> nodes;
  private final SignatureDef signature;
  private final Session session;
  private final OnnxVocabularies vocabularies;

  private OnnxModel(Path export, MetaGraphDef model, SignatureDef signature, Session session) {
    ImmutableMap.Builder<String, NodeDef> byName = ImmutableMap.builder();
    model.getGraphDef().getNodeList().forEach(node -> byName.put(node.getName(), node));
    this.nodes = byName.buildOrThrow();
    this.signature = signature;
    this.session = session;
    this.vocabularies = new OnnxVocabularies(export, nodes);
  }

  /**
   * Reads a SavedModel.
   *
   * @throws IllegalArgumentException if the signature has an operation that {@link OnnxOperations}
   *     does not know
   * @throws IOException if a vocabulary cannot be read
   */
  static ModelProto of(Path export, String signature) throws IOException {
    try (SavedModelBundle bundle = SavedModelBundle.load(export.toString(), "serve")) {
      MetaGraphDef model = bundle.metaGraphDef();
      SignatureDef definition = model.getSignatureDefOrThrow(signature);
      return new OnnxModel(export, model, definition, bundle.session()).model();
    }
  }

  private ModelProto model() throws IOException {
    List<NodeDef> ordered = ordered();
    GraphProto.Builder graph = GraphProto.newBuilder().setName("model");
    Map<String, String> names = new HashMap<>(); // of fed tensors, which have the inputs' names
    new TreeMap<>(signature.getInputsMap())
        .forEach(
            (name, info) -> {
              names.put(node(info), name);
              graph.addInput(described(name, info));
            });
    ImmutableMap<String, OnnxConstant> constants = constants(ordered);
    OnnxOperations operations = new OnnxOperations(nodes, constants, names);
    for (NodeDef node : ordered) {
      if (OnnxVocabularies.isLookUp(node)) {
        operations.addLookUp(node, vocabularies.tokens(node));
      } else if (!OnnxVocabularies.isTable(node)) {
        operations.add(node);
      }
    }
    new TreeMap<>(signature.getOutputsMap())
        .forEach(
            (name, info) -> {
              operations.addIdentity(info.getName(), name);
              graph.addOutput(described(name, info));
            });
    graph.addAllNode(operations.nodes()).addAllInitializer(used(operations));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .addOpsetImport(
            OperatorSetIdProto.newBuilder()
                .setDomain(MACHINE_LEARNING)
                .setVersion(MACHINE_LEARNING_OPSET))
        .setGraph(graph)
        .build();
  }

  /** What outputs are computed from, each after its inputs; fed tensors are left out. */
  private List<NodeDef> ordered() {
    Set<String> fed = new HashSet<>();
    signature.getInputsMap().values().forEach(info -> fed.add(node(info)));
    List<NodeDef> ordered = new ArrayList<>();
    Set<String> done = new HashSet<>(fed);
    Deque<String> open = new ArrayDeque<>();
    signature.getOutputsMap().values().forEach(info -> open.push(node(info)));
    while (!open.isEmpty()) {
      NodeDef next = require(nodes, open.getFirst());
      List<String> missing =
          next.getInputList().stream()
              .map(OnnxOperations::node)
              .filter(input -> !done.contains(input))
              .toList();
      if (missing.isEmpty() || done.contains(next.getName())) {
        open.pop();
        if (done.add(next.getName())) {
          ordered.add(next);
        }
      } else {
        missing.forEach(open::push);
      }
    }
    return ordered;
  }

  /** The values of all constants, and of all variables by the names of their handles. */
  private ImmutableMap<String, OnnxConstant> constants(List<NodeDef> ordered) {
    Map<String, String> fetches = new TreeMap<>(); // tensor by name of constant or handle
    for (NodeDef node : ordered) {
      if (node.getOp().equals("Const")) {
        fetches.put(node.getName(), node.getName());
      } else if (node.getOp().equals("VarHandleOp")) {
        fetches.put(node.getName(), reading(node.getName()));
      }
    }
    Session.Runner runner = session.runner();
    fetches.values().forEach(runner::fetch);
    ImmutableMap.Builder<String, OnnxConstant> constants = ImmutableMap.builder();
    try (Result result = runner.run()) {
      int i = 0;
      for (String name : fetches.keySet()) {
        constants.put(name, OnnxConstant.of((TType) result.get(i++)));
      }
    }
    return constants.buildOrThrow();
  }

  private String reading(String handle) {
    for (NodeDef node : nodes.values()) {
      if (node.getOp().equals("ReadVariableOp") && node.getInput(0).equals(handle)) {
        return node.getName();
      }
    }
    throw new IllegalArgumentException("nothing reads the variable " + handle);
  }

  private static List<TensorProto> used(OnnxOperations operations) {
    Set<String> used = new HashSet<>();
    for (NodeProto node : operations.nodes()) {
      used.addAll(node.getInputList());
    }
    return operations.initializers().stream().filter(i -> used.contains(i.getName())).toList();
  }

  private static ValueInfoProto described(String name, TensorInfo info) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    var tensor = value.getTypeBuilder().getTensorTypeBuilder();
    tensor.setElemType(OnnxConstant.type(info.getDtype()).getNumber());
    for (int i = 0; i < info.getTensorShape().getDimCount(); i++) {
      long size = info.getTensorShape().getDim(i).getSize();
      if (size < 0) {
        tensor.getShapeBuilder().addDimBuilder().setDimParam(i == 0 ? "rows" : name + "_" + i);
      } else {
        tensor.getShapeBuilder().addDimBuilder().setDimValue(size);
      }
    }
    return value.build();
  }

  private static String node(TensorInfo info) {
    return OnnxOperations.node(info.getName());
  }

  static <T> T require(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("not in the graph: " + name);
    }
    return value;
  }

  /** Little-endian. */
  static ByteString int64s(long... values) {
    ByteString.Output bytes = ByteString.newOutput(values.length * Long.BYTES);
    for (long value : values) {
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        bytes.write((int) (value >> shift));
      }
    }
    return bytes.toByteString();
  }
}
