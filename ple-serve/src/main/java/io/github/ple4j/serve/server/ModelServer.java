package io.github.ple4j.serve.server;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.ModelConfiguration;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.ModelsConfiguration;
import io.github.ple4j.serve.ModelsOptions;
import io.github.ple4j.serve.VersionPolicy;
import io.github.ple4j.serve.grpc.GrpcOptions;
import io.github.ple4j.serve.grpc.GrpcServer;
import io.github.ple4j.serve.rest.RestOptions;
import io.github.ple4j.serve.rest.RestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Models with their REST and gRPC servers, as the flags say. */
final class ModelServer implements AutoCloseable {
  private final AccessLog log;
  private final Models models;
  private final Optional<RestServer> rest;
  private final Optional<GrpcServer> grpc;

  private ModelServer(
      AccessLog log, Models models, Optional<RestServer> rest, Optional<GrpcServer> grpc) {
    this.log = log;
    this.models = models;
    this.rest = rest;
    this.grpc = grpc;
  }

  /** Listens, and loads models meanwhile. */
  static ModelServer start(
      ModelFlags modelFlags,
      BatchingFlags batching,
      NetworkFlags network,
      MonitoringFlags monitoring,
      PrintWriter err) {
    ModelsConfiguration configuration = configuration(modelFlags);
    Optional<String> token = network.token();
    Optional<String> metricsPath = monitoring.metricsPath();
    PrometheusMetrics metrics = new PrometheusMetrics();
    ServingListeners listeners =
        new ServingListeners(
            ImmutableList.of(metrics, new VersionReport(err, modelFlags.loadRetryIntervalMicros)));
    ModelsOptions options =
        new ModelsOptions(
            modelFlags.predictor(),
            batching.options(),
            modelFlags.pollInterval(),
            modelFlags.maxInFlight,
            modelFlags.maxNumLoadRetries,
            modelFlags.loadRetryInterval(),
            listeners);
    // What the flags name is read before anything is opened.
    try (TlsFiles tls = network.tls()) {
      AccessLog log = monitoring.accessLog();
      for (ModelConfiguration model : configuration.models()) {
        err.println("model " + model.name() + ": " + policy(model.policy()) + model.directory());
      }
      Models models = Models.open(configuration, options);
      Optional<RestServer> rest = Optional.empty();
      try {
        RequestRecords records = new RequestRecords(metrics, log, err);
        StatusPages pages = new StatusPages(models, metrics, metricsPath);
        Optional<RestOptions> restOptions = network.rest(tls, token, pages, records);
        Optional<GrpcOptions> grpcOptions = network.grpc(tls, token, records);
        if (restOptions.isPresent()) {
          rest = Optional.of(RestServer.start(models, restOptions.get()));
        }
        Optional<GrpcServer> grpc =
            grpcOptions.isPresent()
                ? Optional.of(GrpcServer.start(models, grpcOptions.get()))
                : Optional.empty();
        watchConfiguration(modelFlags, models);
        return new ModelServer(log, models, rest, grpc);
      } catch (IOException e) {
        new ModelServer(log, models, rest, Optional.empty()).close();
        throw new ServeException(String.valueOf(e.getMessage()), e);
      } catch (RuntimeException e) {
        new ModelServer(log, models, rest, Optional.empty()).close();
        throw e;
      }
    }
  }

  private static ModelsConfiguration configuration(ModelFlags flags) {
    ModelsConfiguration configuration = read(flags);
    for (ModelConfiguration model : configuration.models()) {
      if (!Files.isDirectory(model.directory())) {
        throw new ServeException(
            model.name()
                + (Files.exists(model.directory())
                    ? ": expected a directory, found a file: "
                    : ": no such directory: ")
                + model.directory());
      }
    }
    return configuration;
  }

  private static ModelsConfiguration read(ModelFlags flags) {
    Path file = flags.modelConfigFile;
    if (file != null) {
      try {
        return ModelsConfiguration.read(file);
      } catch (NoSuchFileException e) {
        throw new ServeException(file + ": no such file", e);
      } catch (IOException | IllegalArgumentException e) {
        throw ServeException.of(file, e);
      }
    }
    Path directory = flags.modelBasePath;
    if (directory == null) {
      throw new IllegalStateException("the flags were not checked");
    }
    try {
      return new ModelsConfiguration(
          ImmutableList.of(
              ModelConfiguration.of(flags.modelName, directory.toAbsolutePath().normalize())));
    } catch (IllegalArgumentException e) {
      throw new ServeException("--model_name: " + e.getMessage(), e);
    }
  }

  private static String policy(VersionPolicy policy) {
    if (policy instanceof VersionPolicy.Latest latest) {
      return latest.count() == 1
          ? "the newest version in "
          : "the " + latest.count() + " newest versions in ";
    }
    if (policy instanceof VersionPolicy.Specific specific) {
      return "versions "
          + specific.versions().stream().map(String::valueOf).collect(joining(", "))
          + " in ";
    }
    return "all versions in ";
  }

  private static void watchConfiguration(ModelFlags flags, Models models) {
    Path file = flags.modelConfigFile;
    if (file != null && flags.modelConfigFilePollWaitSeconds > 0) {
      models.watch(file, Duration.ofSeconds(flags.modelConfigFilePollWaitSeconds));
    }
  }

  OptionalInt restPort() {
    return rest.map(server -> OptionalInt.of(server.port())).orElse(OptionalInt.empty());
  }

  OptionalInt grpcPort() {
    return grpc.map(server -> OptionalInt.of(server.port())).orElse(OptionalInt.empty());
  }

  /** Waits until each model has a version that answers or cannot be loaded; whether all answer. */
  boolean awaitLoaded() throws InterruptedException {
    while (!models.awaitLoaded(Duration.ofHours(1))) {
      // No time is too long for a large model.
    }
    return models.isReady();
  }

  /** Takes no more requests, answers those that were taken, and unloads the models. */
  @Override
  public void close() {
    Thread grpcEnd = new Thread(() -> grpc.ifPresent(GrpcServer::close), "grpc end");
    grpcEnd.start();
    try (log;
        models) {
      try {
        rest.ifPresent(RestServer::close);
      } finally {
        join(grpcEnd);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
