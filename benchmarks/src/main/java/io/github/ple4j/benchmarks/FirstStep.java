package io.github.ple4j.benchmarks;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.Event;

/** When a run had done its first step, by what it wrote for TensorBoard after it. */
final class FirstStep {
  private FirstStep() {}

  /**
   * Seconds since 1970, to the millisecond.
   *
   * @param run that logged every step
   * @throws IOException if it has no file of events, or no step in it
   */
  static double seconds(Path run) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(run.resolve("tensorboard"))) {
      files = all.toList();
    }
    for (Path file : files) {
      // Records: the length as a long, its checksum, the message, and its checksum.
      ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      try {
        while (records.hasRemaining()) {
          ByteBuffer message = records.slice(records.position() + 12, (int) records.getLong());
          records.position(records.position() + 4 + message.remaining() + 4);
          Event event = Event.parseFrom(message);
          if (event.getStep() == 1) {
            return event.getWallTime();
          }
        }
      } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IOException(file + ": expected whole records, found a part of one", e);
      }
    }
    throw new IOException(run + ": expected an event of step 1 in tensorboard/, found none");
  }
}
