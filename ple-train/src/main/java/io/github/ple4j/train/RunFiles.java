package io.github.ple4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ple4j.datasets.Dataset;
import java.util.Map;
import java.util.OptionalDouble;

/** The text of a run's files. */
final class RunFiles {

  // Lines end alike on every platform.
  private static final ObjectWriter JSON =
      new ObjectMapper()
          .writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

  private RunFiles() {}

  /**
   * {@code metrics.json}: by split, by task, every metric in full precision, null where undefined;
   * {@code gauc} where it is defined.
   */
  static String metrics(Map<String, Evaluation> bySplit) {
    ObjectNode splits = JsonNodeFactory.instance.objectNode();
    bySplit.forEach((split, evaluation) -> splits.set(split, json(evaluation)));
    return text(splits);
  }

  /** The same, and of simulated data their name, so that no figure passes for one of real data. */
  static String metrics(Dataset data, Map<String, Evaluation> bySplit) {
    if (!data.isSimulated()) {
      return metrics(bySplit);
    }
    ObjectNode labelled = JsonNodeFactory.instance.objectNode();
    labelled.put("simulated_data", data.name());
    bySplit.forEach((split, evaluation) -> labelled.set(split, json(evaluation)));
    return text(labelled);
  }

  /** By task, every metric. */
  static JsonNode json(Evaluation evaluation) {
    ObjectNode tasks = JsonNodeFactory.instance.objectNode();
    evaluation.tasks().forEach(metrics -> tasks.set(metrics.task(), json(metrics)));
    return tasks;
  }

  private static JsonNode json(TaskMetrics metrics) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "auc", metrics.auc());
    metrics.groupAuc().ifPresent(area -> node.put("gauc", area));
    put(node, "log_loss", metrics.logLoss());
    put(node, "mse", metrics.meanSquaredError());
    put(node, "calibration", metrics.calibration());
    return node.put("rows", metrics.rows());
  }

  private static void put(ObjectNode node, String name, OptionalDouble number) {
    if (number.isPresent()) {
      node.put(name, number.getAsDouble());
    } else {
      node.putNull(name);
    }
  }

  private static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes is always writable", e);
    }
  }
}
