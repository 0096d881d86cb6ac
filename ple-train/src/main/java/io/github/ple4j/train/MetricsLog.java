package io.github.ple4j.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code metrics.jsonl}: a JSON object a line. Not thread-safe. */
final class MetricsLog implements AutoCloseable {
  private final LogFile file;

  private MetricsLog(LogFile file) {
    this.file = file;
  }

  /** Opens a log of which {@code keep} bytes stay; see {@link LogFile#open}. */
  static MetricsLog open(Path path, long keep) {
    return new MetricsLog(LogFile.open(path, keep));
  }

  /** Adds a line; numbers that are not finite become null. */
  void line(ObjectNode node) {
    file.write((finite(node) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** See {@link LogFile#flush}. */
  long flush() {
    return file.flush();
  }

  @Override
  public void close() {
    file.close();
  }

  private static JsonNode finite(JsonNode node) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(field -> copy.set(field.getKey(), finite(field.getValue())));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> copy.add(finite(element)));
      return copy;
    }
    return node.isDouble() && !Double.isFinite(node.doubleValue())
        ? JsonNodeFactory.instance.nullNode()
        : node;
  }
}
