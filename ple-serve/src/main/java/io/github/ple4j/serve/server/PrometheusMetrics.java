package io.github.ple4j.serve.server;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import io.github.ple4j.serve.PredictorException.Category;
import io.github.ple4j.serve.ServingListener;
import io.github.ple4j.serve.VersionState;
import io.github.ple4j.serve.VersionStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Figures of a server in Prometheus's text format: TensorFlow Serving's by its names and in its
 * units (microseconds), and more, in seconds, by model, version and signature. Thread-safe.
 *
 * <p>Figures of a version are kept for a while after its end, so that a last scrape finds them.
 */
public final class PrometheusMetrics implements ServingListener {
  /** What {@link #scrape} returns, for the header {@code Content-Type}. */
  public static final String CONTENT_TYPE = Exposition.CONTENT_TYPE;

  private static final double MICROS = 1e-3; // of a nanosecond
  private static final double SECONDS = 1e-9;
  private static final int ENDED_KEPT = 16;

  // TensorFlow Serving's own buckets: from 10 microseconds to 26 minutes.
  private static final double[] SERVING_BOUNDS = Histogram.exponential(10, 1.8, 33);
  private static final double[] LATENCY_BOUNDS = {
    25e-6, 50e-6, 1e-4, 2e-4, 3e-4, 5e-4, 75e-5, 1e-3, 15e-4, 2e-3, 3e-3, 5e-3, 75e-4, 0.01, 0.015,
    0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30
  };
  private static final double[] SIZE_BOUNDS = Histogram.exponential(1, 2, 14);

  private record ModelVersion(String model, long version) {}

  private final MetricFamily<LongAdder> servingRequests =
      MetricFamily.counter(
          ":tensorflow:serving:request_count",
          "Requests of a model by how they ended.",
          "model_name",
          "status");
  private final MetricFamily<Histogram> servingLatency =
      MetricFamily.histogram(
          ":tensorflow:serving:request_latency",
          "Microseconds from a request's arrival to its answer.",
          SERVING_BOUNDS,
          "model_name",
          "API",
          "entrypoint");
  private final MetricFamily<Histogram> servingRuntime =
      MetricFamily.histogram(
          ":tensorflow:serving:runtime_latency",
          "Microseconds that the model ran for a request.",
          SERVING_BOUNDS,
          "model_name",
          "API",
          "runtime");
  private final MetricFamily<Histogram> servingWarmUp =
      MetricFamily.histogram(
          ":tensorflow:serving:model_warmup_latency",
          "Microseconds of a version's warm-up.",
          SERVING_BOUNDS,
          "model_path",
          "status");
  private final MetricFamily<LongAdder> predictions =
      MetricFamily.counter(
          "ple_serve_predictions_total",
          "Predictions by how they ended.",
          "model",
          "version",
          "signature",
          "status");
  private final MetricFamily<LongAdder> rows =
      MetricFamily.counter(
          "ple_serve_rows_total", "Rows of predictions made.", "model", "version", "signature");
  private final MetricFamily<Histogram> queue = latency("queue", "for a batch");
  private final MetricFamily<Histogram> run = latency("run", "for the model's run");
  private final MetricFamily<Histogram> total = latency("total", "for its answer");
  private final MetricFamily<Histogram> batchRows = batch("rows", "Rows of a run, without padding");
  private final MetricFamily<Histogram> batchRequests = batch("requests", "Requests of a run");
  private final MetricFamily<LongAdder> paddedRows =
      MetricFamily.counter(
          "ple_serve_batch_padding_rows_total",
          "Rows that were added to fill batches.",
          "model",
          "version",
          "signature");
  private final MetricFamily<Histogram> load =
      MetricFamily.histogram(
          "ple_serve_load_seconds",
          "Seconds from a load's start until the version answered, warm-up included.",
          Histogram.exponential(0.05, 2, 14),
          "model");
  private final MetricFamily<LongAdder> loadFailures =
      MetricFamily.counter(
          "ple_serve_load_failures_total", "Loads of versions that failed.", "model");

  private final Map<String, Map<Long, VersionState>> versions = new TreeMap<>();
  private final Deque<ModelVersion> ended = new ArrayDeque<>();

  private static MetricFamily<Histogram> latency(String what, String waitedFor) {
    return MetricFamily.histogram(
        "ple_serve_" + what + "_seconds",
        "Seconds that a prediction waited " + waitedFor + ".",
        LATENCY_BOUNDS,
        "model",
        "version",
        "signature");
  }

  private static MetricFamily<Histogram> batch(String what, String help) {
    return MetricFamily.histogram(
        "ple_serve_batch_" + what, help + ".", SIZE_BOUNDS, "model", "version", "signature");
  }

  /**
   * A request of a protocol has ended.
   *
   * @param model its model's name; empty if there is none of the name that was asked for
   * @param api what was asked, such as {@code Predict}
   * @param entryPoint {@code REST} or {@code GRPC}
   * @param status the code's name, such as {@code OK} or {@code INVALID_ARGUMENT}
   * @param nanos from its arrival to its answer
   */
  public void requested(String model, String api, String entryPoint, String status, long nanos) {
    servingRequests.of(model, status).increment();
    servingLatency.of(model, api, entryPoint).observe(nanos * MICROS);
  }

  @Override
  public void predicted(
      String model,
      long version,
      String signature,
      long rows,
      long queueNanos,
      long runNanos,
      Optional<Category> error) {
    String number = Long.toString(version);
    boolean unknown = error.filter(Category.NOT_FOUND::equals).isPresent();
    String named = unknown ? "" : signature; // not a figure for whatever name a caller makes up
    predictions.of(model, number, named, error.map(Enum::name).orElse("OK")).increment();
    if (error.isEmpty()) {
      this.rows.of(model, number, named).add(rows);
      queue.of(model, number, named).observe(queueNanos * SECONDS);
      run.of(model, number, named).observe(runNanos * SECONDS);
      total.of(model, number, named).observe((queueNanos + runNanos) * SECONDS);
      servingRuntime.of(model, "Predict", "TF1").observe(runNanos * MICROS);
    }
  }

  @Override
  public void batched(
      String model, long version, String signature, int requests, long rows, long paddedRows) {
    String number = Long.toString(version);
    batchRows.of(model, number, signature).observe((double) rows);
    batchRequests.of(model, number, signature).observe(requests);
    this.paddedRows.of(model, number, signature).add(paddedRows - rows);
  }

  @Override
  public void loaded(String model, long version, long loadNanos, long warmUpNanos) {
    load.of(model).observe((loadNanos + warmUpNanos) * SECONDS);
    servingWarmUp.of(model, "OK").observe(warmUpNanos * MICROS);
  }

  @Override
  public void loadFailed(
      String model, long version, Category category, String message, boolean givenUp) {
    loadFailures.of(model).increment();
  }

  @Override
  public void changed(String model, VersionStatus status) {
    synchronized (versions) {
      versions
          .computeIfAbsent(model, name -> new TreeMap<>())
          .put(status.version(), status.state());
      ModelVersion version = new ModelVersion(model, status.version());
      ended.remove(version);
      if (status.state() == VersionState.END) {
        ended.add(version);
        if (ended.size() > ENDED_KEPT) {
          forget(ended.remove());
        }
      }
    }
  }

  private void forget(ModelVersion gone) {
    Map<Long, VersionState> left = versions.getOrDefault(gone.model, Map.of());
    left.remove(gone.version);
    String number = Long.toString(gone.version);
    for (MetricFamily<?> family :
        List.of(predictions, rows, queue, run, total, batchRows, batchRequests, paddedRows)) {
      family.forget(values -> values.get(0).equals(gone.model) && values.get(1).equals(number));
    }
  }

  /** All figures as they are now. */
  public String scrape() {
    Exposition text = new Exposition();
    text.counters(servingRequests);
    text.histograms(servingLatency);
    text.histograms(servingRuntime);
    text.histograms(servingWarmUp);
    text.counters(predictions);
    text.counters(rows);
    text.histograms(queue);
    text.histograms(run);
    text.histograms(total);
    text.histograms(batchRows);
    text.histograms(batchRequests);
    text.counters(paddedRows);
    text.histograms(load);
    text.counters(loadFailures);
    writeVersions(text);
    ProcessFigures.write(text);
    return text.toString();
  }

  private void writeVersions(Exposition text) {
    String name = "ple_serve_versions";
    text.head(name, "gauge", "Versions of a model by state.");
    synchronized (versions) {
      versions.forEach(
          (model, states) -> {
            for (VersionState state : VersionState.values()) {
              long count = states.values().stream().filter(state::equals).count();
              text.sample(name, List.of("model", "state"), List.of(model, state.name()), count);
            }
          });
    }
  }

  /** Predictions of a version as they are now, over all its signatures. */
  VersionFigures figures(String model, long version) {
    ImmutableList<String> key = ImmutableList.of(model, Long.toString(version));
    long answered = 0;
    long failed = 0;
    for (Map.Entry<ImmutableList<String>, LongAdder> figure : predictions.figures().entrySet()) {
      if (figure.getKey().subList(0, 2).equals(key)) {
        long count = figure.getValue().sum();
        if (figure.getKey().get(3).equals("OK")) {
          answered += count;
        } else {
          failed += count;
        }
      }
    }
    long[] counts = new long[LATENCY_BOUNDS.length + 1];
    for (Map.Entry<ImmutableList<String>, Histogram> figure : total.figures().entrySet()) {
      if (figure.getKey().subList(0, 2).equals(key)) {
        long[] some = figure.getValue().counts();
        for (int i = 0; i < counts.length; i++) {
          counts[i] += some[i];
        }
      }
    }
    long rowCount = 0;
    for (Map.Entry<ImmutableList<String>, LongAdder> figure : rows.figures().entrySet()) {
      if (figure.getKey().subList(0, 2).equals(key)) {
        rowCount += figure.getValue().sum();
      }
    }
    return new VersionFigures(answered, failed, rowCount, ImmutableLongArray.copyOf(counts));
  }

  /** Upper bounds, in seconds, of the buckets of {@link VersionFigures#latencies}. */
  static double[] latencyBounds() {
    return LATENCY_BOUNDS.clone();
  }

  /** Of all loads of the version's number; {@code latencies} counts by bucket. */
  record VersionFigures(long answered, long failed, long rows, ImmutableLongArray latencies) {}
}
