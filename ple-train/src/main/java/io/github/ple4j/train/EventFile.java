package io.github.ple4j.train;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.Summary;

/**
 * A file of events that TensorBoard shows: TFRecords, each an {@link Event}. TensorBoard reads
 * those whose names hold {@code tfevents}, also while they are written. Not thread-safe.
 */
final class EventFile implements AutoCloseable {
  private static final String VERSION = "brain.Event:2";

  private final LogFile file;
  private final RecordWriter records;

  private EventFile(LogFile file) {
    this.file = file;
    this.records = new RecordWriter(file);
  }

  /**
   * Opens a file to append to it. It is created, and its parents are, where absent.
   *
   * @param keep bytes of a file that is there to keep, as {@link #flush()} gave them; the rest is
   *     cut
   * @throws RunException if it is shorter than that, or cannot be written
   */
  static EventFile open(Path file, long keep) {
    EventFile events = new EventFile(LogFile.open(file, keep));
    if (events.file.bytes() == 0) {
      events.write(event().setFileVersion(VERSION));
    }
    return events;
  }

  /**
   * Appends one event with the values of some tags after a step.
   *
   * @throws RunException if the file cannot be written
   */
  void scalars(long step, Map<String, Double> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, value) -> summary.addValueBuilder().setTag(tag).setSimpleValue(value.floatValue()));
    write(event().setStep(step).setSummary(summary));
  }

  /**
   * Appends one event with the histograms of some tags after a step. Values that are not finite are
   * left out of them.
   *
   * @throws RunException if the file cannot be written
   */
  void histograms(long step, Map<String, float[]> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (tag, numbers) ->
            summary.addValueBuilder().setTag(tag).setHisto(HistogramBuckets.count(numbers)));
    write(event().setStep(step).setSummary(summary));
  }

  /**
   * Appends the graph that TensorBoard shows.
   *
   * @throws RunException if the file cannot be written
   */
  void graph(GraphDef graph) {
    write(event().setGraphDef(graph.toByteString()));
  }

  /**
   * Has all that was written on disk.
   *
   * @return the bytes of the file, by which {@link #open} can go back to here
   * @throws RunException if the file cannot be written
   */
  long flush() {
    return file.flush();
  }

  /** Writes what is buffered. Closing twice is harmless. */
  @Override
  public void close() {
    file.close();
  }

  private void write(Event.Builder event) {
    records.write(event.build().toByteArray());
  }

  private static Event.Builder event() {
    return Event.newBuilder().setWallTime(Instant.now().toEpochMilli() / 1e3); // seconds
  }
}
