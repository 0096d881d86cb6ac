package io.github.ple4j.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** A SavedModel of nobody's in particular, with inputs of every type, that answers its inputs. */
final class EchoModel {
  private static final Shape ONE = Shape.of(-1);

  private final Ops tf;
  private final Map<String, Operand<?>> inputs = new TreeMap<>();

  private EchoModel(Graph graph) {
    tf = Ops.create(graph);
  }

  static Path write(Path directory) throws IOException {
    try (Graph graph = new Graph()) {
      EchoModel model = new EchoModel(graph);
      model.input("flag", TBool.class, ONE);
      model.input("count", TInt32.class, ONE);
      model.input("big", TInt64.class, ONE);
      model.input("half", TFloat32.class, ONE);
      model.input("real", TFloat64.class, ONE);
      model.input("word", TString.class, ONE);
      model.input("pair", TFloat32.class, Shape.of(-1, 2));
      model.input("words", TString.class, Shape.of(-1, -1));
      model.input("numbers", TInt64.class, Shape.of(-1, -1));
      model.input("reals", TFloat32.class, Shape.of(-1, -1));
      MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
      meta.getMetaInfoDefBuilder().addTags("serve");
      meta.putSignatureDef("serving_default", model.signature());
      model.inputs.clear();
      model.input("cube", TFloat32.class, Shape.of(-1, 2, 2));
      meta.putSignatureDef("cubes", model.signature());
      meta.setGraphDef(graph.toGraphDef());
      Files.createDirectories(directory.resolve("variables"));
      Files.write(
          directory.resolve("saved_model.pb"),
          SavedModel.newBuilder()
              .setSavedModelSchemaVersion(1)
              .addMetaGraphs(meta)
              .build()
              .toByteArray());
      return directory;
    }
  }

  private <T extends TType> void input(String name, Class<T> type, Shape shape) {
    inputs.put(name, tf.withName(name).placeholder(type, Placeholder.shape(shape)));
  }

  private SignatureDef signature() {
    SignatureDef.Builder signature = SignatureDef.newBuilder();
    inputs.forEach(
        (name, input) -> {
          signature.putInputs(name, info(input));
          signature.putOutputs(name, info(tf.identity(input)));
        });
    return signature.build();
  }

  private static TensorInfo info(Operand<?> tensor) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : tensor.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(tensor.op().name() + ":0")
        .setDtype(DataType.forNumber(tensor.asOutput().dataType().getNumber()))
        .setTensorShape(shape)
        .build();
  }
}
