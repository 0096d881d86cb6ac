package io.github.ple4j.serve.server;

import io.github.ple4j.serve.ModelConfiguration;
import io.github.ple4j.serve.ModelLease;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.PredictorException;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.serve.TensorSpec;
import io.github.ple4j.serve.VersionChoice;
import io.github.ple4j.serve.VersionState;
import io.github.ple4j.serve.VersionStatus;
import io.github.ple4j.serve.server.PrometheusMetrics.VersionFigures;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;

/** What the status page shows, as it is now. */
final class StatusJson {
  private final Models models;
  private final PrometheusMetrics metrics;

  StatusJson(Models models, PrometheusMetrics metrics) {
    this.models = models;
    this.metrics = metrics;
  }

  String text() {
    JsonText json = new JsonText().begin('{');
    json.name("version").value(ProcessFigures.version());
    json.name("tensorflow").value(TensorFlow.version());
    json.name("ready").value(models.isReady());
    json.name("uptime_seconds").value(ProcessFigures.uptimeSeconds());
    json.name("heap_bytes")
        .value(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    json.name("resident_bytes");
    OptionalLong resident = ProcessFigures.residentBytes();
    if (resident.isPresent()) {
      json.value(resident.getAsLong());
    } else {
      json.nothing();
    }
    json.name("latency_bounds").begin('[');
    for (double bound : PrometheusMetrics.latencyBounds()) {
      json.value(bound);
    }
    json.end(']').name("models").begin('[');
    models.configuration().models().forEach(model -> model(json, model));
    return json.end(']').end('}').toString();
  }

  private void model(JsonText json, ModelConfiguration model) {
    json.begin('{').name("name").value(model.name()).name("labels").begin('{');
    model.labels().forEach((label, version) -> json.name(label).value(Long.toString(version)));
    json.end('}').name("versions").begin('[');
    versions(model.name()).forEach(status -> version(json, model.name(), status));
    json.end(']').end('}');
  }

  /** None of a model that was taken out meanwhile. */
  private List<VersionStatus> versions(String model) {
    try {
      return models.status(model);
    } catch (PredictorException gone) {
      return List.of();
    }
  }

  private void version(JsonText json, String model, VersionStatus status) {
    VersionFigures figures = metrics.figures(model, status.version());
    json.begin('{').name("version").value(Long.toString(status.version()));
    json.name("state").value(status.state().name()).name("error").value(status.message());
    json.name("answered").value(figures.answered()).name("failed").value(figures.failed());
    json.name("rows").value(figures.rows()).name("latencies").begin('[');
    figures.latencies().forEach(json::value);
    json.end(']').name("signatures").begin('[');
    if (status.state() == VersionState.AVAILABLE) {
      signatures(model, status.version()).forEach(signature -> signature(json, signature));
    }
    json.end(']').end('}');
  }

  private List<Signature> signatures(String model, long version) {
    try (ModelLease lease = models.lease(model, VersionChoice.number(version))) {
      return List.copyOf(lease.signatures().values());
    } catch (PredictorException unloadedMeanwhile) {
      return List.of();
    }
  }

  private static void signature(JsonText json, Signature signature) {
    json.begin('{').name("name").value(signature.name());
    json.name("method").value(signature.method());
    json.name("inputs");
    specs(json, signature.inputs());
    json.name("outputs");
    specs(json, signature.outputs());
    json.end('}');
  }

  private static void specs(JsonText json, Map<String, TensorSpec> specs) {
    json.begin('[');
    specs.forEach(
        (name, spec) -> {
          json.begin('{').name("name").value(name).name("type").value(spec.type().toString());
          json.name("shape");
          shape(json, spec.shape());
          json.end('}');
        });
    json.end(']');
  }

  private static void shape(JsonText json, Shape shape) {
    if (shape.isUnknown()) {
      json.nothing();
      return;
    }
    json.begin('[');
    for (long size : shape.asArray()) {
      json.value(size);
    }
    json.end(']');
  }
}
