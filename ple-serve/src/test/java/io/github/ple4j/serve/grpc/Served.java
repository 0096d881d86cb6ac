package io.github.ple4j.serve.grpc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.Int64Value;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ModelConfiguration;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.ModelsConfiguration;
import io.github.ple4j.serve.ModelsOptions;
import io.github.ple4j.serve.TensorProtos;
import io.github.ple4j.serve.TestModels;
import io.github.ple4j.serve.VersionPolicy;
import io.github.ple4j.serve.VersionState;
import io.github.ple4j.serve.proto.ModelSpec;
import io.github.ple4j.serve.proto.PredictRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;

/**
 * A server of three models on loopback, and a channel to it: {@code ranking} with the versions 1
 * and 2, of which 1 has the label {@code stable}; {@code echo} with the version 7; {@code examples}
 * with the version 3.
 */
final class Served implements AutoCloseable {
  private final Models models;
  private final GrpcServer server;
  private final ManagedChannel channel;

  private Served(Models models, GrpcServer server, ManagedChannel channel) {
    this.models = models;
    this.server = server;
    this.channel = channel;
  }

  static Served in(Path directory) {
    return in(directory, options -> options);
  }

  static Served in(Path directory, UnaryOperator<GrpcOptions> changes) {
    TestModels.ranking(directory.resolve("ranking/1"));
    TestModels.ranking(directory.resolve("ranking/2"));
    TestModels.echo(directory.resolve("echo/7"));
    ExampleModel.write(directory.resolve("examples/3"));
    Served served =
        of(
            new ModelsConfiguration(
                ImmutableList.of(
                    new ModelConfiguration(
                        "ranking",
                        directory.resolve("ranking"),
                        new VersionPolicy.Latest(2),
                        ImmutableSortedMap.of("stable", 1L)),
                    ModelConfiguration.of("echo", directory.resolve("echo")),
                    ModelConfiguration.of("examples", directory.resolve("examples")))),
            changes);
    await(
        () ->
            served.models.status("ranking").stream()
                    .filter(version -> version.state() == VersionState.AVAILABLE)
                    .count()
                == 2);
    return served;
  }

  static Served of(ModelsConfiguration configuration, UnaryOperator<GrpcOptions> changes) {
    Models models =
        Models.open(
            configuration,
            ModelsOptions.defaults()
                .withPollInterval(Duration.ofMillis(20))
                .withLoadRetries(0, Duration.ZERO));
    try {
      Assertions.assertThat(models.awaitLoaded(Duration.ofMinutes(2))).isTrue();
      GrpcServer server =
          GrpcServer.start(models, changes.apply(GrpcOptions.defaults().withPort(0)));
      return new Served(models, server, channel(server.port()));
    } catch (IOException e) {
      models.close();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext()
        .maxInboundMessageSize(64 << 20)
        .build();
  }

  Models models() {
    return models;
  }

  GrpcServer server() {
    return server;
  }

  ManagedChannel channel() {
    return channel;
  }

  <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    return call(method, request, CallOptions.DEFAULT);
  }

  <Q, A> A call(MethodDescriptor<Q, A> method, Q request, CallOptions options) {
    return ClientCalls.blockingUnaryCall(channel, method, options, request);
  }

  /** How the server refuses a call. */
  <Q, A> Status refusal(MethodDescriptor<Q, A> method, Q request) {
    return refusal(() -> call(method, request));
  }

  static Status refusal(Runnable call) {
    return Assertions.catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
  }

  static ModelSpec.Builder spec(String model) {
    return ModelSpec.newBuilder().setName(model);
  }

  static ModelSpec.Builder spec(String model, String signature) {
    return spec(model).setSignatureName(signature);
  }

  static ModelSpec spec(String model, long version, String signature) {
    return spec(model, signature).setVersion(Int64Value.of(version)).build();
  }

  static PredictRequest request(ModelSpec.Builder spec, Map<String, Column> inputs) {
    PredictRequest.Builder request = PredictRequest.newBuilder().setModelSpec(spec);
    inputs.forEach((name, column) -> request.putInputs(name, TensorProtos.of(column)));
    return request.build();
  }

  static PredictRequest people() {
    return request(spec("ranking"), TestModels.people());
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!condition.getAsBoolean()) {
      Assertions.assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
    models.close();
  }
}
