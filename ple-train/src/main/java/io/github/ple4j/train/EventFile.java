package io.github.ple4j.train;

import com.google.protobuf.ByteString;
import io.github.ple4j.train.TensorBoardMessages.Event;
import io.github.ple4j.train.TensorBoardMessages.Summary;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;
import org.tensorflow.proto.GraphDef;

/**
 * A TensorBoard event file: records of a length, its checksum, an {@link Event}, and its checksum.
 * Not thread-safe.
 */
final class EventFile implements AutoCloseable {
  private static final String VERSION = "brain.Event:2";
  private static final int MASK = 0xa282ead8;

  private final LogFile file;

  private EventFile(LogFile file) {
    this.file = file;
  }

  /** Opens a file of which {@code keep} bytes stay; see {@link LogFile#open}. */
  static EventFile open(Path path, long keep) {
    EventFile events = new EventFile(LogFile.open(path, keep));
    if (keep == 0) {
      events.write(event(0).setFileVersion(VERSION));
    }
    return events;
  }

  /** Numbers of a step, by tag. */
  void scalars(long step, Map<String, Double> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, value) -> summary.addValueBuilder().setTag(tag).setSimpleValue(value.floatValue()));
    write(event(step).setSummary(summary));
  }

  /** How many numbers are distributed at a step, by tag. */
  void histograms(long step, Map<String, float[]> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, numbers) ->
            summary.addValueBuilder().setTag(tag).setHisto(HistogramBuckets.of(numbers)));
    write(event(step).setSummary(summary));
  }

  /** The graph. */
  void graph(GraphDef graph) {
    write(event(0).setGraphDef(ByteString.copyFrom(graph.toByteArray())));
  }

  /** See {@link LogFile#flush}. */
  long flush() {
    return file.flush();
  }

  @Override
  public void close() {
    file.close();
  }

  private static Event.Builder event(long step) {
    return Event.newBuilder().setWallTime(System.currentTimeMillis() / 1e3).setStep(step);
  }

  private void write(Event.Builder event) {
    byte[] content = event.build().toByteArray();
    byte[] length = littleEndian(content.length, Long.BYTES);
    file.write(length);
    file.write(checksum(length));
    file.write(content);
    file.write(checksum(content));
  }

  /** The CRC-32C, rotated and shifted so that data which hold checksums are no problem to it. */
  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return littleEndian(Integer.rotateRight((int) crc.getValue(), 15) + MASK, Integer.BYTES);
  }

  private static byte[] littleEndian(long number, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (number >>> (8 * i));
    }
    return bytes;
  }
}
