package io.github.ple4j.serve.server;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the server tells of itself. */
final class MonitoringFlags {
  static final String METRICS = "/monitoring/prometheus/metrics";

  @Option(
      names = "--monitoring_config_file",
      paramLabel = "FILE",
      description =
          "In text format: prometheus_config { enable: true path: \"...\" }. If not given, metrics"
              + " are at "
              + METRICS
              + ".")
  @Nullable Path monitoringConfigFile;

  @Option(
      names = "--access_log",
      paramLabel = "FILE",
      description = "Where a line is written for each request; - is standard error.")
  @Nullable String accessLog;

  /** The path of the metrics; empty if there are to be none. */
  Optional<String> metricsPath() {
    Path file = monitoringConfigFile;
    if (file == null) {
      return Optional.of(METRICS);
    }
    MonitoringConfigs.MonitoringConfig.Builder read =
        MonitoringConfigs.MonitoringConfig.newBuilder();
    TextFormatFile.read(file, read);
    MonitoringConfigs.PrometheusConfig prometheus = read.getPrometheusConfig();
    if (!prometheus.getEnable()) {
      return Optional.empty();
    }
    String path = prometheus.getPath().isEmpty() ? METRICS : prometheus.getPath();
    if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new ServeException(
          file
              + ": prometheus_config.path: expected a path such as "
              + METRICS
              + ", found "
              + path);
    }
    return Optional.of(path);
  }

  AccessLog accessLog() {
    String name = accessLog;
    return name == null ? AccessLog.none() : AccessLog.open(name);
  }
}
