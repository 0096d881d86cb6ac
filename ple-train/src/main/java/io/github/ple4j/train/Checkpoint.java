package io.github.ple4j.train;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.protobuf.TextFormat;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Session;

/**
 * A directory with all that a run needs to go on after a step: the variables and what the optimiser
 * keeps in {@code variables.index} and {@code variables.data-00000-of-00001}, in TensorFlow's
 * checkpoint format; {@code state.textproto}; {@code model.textproto}; the variables of the best
 * steps in {@code best-1.index} and so on; and {@code SHA256SUMS} of them all, as sha256sum writes
 * and checks it. It is whole or not there.
 */
final class Checkpoint {
  private static final String VARIABLES = "variables";
  private static final String STATE = "state.textproto";
  private static final String SUMS = "SHA256SUMS";
  static final String MODEL = "model.textproto";

  private Checkpoint() {}

  /**
   * Writes a checkpoint.
   *
   * @param more writes further files
   * @throws RunException if the directory is there already or cannot be written
   */
  static void write(
      Path directory,
      Saver saver,
      Session session,
      ModelSpec model,
      CheckpointState state,
      AtomicDirectory.Content more) {
    AtomicDirectory.write(
        directory,
        aside -> {
          try {
            saver.save(session, aside.resolve(VARIABLES));
            more.write(aside);
          } catch (org.tensorflow.exceptions.TensorFlowException | IllegalArgumentException e) {
            throw new IOException(firstLine(e), e);
          }
          Files.writeString(aside.resolve(STATE), TextFormat.printer().printToString(state));
          Files.writeString(aside.resolve(MODEL), ModelSpecs.toText(model));
          Files.writeString(aside.resolve(SUMS), sums(aside));
        });
  }

  /**
   * The state in a checkpoint, of which every file is as it was written.
   *
   * @throws RunException if it is not there or damaged
   */
  static CheckpointState read(Path directory) {
    try {
      verify(directory);
      CheckpointState.Builder state = CheckpointState.newBuilder();
      TextFormat.merge(Files.readString(directory.resolve(STATE), StandardCharsets.UTF_8), state);
      return state.build();
    } catch (IOException e) {
      throw new RunException(directory + ": expected a checkpoint, found " + e, e);
    }
  }

  /**
   * Gives a session the variables of a checkpoint that its saver knows.
   *
   * @throws RunException if the checkpoint is not there, is damaged or of another model
   */
  static CheckpointState restore(Path directory, Saver saver, Session session) {
    CheckpointState state = read(directory);
    try {
      saver.restore(session, directory.resolve(VARIABLES));
    } catch (org.tensorflow.exceptions.TensorFlowException | IllegalArgumentException e) {
      throw new RunException(
          directory + ": expected a whole checkpoint of this model, found: " + firstLine(e), e);
    }
    return state;
  }

  private static void verify(Path directory) throws IOException {
    for (String line : Files.readAllLines(directory.resolve(SUMS), StandardCharsets.UTF_8)) {
      int space = line.indexOf("  ");
      if (space < 0) {
        throw new RunException(directory.resolve(SUMS) + ": expected a checksum, found: " + line);
      }
      Path file = directory.resolve(line.substring(space + 2));
      String found;
      try {
        found = sum(file);
      } catch (NoSuchFileException e) {
        throw new RunException(file + ": expected a file of the checkpoint, found none", e);
      }
      String expected = line.substring(0, space);
      if (!found.equals(expected)) {
        throw new RunException(
            file + ": damaged: expected sha256 " + expected + ", found " + found);
      }
    }
  }

  private static String sums(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> paths = Files.list(directory)) {
      files = paths.sorted().toList();
    }
    StringBuilder lines = new StringBuilder();
    for (Path file : files) {
      lines.append(sum(file)).append("  ").append(file.getFileName()).append('\n');
    }
    return lines.toString();
  }

  private static String sum(Path file) throws IOException {
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
