package io.github.ple4j.serve.grpc;

import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.proto.ClassificationRequest;
import io.github.ple4j.serve.proto.GetModelMetadataRequest;
import io.github.ple4j.serve.proto.GetModelStatusRequest;
import io.github.ple4j.serve.proto.ModelSpec;
import io.github.ple4j.serve.proto.PredictRequest;
import io.github.ple4j.serve.proto.RegressionRequest;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Models over gRPC: {@code tensorflow.serving.PredictionService} and {@code ModelService} with
 * TensorFlow Serving's messages, codes and texts, so that its clients need not know the difference;
 * {@code grpc.health.v1.Health} for the server and for each model by name; and server reflection,
 * so that tools need no declarations.
 *
 * <pre>{@code
 * try (Models models = Models.open(configuration, ModelsOptions.defaults());
 *     GrpcServer server = GrpcServer.start(models, GrpcOptions.defaults())) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Every call runs in a thread of its own, from a pool that grows to the number of calls under
 * way. Thread-safe.
 */
public final class GrpcServer implements AutoCloseable {
  private static final Duration HEALTH_INTERVAL = Duration.ofMillis(100);
  private static final long IDLE_MINUTES = 30;
  private static final Duration TELL_TIME = Duration.ofSeconds(5);

  private final Server server;
  private final GrpcOptions options;
  private final HealthService health;
  private final ScheduledThreadPoolExecutor timer;
  private final ExecutorService threads;

  private GrpcServer(Models models, GrpcOptions options) throws IOException {
    this.options = options;
    timer = new ScheduledThreadPoolExecutor(1, threadsNamed("ple-grpc-timer"));
    timer.setRemoveOnCancelPolicy(true);
    threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.MINUTES,
            new SynchronousQueue<>(),
            threadsNamed("ple-grpc"),
            // Only once this is closed: gRPC tells of connections that end later still.
            new ThreadPoolExecutor.DiscardPolicy());
    CallLimits limits = new CallLimits(options.maximumCalls(), options.requestTime(), timer);
    List<ServerServiceDefinition> services =
        List.of(predictionService(models, limits), modelService(models, limits));
    health =
        new HealthService(
            models,
            Set.of(
                services.get(0).getServiceDescriptor().getName(),
                services.get(1).getServiceDescriptor().getName()),
            options.token().isPresent());
    NettyServerBuilder builder =
        bound(options)
            .executor(threads)
            .maxInboundMessageSize(options.maximumMessageBytes())
            .maxConcurrentCallsPerConnection(options.maximumCallsPerConnection())
            .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
            .keepAliveTime(options.keepAliveTime().toNanos(), TimeUnit.NANOSECONDS)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(guarded(false, health.bindService()));
    for (ServerServiceDefinition service : services) {
      builder.addService(guarded(true, service));
    }
    builder.addService(guarded(true, ProtoReflectionServiceV1.newInstance().bindService()));
    builder.addService(guarded(true, reflectionOfOldClients().bindService()));
    server = builder.build();
  }

  /** Those of before 2023 know no other. */
  @SuppressWarnings("deprecation")
  private static BindableService reflectionOfOldClients() {
    return ProtoReflectionService.newInstance();
  }

  private ServerServiceDefinition guarded(boolean required, ServerServiceDefinition service) {
    Optional<BearerToken> token =
        options.token().map(text -> new BearerToken(text, required, options.listener()));
    return token.isEmpty() ? service : ServerInterceptors.intercept(service, token.get());
  }

  /**
   * Binds the port, and answers from then on, also while models are still being loaded.
   *
   * @param models which the caller closes, after this server
   * @throws IOException if the port cannot be bound, or a file of the TLS options not be read; the
   *     message says which
   */
  public static GrpcServer start(Models models, GrpcOptions options) throws IOException {
    GrpcServer server = new GrpcServer(models, options);
    try {
      server.server.start();
    } catch (IOException e) {
      server.endThreads();
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          options.address().getHostAddress()
              + ":"
              + options.port()
              + ": cannot be bound: "
              + reason.getMessage(),
          e);
    }
    server.watchHealth();
    return server;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the task throws nothing
  private void watchHealth() {
    timer.scheduleWithFixedDelay(
        health::update,
        HEALTH_INTERVAL.toMillis(),
        HEALTH_INTERVAL.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static NettyServerBuilder bound(GrpcOptions options) throws IOException {
    InetSocketAddress address = new InetSocketAddress(options.address(), options.port());
    if (options.tls().isEmpty()) {
      return NettyServerBuilder.forAddress(address, InsecureServerCredentials.create());
    }
    GrpcTls tls = options.tls().get();
    try {
      TlsServerCredentials.Builder credentials =
          TlsServerCredentials.newBuilder()
              .keyManager(tls.certificates().toFile(), tls.key().toFile());
      if (tls.clientAuthorities().isPresent()) {
        credentials
            .trustManager(tls.clientAuthorities().get().toFile())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
      }
      return NettyServerBuilder.forAddress(address, credentials.build());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          tls.certificates()
              + " and "
              + tls.key()
              + ": no certificates in PEM with their key in PKCS#8: "
              + e.getMessage(),
          e);
    }
  }

  private ServerServiceDefinition predictionService(Models models, CallLimits limits) {
    PredictionService service = new PredictionService(models, options.maximumMessageBytes());
    return new UnaryService(ServingMethods.PREDICTION_SERVICE, models, limits, options.listener())
        .add(ServingMethods.CLASSIFY, service::classify, ClassificationRequest::getModelSpec)
        .add(ServingMethods.REGRESS, service::regress, RegressionRequest::getModelSpec)
        .add(ServingMethods.PREDICT, service::predict, PredictRequest::getModelSpec)
        .add(
            ServingMethods.MULTI_INFERENCE,
            service::multiInference,
            request ->
                request.getTasksCount() == 0
                    ? ModelSpec.getDefaultInstance()
                    : request.getTasks(0).getModelSpec())
        .add(
            ServingMethods.GET_MODEL_METADATA,
            service::getModelMetadata,
            GetModelMetadataRequest::getModelSpec)
        .build();
  }

  private ServerServiceDefinition modelService(Models models, CallLimits limits) {
    ModelService service = new ModelService(models, options.reconfigurable());
    return new UnaryService(ServingMethods.MODEL_SERVICE, models, limits, options.listener())
        .add(
            ServingMethods.GET_MODEL_STATUS,
            service::getModelStatus,
            GetModelStatusRequest::getModelSpec)
        .add(
            ServingMethods.HANDLE_RELOAD_CONFIG_REQUEST,
            service::reload,
            request -> ModelSpec.getDefaultInstance())
        .build();
  }

  private static ThreadFactory threadsNamed(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** The port that the server listens at. */
  public int port() {
    return server.getPort();
  }

  /**
   * Takes no more calls, answers those under way, and ends; those that are not answered within
   * {@link GrpcOptions#closeTime} end with {@code UNAVAILABLE}. Closing again does nothing.
   */
  @Override
  public void close() {
    server.shutdown();
    health.close();
    try {
      if (!server.awaitTermination(options.closeTime().toNanos(), TimeUnit.NANOSECONDS)) {
        server.shutdownNow();
        // Those who wait are told so by these threads.
        server.awaitTermination(TELL_TIME.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    endThreads();
  }

  private void endThreads() {
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
