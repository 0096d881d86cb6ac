package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.serve.ExampleInference;
import io.github.ple4j.serve.ModelLease;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.PredictorException;
import io.github.ple4j.serve.Servables;
import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.serve.StatusCode;
import io.github.ple4j.serve.VersionState;
import io.github.ple4j.serve.VersionStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Answers requests, whoever carries them. Thread-safe. */
final class RestApi {
  private final Models models;
  private final Json json;
  private final int maximumRows;
  private final ImmutableList<RestPages> pages;

  RestApi(Models models, RestLimits limits, ImmutableList<RestPages> pages) {
    this.models = models;
    this.json = new Json(limits.maximumNesting());
    this.maximumRows = limits.maximumRows();
    this.pages = pages;
  }

  /** Bytes that are handed out without a copy. */
  private static final class Output extends ByteArrayOutputStream {
    Output() {
      super(512);
    }

    Answer answer(int status, ImmutableMap<String, String> headers) {
      return new Answer(status, Answer.JSON, buf, count, headers);
    }
  }

  /** What writes a body. */
  private interface Writer {
    void write(JsonGenerator out) throws IOException;
  }

  private Answer json(int status, ImmutableMap<String, String> headers, Writer writer) {
    Output output = new Output();
    try (JsonGenerator out = json.generator(output)) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return output.answer(status, headers);
  }

  private Answer json(Writer writer) {
    return json(200, ImmutableMap.of(), writer);
  }

  /** An answer that says what is wrong. */
  Answer error(int status, String message) {
    return json(status, ImmutableMap.of(), out -> JsonAnswers.error(out, message));
  }

  /** Whether an exception says what is wrong with a request, or with a model for all requests. */
  static boolean isExpected(RuntimeException e) {
    return e instanceof ServingException
        || e instanceof RefusedException
        || e instanceof PredictorException;
  }

  /** An answer that says what is wrong. */
  Answer error(RuntimeException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), "");
    if (e instanceof RefusedException refused) {
      return json(refused.status(), refused.headers(), out -> JsonAnswers.error(out, message));
    }
    if (e instanceof ServingException serving) {
      return error(serving.code().http(), message);
    }
    if (e instanceof PredictorException predictor) {
      return error(StatusCode.of(predictor.category()).http(), message);
    }
    return error(500, "the server failed: " + e.getClass().getSimpleName());
  }

  /** Whether anyone may ask for it. */
  boolean isOpen(Route route, String path) {
    return switch (route.api()) {
      case LIVE, READY -> true;
      case PAGE -> !pages.isEmpty() && pages.stream().noneMatch(own -> own.needsToken(path));
      default -> false;
    };
  }

  /**
   * Answers a request.
   *
   * @param body empty where the route has none
   * @param deadlineNanos by {@link System#nanoTime}
   */
  Answer answer(
      Route route, String method, String path, Body body, long deadlineNanos, Trace trace) {
    return switch (route.api()) {
      case PREDICT -> predict(route, body, deadlineNanos, trace);
      case CLASSIFY -> classify(route, body, deadlineNanos, trace);
      case REGRESS -> regress(route, body, deadlineNanos, trace);
      case STATUS -> status(route);
      case METADATA -> metadata(route, trace);
      case INFER -> infer(route, body, deadlineNanos, trace);
      case KSERVE_SERVER -> json(out -> JsonAnswers.kserveServer(out, version()));
      case LIVE -> json(out -> JsonAnswers.kserveState(out, Optional.empty(), "live", true));
      case READY -> ready(Optional.empty(), models.isReady());
      case KSERVE_MODEL_READY -> ready(Optional.of(route.model()), isReady(route));
      case KSERVE_MODEL -> kserveModel(route, trace);
      case PAGE -> page(method, path);
    };
  }

  private Answer page(String method, String path) {
    for (RestPages own : pages) {
      Optional<RestPage> page = own.page(path);
      if (page.isPresent()) {
        return Answer.of(page.get());
      }
    }
    throw Route.notFound(method, path);
  }

  private ModelLease lease(Route route, Trace trace) {
    ModelLease lease = models.lease(route.model(), route.version());
    trace.leased(lease);
    return lease;
  }

  private Answer predict(Route route, Body body, long deadlineNanos, Trace trace) {
    try (ModelLease lease = lease(route, trace)) {
      PredictRequest request =
          PredictRequest.read(json, body, name -> Servables.signature(lease, name), maximumRows);
      trace.asked(request.signature());
      Prediction prediction =
          lease.predict(
              request.signature().name(),
              request.inputs(),
              request.signature().outputs().keySet(),
              deadlineNanos);
      return json(
          out -> {
            if (request.rows()) {
              JsonAnswers.rows(out, prediction);
            } else {
              JsonAnswers.columns(out, prediction);
            }
          });
    }
  }

  private Answer classify(Route route, Body body, long deadlineNanos, Trace trace) {
    try (ModelLease lease = lease(route, trace)) {
      ExamplesRequest request = ExamplesRequest.read(json, body, maximumRows);
      ExampleInference.Classifications answer =
          ExampleInference.classify(lease, request.signature(), request.examples(), deadlineNanos);
      trace.asked(Servables.signature(lease, request.signature()));
      return json(out -> JsonAnswers.classifications(out, answer));
    }
  }

  private Answer regress(Route route, Body body, long deadlineNanos, Trace trace) {
    try (ModelLease lease = lease(route, trace)) {
      ExamplesRequest request = ExamplesRequest.read(json, body, maximumRows);
      float[] answer =
          ExampleInference.regress(lease, request.signature(), request.examples(), deadlineNanos);
      trace.asked(Servables.signature(lease, request.signature()));
      return json(out -> JsonAnswers.regressions(out, answer));
    }
  }

  private Answer status(Route route) {
    checkModel(route);
    ImmutableList<VersionStatus> versions =
        Servables.status(models, route.model(), route.version());
    return json(out -> JsonAnswers.status(out, versions));
  }

  private Answer metadata(Route route, Trace trace) {
    checkModel(route);
    try (ModelLease lease = lease(route, trace)) {
      return json(out -> JsonAnswers.metadata(out, lease));
    }
  }

  private static void checkModel(Route route) {
    if (route.model().isEmpty()) {
      throw ServingException.invalid("Missing model name in request.");
    }
  }

  private Answer infer(Route route, Body body, long deadlineNanos, Trace trace) {
    try (ModelLease lease = lease(route, trace)) {
      Signature signature = kserveSignature(lease);
      trace.asked(signature);
      InferRequest request = InferRequest.read(json, body, maximumRows);
      ImmutableSet<String> outputs = Servables.outputs(signature, request.outputs());
      Prediction prediction =
          lease.predict(
              signature.name(),
              request.inputs(),
              outputs.isEmpty() ? signature.outputs().keySet() : outputs,
              deadlineNanos);
      return json(out -> JsonAnswers.kserveInfer(out, lease, request.id(), prediction));
    }
  }

  /** KServe knows no signatures: the default one, or the only one. */
  private static Signature kserveSignature(ModelLease lease) {
    return Servables.signature(
        lease,
        lease.signatures().size() == 1
            ? lease.signatures().firstKey()
            : Predictor.DEFAULT_SIGNATURE);
  }

  private Answer kserveModel(Route route, Trace trace) {
    try (ModelLease lease = lease(route, trace)) {
      List<Long> versions =
          models.status(route.model()).stream()
              .filter(status -> status.state() == VersionState.AVAILABLE)
              .map(VersionStatus::version)
              .toList();
      Signature signature = kserveSignature(lease);
      return json(out -> JsonAnswers.kserveModel(out, lease.model(), versions, signature));
    }
  }

  private boolean isReady(Route route) {
    return Servables.status(models, route.model(), route.version()).stream()
        .anyMatch(status -> status.state() == VersionState.AVAILABLE);
  }

  private Answer ready(Optional<String> model, boolean ready) {
    return json(
        ready ? 200 : 503,
        ImmutableMap.of(),
        out -> JsonAnswers.kserveState(out, model, "ready", ready));
  }

  private static String version() {
    return Objects.requireNonNullElse(
        RestApi.class.getPackage().getImplementationVersion(), "development");
  }
}
