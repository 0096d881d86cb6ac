package io.github.ple4j.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.io.ByteSource;
import com.google.common.io.MoreFiles;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.VocabularyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model that was trained, as an export or a checkpoint of a run keeps it: spec, vocabularies and
 * the values of its variables, which stay on disk. Immutable and thread-safe.
 */
public final class TrainedModel {
  private static final String EXPECTED = ": expected an export or a checkpoint, found ";
  private static final String EXAMPLE = "; name a directory such as runs/NAME/export/1";
  private static final String SAVED_MODEL = "saved_model.pb";
  private static final String VARIABLES = "variables";
  private static final String INDEX = VARIABLES + ".index";
  private static final String MODEL = "model.textproto";

  private final Path directory;
  private final Path variables;
  private final ModelSpec spec;
  private final ImmutableMap<String, ImmutableList<String>> vocabularies;
  private final String sha256;

  private TrainedModel(
      Path directory,
      Path variables,
      ModelSpec spec,
      ImmutableMap<String, ImmutableList<String>> vocabularies,
      String sha256) {
    this.directory = directory;
    this.variables = variables;
    this.spec = spec;
    this.vocabularies = vocabularies;
    this.sha256 = sha256;
  }

  /**
   * Reads a model, and checks that its variables are whole.
   *
   * @param directory a version of an export, such as {@code runs/day1/export/1}; or a checkpoint,
   *     such as {@code runs/day1/checkpoints/best}, whose vocabularies are {@code
   *     runs/day1/vocabularies}
   * @throws RunException if the directory is neither, or is damaged
   */
  public static TrainedModel read(Path directory) {
    if (!Files.isDirectory(directory)) {
      String found = Files.exists(directory) ? "a file" : "no such directory";
      throw new RunException(directory + EXPECTED + found + EXAMPLE);
    }
    TrainedModel model;
    if (Files.exists(directory.resolve(SAVED_MODEL))) {
      model =
          read(
              directory,
              directory.resolve(VARIABLES),
              directory.resolve("assets.extra").resolve(MODEL),
              directory.resolve("assets"));
    } else if (Files.exists(directory.resolve(INDEX))) {
      model =
          read(
              directory,
              directory,
              directory.resolve(MODEL),
              directory.resolve("../../vocabularies").normalize());
    } else {
      throw new RunException(directory + EXPECTED + inside(directory));
    }
    model.open().close();
    return model;
  }

  /** Where it was read from. */
  public Path directory() {
    return directory;
  }

  /** What was trained. */
  public ModelSpec spec() {
    return spec;
  }

  /** The tokens, from id 1, of every embedding table that has a vocabulary. */
  public ImmutableMap<String, ImmutableList<String>> vocabularies() {
    return vocabularies;
  }

  /** SHA-256, in hexadecimal, of the variables' files one after the other. */
  public String sha256() {
    return sha256;
  }

  /** Loads the variables. */
  TrainedVariables open() {
    return TrainedVariables.open(directory, variables.resolve(VARIABLES), spec);
  }

  private static TrainedModel read(
      Path directory, Path variables, Path specFile, Path vocabularies) {
    ModelSpec spec = readSpec(directory, specFile);
    Map<String, byte[]> files = SavedModelExport.readVocabularies(spec, vocabularies);
    ImmutableMap.Builder<String, ImmutableList<String>> tokens = ImmutableMap.builder();
    for (EmbeddingTable table : spec.getEmbeddingTablesList()) {
      byte[] file = files.get(VocabularyFiles.name(table.getName()));
      if (file != null) {
        tokens.put(
            table.getName(),
            new String(file, UTF_8).lines().collect(ImmutableList.toImmutableList()));
      }
    }
    return new TrainedModel(
        directory, variables, spec, tokens.buildOrThrow(), sha256(directory, variables));
  }

  private static ModelSpec readSpec(Path directory, Path file) {
    try {
      return ModelSpecs.parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new RunException(
          directory + EXPECTED + "none with its model's spec, " + file + EXAMPLE, e);
    } catch (IOException e) {
      throw new RunException(file + ": expected a readable model spec, found: " + e, e);
    } catch (SpecException e) {
      throw new RunException(
          file + ": expected a model spec, found: " + e.getMessage() + EXAMPLE, e);
    }
  }

  private static String sha256(Path directory, Path variables) {
    try (Stream<Path> files = Files.list(variables)) {
      List<ByteSource> sources =
          files
              .filter(file -> file.getFileName().toString().startsWith(VARIABLES + "."))
              .sorted()
              .map(MoreFiles::asByteSource)
              .toList();
      return ByteSource.concat(sources).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw new RunException(directory + ": expected readable variables, found: " + e, e);
    }
  }

  /** What a directory is that is none itself, and which one of those in it to name. */
  private static String inside(Path directory) {
    for (Path versions : List.of(directory, directory.resolve("export"))) {
      Optional<Path> newest = newestVersion(versions);
      if (newest.isPresent()) {
        String found = versions.equals(directory) ? "a directory of versions" : "a run";
        return found + "; name " + newest.get();
      }
    }
    return "neither " + SAVED_MODEL + " nor " + INDEX + " in it" + EXAMPLE;
  }

  private static Optional<Path> newestVersion(Path base) {
    if (!Files.isDirectory(base)) {
      return Optional.empty();
    }
    List<Path> versions = new ArrayList<>();
    try (Stream<Path> children = Files.list(base)) {
      children
          .filter(child -> child.getFileName().toString().matches("[0-9]{1,18}"))
          .filter(child -> Files.exists(child.resolve(SAVED_MODEL)))
          .forEach(versions::add);
    } catch (IOException e) {
      return Optional.empty(); // only a suggestion is lost
    }
    return versions.stream()
        .max(Comparator.comparingLong(version -> Long.parseLong(version.getFileName().toString())));
  }
}
