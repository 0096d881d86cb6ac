package io.github.ple4j.serve.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.PredictorException.Category;
import io.github.ple4j.serve.VersionState;
import io.github.ple4j.serve.VersionStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {
  private final PrometheusMetrics metrics = new PrometheusMetrics();

  private List<String> lines() {
    return metrics.scrape().lines().toList();
  }

  @Test
  void requestsAreCountedUnderTensorFlowServingsNames() {
    metrics.requested("census", "Predict", "REST", "OK", 1_500_000);
    metrics.requested("census", "Predict", "REST", "OK", 9_000);
    metrics.requested("census", "Predict", "GRPC", "INVALID_ARGUMENT", 1_000);

    assertThat(lines())
        .contains(
            "# TYPE :tensorflow:serving:request_count counter",
            ":tensorflow:serving:request_count{model_name=\"census\",status=\"OK\"} 2",
            ":tensorflow:serving:request_count{model_name=\"census\",status=\"INVALID_ARGUMENT\"} 1",
            "# TYPE :tensorflow:serving:request_latency histogram",
            latency("_bucket", ",le=\"10\"", 1),
            latency("_bucket", ",le=\"+Inf\"", 2),
            latency("_sum", "", 1509),
            latency("_count", "", 2));
  }

  private static String latency(String part, String bound, int value) {
    return ":tensorflow:serving:request_latency"
        + part
        + "{model_name=\"census\",API=\"Predict\",entrypoint=\"REST\""
        + bound
        + "} "
        + value;
  }

  @Test
  void bucketsCountWhatIsInTheSmallerOnesToo() {
    metrics.predicted("m", 7, "serving_default", 3, 0, 40_000, Optional.empty());
    metrics.predicted("m", 7, "serving_default", 2, 0, 90_000, Optional.empty());
    metrics.predicted("m", 7, "serving_default", 2, 0, 50_000, Optional.empty());

    String bucket = "ple_serve_run_seconds_bucket{" + labels() + ",le=";
    assertThat(lines())
        .contains(
            bucket + "\"2.5E-5\"} 0",
            bucket + "\"5.0E-5\"} 2",
            bucket + "\"1.0E-4\"} 3",
            bucket + "\"+Inf\"} 3",
            "ple_serve_rows_total{" + labels() + "} 7");
  }

  private static String labels() {
    return "model=\"m\",version=\"7\",signature=\"serving_default\"";
  }

  @Test
  void failuresAreCountedByCategory() {
    metrics.predicted("m", 7, "serving_default", 3, 0, 0, Optional.of(Category.DEADLINE_EXCEEDED));

    assertThat(lines())
        .contains("ple_serve_predictions_total{" + labels() + ",status=\"DEADLINE_EXCEEDED\"} 1");
  }

  @Test
  void namesThatCallersMakeUpAreNotFigures() {
    metrics.predicted("m", 7, "made up", 3, 0, 0, Optional.of(Category.NOT_FOUND));

    assertThat(metrics.scrape()).doesNotContain("made up");
  }

  @Test
  void labelValuesAreEscaped() {
    metrics.predicted("m", 7, "a \"b\" \\ c\nd", 3, 0, 0, Optional.empty());

    assertThat(metrics.scrape()).contains("signature=\"a \\\"b\\\" \\\\ c\\nd\"");
  }

  @Test
  void batchesHaveTheirSizesAndPadding() {
    metrics.batched("m", 7, "serving_default", 3, 10, 16);

    assertThat(lines())
        .contains(
            "ple_serve_batch_rows_bucket{" + labels() + ",le=\"8\"} 0",
            "ple_serve_batch_rows_bucket{" + labels() + ",le=\"16\"} 1",
            "ple_serve_batch_requests_sum{" + labels() + "} 3",
            "ple_serve_batch_padding_rows_total{" + labels() + "} 6");
  }

  @Test
  void versionsAreCountedByState() {
    change(1, VersionState.AVAILABLE);
    change(2, VersionState.AVAILABLE);
    change(1, VersionState.END);

    assertThat(lines())
        .contains(
            "ple_serve_versions{model=\"m\",state=\"AVAILABLE\"} 1",
            "ple_serve_versions{model=\"m\",state=\"LOADING\"} 0",
            "ple_serve_versions{model=\"m\",state=\"END\"} 1");
  }

  @Test
  void versionsThatEndedLongAgoAreForgotten() {
    for (int version = 1; version <= 40; version++) {
      metrics.predicted("m", version, "serving_default", 1, 0, 1000, Optional.empty());
      change(version, VersionState.AVAILABLE);
      change(version, VersionState.END);
    }

    assertThat(metrics.scrape())
        .contains("version=\"40\"")
        .contains("version=\"30\"")
        .doesNotContain("version=\"20\"");
    assertThat(lines()).contains("ple_serve_versions{model=\"m\",state=\"END\"} 16");
  }

  @Test
  void everyLoadThatFailsCounts() {
    metrics.loadFailed("m", 1, Category.INVALID_MODEL, "cut", false);
    metrics.loadFailed("m", 1, Category.INVALID_MODEL, "cut", true);
    metrics.changed(
        "m", new VersionStatus(1, VersionState.END, Optional.of(Category.INVALID_MODEL), "cut"));
    assertThat(lines()).contains("ple_serve_load_failures_total{model=\"m\"} 2");
  }

  private void change(long version, VersionState state) {
    metrics.changed("m", new VersionStatus(version, state, Optional.empty(), ""));
  }

  @Test
  void everyLineIsACommentOrASample() {
    metrics.requested("m", "Predict", "REST", "OK", 1_500_000);
    metrics.predicted("m", 7, "serving_default", 3, 0, 40_000, Optional.empty());
    change(7, VersionState.AVAILABLE);

    assertThat(lines())
        .allMatch(
            line ->
                line.matches("# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+")
                    || line.matches(
                        "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_]+=\"[^\"]*\",?)+})? [-+0-9.EInf]+"));
  }

  @Test
  void memoryUptimeAndVersionsAreThere() {
    assertThat(metrics.scrape())
        .contains("jvm_memory_used_bytes{area=\"heap\"} ")
        .contains("ple_serve_uptime_seconds ")
        .contains("ple_serve_build_info{version=\"unpackaged\",tensorflow=\"2.");
  }
}
