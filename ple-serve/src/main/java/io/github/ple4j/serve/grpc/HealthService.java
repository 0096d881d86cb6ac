package io.github.ple4j.serve.grpc;

import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.PredictorException;
import io.github.ple4j.serve.VersionState;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code grpc.health.v1.Health}: of the server (the empty name), of its services, and of each model
 * by its name. Where there is a token, who asks for a model has to show it. Thread-safe.
 */
final class HealthService extends HealthGrpc.HealthImplBase {
  private static final System.Logger LOG = System.getLogger(HealthService.class.getName());

  private static final int MAXIMUM_WATCHERS = 1000;

  private final Models models;
  private final Set<String> services;
  private final boolean guarded;
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  HealthService(Models models, Set<String> services, boolean guarded) {
    this.models = models;
    this.services = services;
    this.guarded = guarded;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    if (isSecret(request.getService())) {
      observer.onError(BearerToken.REFUSAL.asRuntimeException());
      return;
    }
    ServingStatus status = status(request.getService());
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      observer.onError(
          Status.NOT_FOUND
              .withDescription(Statuses.cut("no service or model \"" + request.getService() + "\""))
              .asRuntimeException());
      return;
    }
    observer.onNext(response(status));
    observer.onCompleted();
  }

  /** Answers now, and whenever {@link #update} finds another status. */
  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    if (isSecret(request.getService())) {
      observer.onError(BearerToken.REFUSAL.asRuntimeException());
      return;
    }
    if (watchers.size() >= MAXIMUM_WATCHERS) {
      observer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("at most " + MAXIMUM_WATCHERS + " callers can watch at a time")
              .asRuntimeException());
      return;
    }
    Watcher watcher =
        new Watcher(request.getService(), (ServerCallStreamObserver<HealthCheckResponse>) observer);
    watcher.observer.setOnCancelHandler(() -> watchers.remove(watcher));
    watchers.add(watcher);
    watcher.update();
  }

  /** Tells those who watch; throws nothing. */
  void update() {
    watchers.removeIf(watcher -> !watcher.isTold());
  }

  /** Says from now on that nothing is served, and ends the watching. */
  void close() {
    closed = true;
    for (Watcher watcher : watchers) {
      watcher.update();
      watcher.end();
    }
  }

  private boolean isSecret(String service) {
    return guarded && !service.isEmpty() && !services.contains(service) && !BearerToken.isShown();
  }

  private ServingStatus status(String service) {
    boolean serving;
    if (service.isEmpty() || services.contains(service)) {
      serving = models.isReady();
    } else if (models.names().contains(service)) {
      serving = isAvailable(models, service);
    } else {
      return ServingStatus.SERVICE_UNKNOWN;
    }
    return serving && !closed ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  /** Whether a model has a version that answers. */
  static boolean isAvailable(Models models, String model) {
    try {
      return models.status(model).stream()
          .anyMatch(version -> version.state() == VersionState.AVAILABLE);
    } catch (PredictorException removed) {
      return false;
    }
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  private final class Watcher {
    private final String service;
    private final ServerCallStreamObserver<HealthCheckResponse> observer;
    private ServingStatus last = ServingStatus.UNKNOWN;
    private boolean ended;

    Watcher(String service, ServerCallStreamObserver<HealthCheckResponse> observer) {
      this.service = service;
      this.observer = observer;
    }

    synchronized void update() {
      ServingStatus status = status(service);
      // One that does not read gets the latest when it reads again.
      if (!ended && status != last && observer.isReady()) {
        last = status;
        observer.onNext(response(status));
      }
    }

    boolean isTold() {
      try {
        update();
        return true;
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "a caller is no longer told of health", e);
        return false;
      }
    }

    synchronized void end() {
      if (!ended && !observer.isCancelled()) {
        ended = true;
        observer.onError(
            Status.UNAVAILABLE.withDescription("the server ends").asRuntimeException());
      }
    }
  }
}
