package io.github.ple4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/**
 * Where a run's numbers come from: spec, data, versions, seeds, durations.
 *
 * @param arguments of the command that made the run
 * @param result absent until the run is done
 */
public record RunManifest(
    TrainingSpec spec, List<String> arguments, Instant started, Optional<TrainingResult> result) {

  /** Versions of what decides a result, by name. */
  public static ImmutableMap<String, String> versions() {
    Package own = RunManifest.class.getPackage();
    String version = own == null ? null : own.getImplementationVersion();
    return ImmutableMap.of(
        "ple4j",
        version == null ? "unpackaged" : version,
        "tensorflow",
        TensorFlow.version(),
        "java",
        System.getProperty("java.version"),
        "platform",
        System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }

  String toJson() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("status", result.isPresent() ? "done" : "running");
    arguments.forEach(root.putArray("arguments")::add);
    putAll(root.putObject("versions"), versions());
    ObjectNode data = root.putObject("data");
    data.put("name", spec.getData().getName());
    putAll(data, new java.util.TreeMap<>(spec.getData().getProvenanceMap()));
    root.putObject("seeds")
        .put("initialization", spec.getModel().getInitializationSeed())
        .put("order", spec.getOrderSeed());
    root.put("threads", spec.getThreads());
    root.put("started", started.toString());
    result.ifPresent(done -> putResult(root.putObject("training"), done));
    root.put("training_spec", TrainingSpecs.toText(spec));
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void putResult(ObjectNode node, TrainingResult result) {
    node.put("steps", result.steps());
    node.put("samples", result.samples());
    node.put("seconds", result.training().toNanos() / 1e9);
    node.put("parameters", result.parameters());
    ObjectNode best = node.putObject("best_steps");
    result.bestSteps().forEach(best::put);
  }

  private static void putAll(ObjectNode node, Map<String, String> values) {
    ImmutableList.copyOf(values.entrySet()).forEach(e -> node.put(e.getKey(), e.getValue()));
  }
}
