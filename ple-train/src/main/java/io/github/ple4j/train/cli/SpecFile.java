package io.github.ple4j.train.cli;

import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.SpecException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file of a {@code --spec}. */
final class SpecFile {
  private SpecFile() {}

  static ModelSpec read(Path file) {
    try {
      return ModelSpecs.parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (NoSuchFileException e) {
      throw new SpecException(file.toString(), "expected a model spec, found no file");
    } catch (IOException e) {
      throw new SpecException(file.toString(), "expected a readable model spec, found: " + e);
    }
  }
}
