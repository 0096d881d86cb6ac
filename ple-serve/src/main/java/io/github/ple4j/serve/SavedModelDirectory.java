package io.github.ple4j.serve;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.ple4j.serve.PredictorException.Category;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * What is checked of a SavedModel's files before TensorFlow loads them: TensorFlow loads a graph
 * without its variables, and fails at the first prediction.
 */
final class SavedModelDirectory {
  /** The tag of the graph for predictions. */
  static final String TAG = "serve";

  private static final String FILE = "saved_model.pb";

  private SavedModelDirectory() {}

  /** The graph for predictions. */
  static MetaGraphDef read(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new PredictorException(
          Category.NOT_FOUND,
          directory + ": " + (Files.exists(directory) ? "not a directory" : "no such directory"));
    }
    MetaGraphDef graph = graph(directory);
    checkVariables(directory, graph);
    for (AssetFileDef asset : graph.getAssetFileDefList()) {
      Path file = directory.resolve("assets").resolve(asset.getFilename());
      if (!Files.isRegularFile(file)) {
        throw invalid(directory, "the asset " + directory.relativize(file) + " is missing");
      }
    }
    return graph;
  }

  private static MetaGraphDef graph(Path directory) {
    SavedModel model = savedModel(directory);
    if (model.getMetaGraphsCount() == 0) {
      throw invalid(directory, FILE + " is empty or cut: no graph in it");
    }
    for (MetaGraphDef graph : model.getMetaGraphsList()) {
      if (Set.copyOf(graph.getMetaInfoDef().getTagsList()).equals(Set.of(TAG))) {
        return graph;
      }
    }
    String tags =
        model.getMetaGraphsList().stream()
            .map(graph -> graph.getMetaInfoDef().getTagsList().toString())
            .collect(Collectors.joining(", "));
    throw invalid(directory, "no graph with the tag \"" + TAG + "\"; the graphs' tags are " + tags);
  }

  private static SavedModel savedModel(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new PredictorException(
          Category.NOT_FOUND,
          directory + ": no SavedModel: " + FILE + " is missing" + hint(directory));
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return SavedModel.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw new PredictorException(
          Category.INVALID_MODEL,
          directory + ": " + FILE + " is cut, or not that of a SavedModel",
          e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A base directory holds versions, and is easily taken for one. */
  private static String hint(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      List<String> models =
          children
              .filter(child -> Files.isRegularFile(child.resolve(FILE)))
              .map(child -> child.getFileName().toString())
              .sorted()
              .toList();
      return models.isEmpty() ? "" : " (there is one in its " + String.join(", ", models) + ")";
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static void checkVariables(Path directory, MetaGraphDef graph) {
    boolean restores = !graph.getSaverDef().getRestoreOpName().isEmpty();
    if (restores && !Files.isRegularFile(directory.resolve("variables/variables.index"))) {
      throw invalid(directory, "variables/variables.index is missing");
    }
  }

  static PredictorException unreadable(Path file, IOException cause) {
    return new PredictorException(
        Category.FAILED, file + ": cannot be read: " + cause.getMessage(), cause);
  }

  static PredictorException invalid(Path directory, String problem) {
    return new PredictorException(Category.INVALID_MODEL, directory + ": " + problem);
  }
}
