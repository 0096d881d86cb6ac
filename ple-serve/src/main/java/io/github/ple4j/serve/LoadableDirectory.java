package io.github.ple4j.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * A SavedModel's directory as TensorFlow Java can load it. After TensorFlow has loaded a model and
 * initialised its tables, TensorFlow Java runs the initialisers that TensorFlow 1 left in a
 * collection once more, now without the paths of the assets, and fails. A model that has this
 * collection is therefore loaded from a temporary directory: its graph without the collection, and
 * links to the rest.
 */
final class LoadableDirectory implements AutoCloseable {
  private static final String INITIALIZERS = "table_initializer";
  private static final String GRAPH = "saved_model.pb";
  private static final String[] LINKED = {"variables", "assets"};

  private final Path path;
  private final boolean temporary;

  private LoadableDirectory(Path path, boolean temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  static LoadableDirectory of(Path directory, MetaGraphDef graph) throws IOException {
    if (!graph.containsCollectionDef(INITIALIZERS)) {
      return new LoadableDirectory(directory, false);
    }
    LoadableDirectory copy =
        new LoadableDirectory(Files.createTempDirectory("ple-saved-model"), true);
    try {
      MetaGraphDef loadable = graph.toBuilder().removeCollectionDef(INITIALIZERS).build();
      SavedModel model =
          SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(loadable).build();
      Files.write(copy.path.resolve(GRAPH), model.toByteArray());
      for (String name : LINKED) {
        Path original = directory.resolve(name).toAbsolutePath();
        if (Files.exists(original)) {
          Files.createSymbolicLink(copy.path.resolve(name), original);
        }
      }
      return copy;
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(path.resolve(GRAPH));
      for (String name : LINKED) {
        Files.deleteIfExists(path.resolve(name));
      }
      Files.delete(path);
    }
  }
}
