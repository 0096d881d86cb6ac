package io.github.ple4j.serve.server;

import io.github.ple4j.serve.grpc.GrpcCall;
import io.github.ple4j.serve.grpc.GrpcListener;
import io.github.ple4j.serve.rest.RestExchange;
import io.github.ple4j.serve.rest.RestListener;
import java.io.PrintWriter;

/** What protocols tell of requests, as metrics and lines of the access log. */
final class RequestRecords implements RestListener, GrpcListener {
  private final PrometheusMetrics metrics;
  private final AccessLog log;
  private final PrintWriter err;

  RequestRecords(PrometheusMetrics metrics, AccessLog log, PrintWriter err) {
    this.metrics = metrics;
    this.log = log;
    this.err = err;
  }

  @Override
  public void answered(RestExchange exchange) {
    String api =
        switch (exchange.entryPoint()) {
          case PREDICT, INFER -> "Predict";
          case CLASSIFY -> "Classify";
          case REGRESS -> "Regress";
          case STATUS, METADATA, KSERVE, HEALTH, PAGE, NONE -> "";
        };
    if (!api.isEmpty()) {
      metrics.requested(exchange.model(), api, "REST", code(exchange.status()), exchange.nanos());
    }
    log.write(
        exchange.remote(),
        exchange.method() + " " + exchange.path(),
        Integer.toString(exchange.status()),
        Long.toString(exchange.bytesOut()),
        exchange.model(),
        exchange.version().isPresent() ? Long.toString(exchange.version().getAsLong()) : "-",
        exchange.nanos());
  }

  @Override
  public void failed(RestExchange exchange, Throwable fault) {
    err.println("a fault of this server in " + exchange.method() + " " + exchange.path() + ":");
    fault.printStackTrace(err);
  }

  @Override
  public void ended(GrpcCall call) {
    String status = String.valueOf(call.status());
    if (!call.method().startsWith("GetModel") && !call.method().startsWith("Handle")) {
      metrics.requested(call.model(), call.method(), "GRPC", status, call.nanos());
    }
    log.write(call.peer(), "GRPC " + call.method(), status, "-", call.model(), "-", call.nanos());
  }

  /** The name that TensorFlow Serving counts under. */
  private static String code(int http) {
    return switch (http) {
      case 200 -> "OK";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404, 405 -> "NOT_FOUND";
      case 409 -> "ABORTED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 500 -> "INTERNAL";
      case 501 -> "UNIMPLEMENTED";
      case 503 -> "UNAVAILABLE";
      case 408, 504 -> "DEADLINE_EXCEEDED";
      default -> http < 500 ? "INVALID_ARGUMENT" : "UNKNOWN";
    };
  }
}
