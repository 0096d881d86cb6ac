package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.Constant;
import org.tensorflow.op.core.HashTable;
import org.tensorflow.op.core.InitializeTableFromTextFile;
import org.tensorflow.op.core.LookupTableFind;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.train.Restore;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** A model under construction, and the SavedModel it becomes, as any exporter writes it. */
public final class TestModel implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, SignatureDef.Builder> signatures = new LinkedHashMap<>();
  private final List<VarHandleOp> variables = new ArrayList<>();
  private final List<String> variableNames = new ArrayList<>();
  private final List<Op> assignments = new ArrayList<>();
  private final List<Op> tableInitializers = new ArrayList<>();
  private final Map<String, String> assetTexts = new LinkedHashMap<>();
  private final List<AssetFileDef> assets = new ArrayList<>();
  private String tag = "serve";
  private boolean tableCollection;

  public Ops tf() {
    return tf;
  }

  public TestModel tag(String tag) {
    this.tag = tag;
    return this;
  }

  /** Lists the initialisers of tables in a collection too, as TensorFlow 1 does. */
  public TestModel withTableCollection() {
    tableCollection = true;
    return this;
  }

  public <T extends TType> Placeholder<T> placeholder(Class<T> type, Shape shape) {
    return tf.placeholder(type, Placeholder.shape(shape));
  }

  /** The value of a variable that the SavedModel restores. */
  public Operand<TFloat32> variable(String name, Shape shape, float... values) {
    VarHandleOp handle =
        tf.withName(name).varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    variables.add(handle);
    variableNames.add(name);
    assignments.add(
        tf.assignVariableOp(
            handle,
            tf.constant(shape, DataBuffers.of(values)),
            AssignVariableOp.validateShape(true)));
    return tf.readVariableOp(handle, TFloat32.class);
  }

  /** The line numbers of tokens in an asset; -1 for others. */
  public Operand<TInt64> lookup(String asset, Operand<TString> tokens, String... vocabulary) {
    // TensorFlow feeds the asset's path here; where the model was made does not matter.
    Constant<TString> path = tf.withName("path_of_" + asset.replace('.', '_')).constant("nowhere");
    HashTable table =
        tf.hashTable(TString.class, TInt64.class, HashTable.sharedName("table_of_" + asset));
    tableInitializers.add(
        tf.initializeTableFromTextFile(
            table,
            path,
            -2L,
            -1L,
            InitializeTableFromTextFile.vocabSize((long) vocabulary.length)));
    assets.add(
        AssetFileDef.newBuilder()
            .setFilename(asset)
            .setTensorInfo(TensorInfo.newBuilder().setName(path.op().name() + ":0"))
            .build());
    assetTexts.put(asset, String.join("\n", vocabulary) + "\n");
    LookupTableFind<TInt64> ids = tf.lookupTableFind(table, tokens, tf.constant(-1L));
    return ids;
  }

  public TestModel input(String signature, String name, Operand<?> input) {
    signature(signature).putInputs(name, info(input));
    return this;
  }

  public TestModel output(String signature, String name, Operand<?> output) {
    signature(signature).putOutputs(name, info(output));
    return this;
  }

  public SignatureDef.Builder signature(String name) {
    return signatures.computeIfAbsent(
        name, key -> SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict"));
  }

  static TensorInfo info(Operand<?> operand) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (operand.shape().isUnknown()) {
      shape.setUnknownRank(true);
    } else {
      for (long size : operand.shape().asArray()) {
        shape.addDimBuilder().setSize(size);
      }
    }
    return TensorInfo.newBuilder()
        .setName(operand.asOutput().name())
        .setDtype(operand.asOutput().dataType())
        .setTensorShape(shape)
        .build();
  }

  /** Writes the SavedModel. */
  public Path write(Path directory) {
    try {
      Files.createDirectories(directory);
      MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
      meta.getMetaInfoDefBuilder().addTags(tag);
      if (!variables.isEmpty()) {
        meta.setSaverDef(saveVariables(Files.createDirectories(directory.resolve("variables"))));
      }
      if (!tableInitializers.isEmpty()) {
        Op init = tf.withName("init_all").withControlDependencies(tableInitializers).noOp();
        signatures.put(
            "__saved_model_init_op",
            SignatureDef.newBuilder()
                .putOutputs(
                    "__saved_model_init_op",
                    TensorInfo.newBuilder()
                        .setName(init.op().name())
                        .setDtype(DataType.DT_INVALID)
                        .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                        .build()));
      }
      for (Map.Entry<String, String> asset : assetTexts.entrySet()) {
        Path assetDirectory = Files.createDirectories(directory.resolve("assets"));
        Files.writeString(assetDirectory.resolve(asset.getKey()), asset.getValue(), UTF_8);
      }
      if (tableCollection) {
        CollectionDef.Builder collection = CollectionDef.newBuilder();
        tableInitializers.forEach(
            initializer -> collection.getNodeListBuilder().addValue(initializer.op().name()));
        meta.putCollectionDef("table_initializer", collection.build());
      }
      meta.addAllAssetFileDef(assets);
      signatures.forEach((name, signature) -> meta.putSignatureDef(name, signature.build()));
      meta.setGraphDef(graph.toGraphDef());
      ByteString model =
          SavedModel.newBuilder()
              .setSavedModelSchemaVersion(1)
              .addMetaGraphs(meta)
              .build()
              .toByteString();
      Files.write(directory.resolve("saved_model.pb"), model.toByteArray());
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SaverDef saveVariables(Path directory) {
    Ops save = tf.withSubScope("save");
    Constant<TString> filename = save.withName("filename").constant("model");
    Operand<TString> names = save.array(variableNames.toArray(new String[0]));
    Operand<TString> slices = save.fill(save.shape(names, TInt32.class), save.constant(""));
    List<Operand<?>> values = new ArrayList<>();
    List<Class<? extends TType>> types = new ArrayList<>();
    for (VarHandleOp variable : variables) {
      values.add(save.readVariableOp(variable, TFloat32.class));
      types.add(TFloat32.class);
    }
    Op written = save.train.save(filename, names, slices, values);
    Op saved =
        save.withName("control_dependency")
            .withControlDependencies(List.of(written))
            .identity(filename);
    Restore restore = save.train.restore(filename, names, slices, types);
    List<Op> restored = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      restored.add(save.assignVariableOp(variables.get(i), restore.tensors().get(i)));
    }
    Op restoreAll = save.withName("restore_all").withControlDependencies(restored).noOp();
    try (Session session = new Session(graph);
        TString path = TString.scalarOf(directory.resolve("variables").toString())) {
      Session.Runner assign = session.runner();
      assignments.forEach(assign::addTarget);
      assign.run().close();
      session.runner().feed(filename, path).addTarget(saved).run().close();
    }
    return SaverDef.newBuilder()
        .setFilenameTensorName("save/filename:0")
        .setSaveTensorName("save/control_dependency:0")
        .setRestoreOpName(restoreAll.op().name())
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  @Override
  public void close() {
    graph.close();
  }
}
