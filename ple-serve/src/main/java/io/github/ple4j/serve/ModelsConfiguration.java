package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.ModelServerConfigs.ModelServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The models of a server.
 *
 * @param models with names that differ
 */
public record ModelsConfiguration(ImmutableList<ModelConfiguration> models) {
  /**
   * Checks that the names differ.
   *
   * @throws IllegalArgumentException if two are the same
   */
  public ModelsConfiguration {
    Set<String> names = new HashSet<>();
    for (ModelConfiguration model : models) {
      if (!names.add(model.name())) {
        throw new IllegalArgumentException("two models are named \"" + model.name() + '"');
      }
    }
  }

  /**
   * Reads a file as TensorFlow Serving has it: {@code tensorflow.serving.ModelServerConfig} in text
   * format. A directory is absolute, or relative to the working directory.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not such a file; the message names file, line and
   *     column
   */
  public static ModelsConfiguration read(Path file) throws IOException {
    return ModelServerConfigText.parse(TextFile.read(file));
  }

  /**
   * What a message says.
   *
   * @throws IllegalArgumentException if it holds what is not allowed or not known here
   */
  public static ModelsConfiguration of(ModelServerConfig message) {
    return ModelServerConfigReader.of(message);
  }

  /** The same as a message. */
  public ModelServerConfig toMessage() {
    return ModelServerConfigReader.message(this);
  }
}
