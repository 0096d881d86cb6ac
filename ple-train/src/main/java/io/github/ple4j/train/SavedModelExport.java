package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.VocabularyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes a trained model as a SavedModel that takes raw features: graph, variables, vocabularies,
 * and in {@code assets.extra/} what it was made from. The graph has nothing of training: no label,
 * loss or optimiser. The files that a caller adds to {@code assets.extra/} are as they are given: a
 * run's manifest has the arguments of its command, with the paths that were typed.
 */
public final class SavedModelExport {
  private static final String TAG = "serve";
  private static final String METHOD = "tensorflow/serving/predict";
  private static final String INIT_OP = "__saved_model_init_op";

  private SavedModelExport() {}

  /**
   * Exports a model into a directory that appears at once and whole.
   *
   * @param checkpoint directory of a checkpoint of a model of this spec
   * @param vocabularies directory with a file {@link VocabularyFiles#name} for each table that has
   *     a vocabulary
   * @param base where versions are; made if it is absent
   * @param version the directory's name in {@code base}
   * @param kinds the signatures; {@link SignatureKind#SERVING_DEFAULT} is there in any case
   * @param extra files for {@code assets.extra/} by name, such as the run's manifest
   * @return the directory
   * @throws RunException if the version is there already, a vocabulary is not the spec's, or the
   *     directory cannot be written
   */
  public static Path export(
      ModelSpec spec,
      Path checkpoint,
      Path vocabularies,
      Path base,
      long version,
      Set<SignatureKind> kinds,
      Map<String, byte[]> extra) {
    ModelSpecs.validate(spec);
    if (version < 1) {
      throw new RunException("expected a positive version, found " + version);
    }
    Path directory = base.resolve(Long.toString(version));
    ImmutableMap<String, byte[]> tokens = readVocabularies(spec, vocabularies);
    AtomicDirectory.write(
        directory,
        aside -> {
          Path variables = Files.createDirectory(aside.resolve("variables"));
          try (Graph graph = new Graph()) {
            java.util.EnumSet<SignatureKind> all =
                java.util.EnumSet.of(SignatureKind.SERVING_DEFAULT);
            all.addAll(kinds);
            ExportGraph export = ExportGraph.build(graph, spec, all);
            try (Session session = new Session(graph, SessionConfiguration.onTheHost())) {
              Checkpoint.restore(checkpoint, export.saver(), session);
              export.saver().save(session, variables.resolve("variables"));
            }
            Files.write(aside.resolve("saved_model.pb"), savedModel(graph, export).toByteArray());
          }
          write(Files.createDirectory(aside.resolve("assets")), tokens);
          Path beside = Files.createDirectory(aside.resolve("assets.extra"));
          Files.writeString(beside.resolve("model.textproto"), ModelSpecs.toText(spec));
          write(beside, extra);
        });
    return directory;
  }

  private static void write(Path directory, Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  /** The vocabulary files by name, each with the checksum that the spec says. */
  static ImmutableMap<String, byte[]> readVocabularies(ModelSpec spec, Path directory) {
    ImmutableMap.Builder<String, byte[]> files = ImmutableMap.builder();
    for (EmbeddingTable table : spec.getEmbeddingTablesList()) {
      if (!table.hasVocabulary()) {
        continue;
      }
      String name = VocabularyFiles.name(table.getName());
      Path file = directory.resolve(name);
      byte[] content;
      try {
        content = Files.readAllBytes(file);
      } catch (NoSuchFileException e) {
        throw new RunException(
            file + ": expected the vocabulary of table " + table.getName() + ", found no file", e);
      } catch (IOException e) {
        throw new RunException(file + ": expected a readable vocabulary, found " + e, e);
      }
      String found = Hashing.sha256().hashBytes(content).toString();
      if (!found.equals(table.getVocabulary().getSha256())) {
        throw new RunException(
            file
                + ": expected a vocabulary of sha256 "
                + table.getVocabulary().getSha256()
                + ", as the spec says, found "
                + found
                + "; it was cut or is another's");
      }
      files.put(name, content);
    }
    return files.buildOrThrow();
  }

  private static SavedModel savedModel(Graph graph, ExportGraph export) {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    meta.getMetaInfoDefBuilder()
        .addTags(TAG)
        .setTensorflowVersion(TensorFlow.version())
        .setStrippedDefaultAttrs(true);
    meta.setGraphDef(graphDef(graph, export));
    meta.setSaverDef(
        SaverDef.newBuilder()
            .setFilenameTensorName(tensorName(export.saver().filename()))
            .setSaveTensorName(tensorName(export.saver().save()))
            .setRestoreOpName(export.saver().restore().name())
            .setVersion(SaverDef.CheckpointFormatVersion.V2));
    export
        .vocabularyFiles()
        .forEach(
            (table, file) ->
                meta.addAssetFileDef(
                    AssetFileDef.newBuilder()
                        .setTensorInfo(TensorInfo.newBuilder().setName(tensorName(file)))
                        .setFilename(VocabularyFiles.name(table))));
    export
        .signatures()
        .forEach(
            (key, signature) -> {
              SignatureDef.Builder definition = SignatureDef.newBuilder().setMethodName(METHOD);
              signature.inputs().forEach((n, t) -> definition.putInputs(n, tensorInfo(t)));
              signature.outputs().forEach((n, t) -> definition.putOutputs(n, tensorInfo(t)));
              meta.putSignatureDef(key, definition.build());
            });
    meta.putSignatureDef(
        INIT_OP,
        SignatureDef.newBuilder()
            .putOutputs(
                INIT_OP,
                TensorInfo.newBuilder()
                    .setName(export.raw().initializer().name())
                    .setDtype(DataType.DT_INVALID)
                    .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                    .build())
            .build());
    return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
  }

  private static GraphDef graphDef(Graph graph, ExportGraph export) {
    List<String> ends = new ArrayList<>();
    for (ExportGraph.Signature signature : export.signatures().values()) {
      signature.inputs().values().forEach(tensor -> ends.add(tensor.op().name()));
      signature.outputs().values().forEach(tensor -> ends.add(tensor.op().name()));
    }
    ends.add(export.raw().initializer().name());
    ends.add(export.saver().save().op().name());
    ends.add(export.saver().restore().name());
    return GraphTrimming.withoutDefaultAttributes(GraphTrimming.keep(graph.toGraphDef(), ends));
  }

  private static TensorInfo tensorInfo(Operand<?> tensor) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : tensor.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(tensorName(tensor))
        .setDtype(DataType.forNumber(tensor.asOutput().dataType().getNumber()))
        .setTensorShape(shape)
        .build();
  }

  private static String tensorName(Operand<?> tensor) {
    return tensor.op().name() + ":" + tensor.asOutput().index();
  }
}
