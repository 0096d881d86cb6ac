package io.github.ple4j.train;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** {@code metrics.jsonl}: one JSON object a line. Not thread-safe. */
final class MetricsLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LogFile file;

  private MetricsLog(LogFile file) {
    this.file = file;
  }

  /**
   * Opens a file to append to it. It is created, and its parents are, where absent.
   *
   * @param keep bytes of a file that is there to keep, as {@link #flush()} gave them; the rest is
   *     cut
   * @throws RunException if it is shorter than that, or cannot be written
   */
  static MetricsLog open(Path file, long keep) {
    return new MetricsLog(LogFile.open(file, keep));
  }

  /**
   * Appends a line. Numbers in it that are not finite are written as null.
   *
   * @throws RunException if the file cannot be written
   */
  void line(ObjectNode node) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator generator = new FiniteNumbers(JSON.createGenerator(line))) {
      JSON.writeTree(generator, node);
    } catch (IOException e) {
      throw new IllegalStateException("a tree of JSON nodes is always writable", e);
    }
    line.write('\n');
    file.write(line.toByteArray());
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

  /** JSON has no other numbers. */
  private static final class FiniteNumbers extends JsonGeneratorDelegate {
    FiniteNumbers(JsonGenerator generator) {
      super(generator);
    }

    @Override
    public void writeNumber(double number) throws IOException {
      if (Double.isFinite(number)) {
        super.writeNumber(number);
      } else {
        writeNull();
      }
    }

    @Override
    public void writeNumber(float number) throws IOException {
      if (Float.isFinite(number)) {
        super.writeNumber(number);
      } else {
        writeNull();
      }
    }
  }
}
