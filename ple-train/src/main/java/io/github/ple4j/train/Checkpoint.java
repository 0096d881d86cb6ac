package io.github.ple4j.train;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.Session;

/**
 * A directory with the variables of a model and what its optimiser keeps, as they were after a
 * step: {@code variables.index}, {@code variables.data-00000-of-00001} in TensorFlow's checkpoint
 * format, and {@code state.textproto}. It is whole or not there.
 */
final class Checkpoint {
  private static final String VARIABLES = "variables";
  private static final String STATE = "state.textproto";

  private Checkpoint() {}

  /**
   * Writes a checkpoint.
   *
   * @throws RunException if the directory is there already or cannot be written
   */
  static void write(Path directory, Saver saver, Session session, CheckpointState state) {
    AtomicDirectory.write(
        directory,
        aside -> {
          saver.save(session, aside.resolve(VARIABLES));
          Files.writeString(aside.resolve(STATE), TextFormat.printer().printToString(state));
        });
  }

  /**
   * Gives a session the variables of a checkpoint that its saver knows.
   *
   * @throws RunException if the checkpoint is not there, is damaged or of another model
   */
  static CheckpointState restore(Path directory, Saver saver, Session session) {
    Path state = directory.resolve(STATE);
    CheckpointState.Builder result = CheckpointState.newBuilder();
    try {
      TextFormat.merge(Files.readString(state, StandardCharsets.UTF_8), result);
    } catch (IOException e) {
      throw new RunException(directory + ": expected a checkpoint, found " + e, e);
    }
    try {
      saver.restore(session, directory.resolve(VARIABLES));
    } catch (org.tensorflow.exceptions.TensorFlowException | IllegalArgumentException e) {
      throw new RunException(
          directory + ": expected a whole checkpoint of this model, found: " + firstLine(e), e);
    }
    return result.build();
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
