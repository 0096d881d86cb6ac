package io.github.ple4j.serve.grpc;

import static io.github.ple4j.serve.grpc.ServingMethods.GET_MODEL_STATUS;
import static io.github.ple4j.serve.grpc.ServingMethods.PREDICT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.ModelsConfiguration;
import io.github.ple4j.serve.proto.GetModelStatusRequest;
import io.github.ple4j.serve.proto.GetModelStatusResponse;
import io.github.ple4j.serve.proto.PredictRequest;
import io.github.ple4j.serve.proto.PredictResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcServerTest {
  private static final GetModelStatusRequest NOBODY =
      GetModelStatusRequest.newBuilder().setModelSpec(Served.spec("nobody")).build();

  @TempDir private Path directory;

  private static Served empty(UnaryOperator<GrpcOptions> changes) {
    return Served.of(new ModelsConfiguration(ImmutableList.of()), changes);
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (Served served = empty(options -> options)) {
      GrpcOptions same = GrpcOptions.defaults().withPort(served.server().port());
      assertThatThrownBy(() -> GrpcServer.start(served.models(), same))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("127.0.0.1:" + served.server().port() + ": cannot be bound: ");
    }
  }

  @Test
  void callsWithoutTheTokenAreRefusedAndTheServersHealthIsNot() {
    Queue<GrpcCall> calls = new ConcurrentLinkedQueue<>();
    try (Served served =
        empty(options -> options.withToken("open-sesame").withListener(calls::add))) {
      for (String authorization : List.of("", "Bearer", "Bearer other", "Basic open-sesame")) {
        Status status =
            Served.refusal(
                () -> call(with(served.channel(), authorization), GET_MODEL_STATUS, NOBODY));
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(status.getDescription()).isEqualTo("expected authorization: Bearer <token>");
      }
      assertThat(
              Served.refusal(
                      () ->
                          call(
                              with(served.channel(), "bearer open-sesame"),
                              GET_MODEL_STATUS,
                              NOBODY))
                  .getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
      assertThat(
              HealthGrpc.newBlockingStub(served.channel())
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
      HealthCheckRequest model = HealthCheckRequest.newBuilder().setService("nobody").build();
      assertThat(
              Served.refusal(() -> HealthGrpc.newBlockingStub(served.channel()).check(model))
                  .getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(
              Served.refusal(
                      () ->
                          HealthGrpc.newBlockingStub(with(served.channel(), "Bearer open-sesame"))
                              .check(model))
                  .getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
      Served.await(() -> calls.size() == 5);
      assertThat(calls)
          .extracting(GrpcCall::status)
          .containsOnly(Status.Code.UNAUTHENTICATED, Status.Code.NOT_FOUND);
    }
  }

  private static Channel with(Channel channel, String authorization) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static <Q, A> A call(Channel channel, MethodDescriptor<Q, A> method, Q request) {
    return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
  }

  @Test
  void oneCallMoreThanAreAllowedAtATimeIsRefused() {
    try (Served served = empty(options -> options.withMaximumCalls(1))) {
      Begun<GetModelStatusRequest, GetModelStatusResponse> first = take(served, GET_MODEL_STATUS);
      first.call.sendMessage(NOBODY);
      first.call.halfClose();
      assertThat(first.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(served.refusal(GET_MODEL_STATUS, NOBODY).getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  /** A call that takes the only place of a server; one that came before its turn is made again. */
  private static <Q, A> Begun<Q, A> take(Served served, MethodDescriptor<Q, A> method) {
    while (true) {
      Begun<Q, A> call = new Begun<>(served, method);
      Served.await(() -> call.isOver() || isFull(served));
      if (!call.isOver()) {
        return call;
      }
    }
  }

  private static boolean isFull(Served served) {
    return "the server answers 1 calls at a time, and has them"
        .equals(served.refusal(GET_MODEL_STATUS, NOBODY).getDescription());
  }

  @Test
  void aRequestThatDoesNotArriveEndsItsCall() {
    try (Served served = empty(options -> options.withRequestTime(Duration.ofMillis(50)))) {
      Begun<GetModelStatusRequest, GetModelStatusResponse> first =
          new Begun<>(served, GET_MODEL_STATUS);
      first.call.sendMessage(NOBODY);
      assertThat(first.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(first.status().getDescription())
          .isEqualTo("the request did not arrive within 50 ms");
    }
  }

  @Test
  void aCallWithoutARequestIsTheCallersFault() {
    try (Served served = empty(options -> options)) {
      Begun<GetModelStatusRequest, GetModelStatusResponse> first =
          new Begun<>(served, GET_MODEL_STATUS);
      first.call.halfClose();
      assertThat(first.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(first.status().getDescription()).isEqualTo("expected one request, found none");
    }
  }

  @Test
  void aCallThatIsGivenUpMakesRoom() {
    Queue<GrpcCall> calls = new ConcurrentLinkedQueue<>();
    try (Served served = empty(options -> options.withMaximumCalls(1).withListener(calls::add))) {
      Begun<GetModelStatusRequest, GetModelStatusResponse> first = take(served, GET_MODEL_STATUS);
      first.call.cancel("given up", null);
      Served.await(() -> calls.stream().anyMatch(call -> call.status() == Status.Code.CANCELLED));
      assertThat(served.refusal(GET_MODEL_STATUS, NOBODY).getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  @Test
  void closingAnswersWhatWasTaken() throws Exception {
    try (Served served = Served.in(directory, options -> options.withMaximumCalls(1))) {
      Begun<PredictRequest, PredictResponse> first = take(served, PREDICT);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(served.server()::close);
      Served.await(() -> !accepts(served.server().port()));
      assertThat(closing).isNotDone();
      first.call.sendMessage(Served.people());
      first.call.halfClose();
      assertThat(first.status()).isEqualTo(Status.OK);
      closing.get(1, TimeUnit.MINUTES);
      assertThat(served.refusal(PREDICT, Served.people()).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closingDoesNotWaitForCallsForEver() {
    try (Served served =
        empty(options -> options.withMaximumCalls(1).withCloseTime(Duration.ofMillis(50)))) {
      Begun<GetModelStatusRequest, GetModelStatusResponse> first = take(served, GET_MODEL_STATUS);
      served.server().close();
      assertThat(first.status().getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
    }
  }

  @Test
  void theListenerIsToldOfEveryCall() {
    Queue<GrpcCall> calls = new ConcurrentLinkedQueue<>();
    try (Served served = Served.in(directory, options -> options.withListener(calls::add))) {
      served.call(PREDICT, Served.people());
      served.refusal(GET_MODEL_STATUS, NOBODY);
      Served.await(() -> calls.size() == 2);
      assertThat(calls)
          .extracting(GrpcCall::method, GrpcCall::model, GrpcCall::status)
          .containsExactly(
              tuple("Predict", "ranking", Status.Code.OK),
              tuple("GetModelStatus", "", Status.Code.NOT_FOUND));
      assertThat(calls)
          .allSatisfy(
              call -> {
                assertThat(call.nanos()).isPositive();
                assertThat(call.peer()).startsWith("/127.0.0.1:");
              });
    }
  }

  @Test
  void callsMayBeEncryptedAndCallersProveWhoTheyAre() throws Exception {
    Path store = directory.resolve("store.p12");
    int made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "1000",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret")
            .inheritIO()
            .start()
            .waitFor();
    assertThat(made).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    Path certificate =
        pem("certificate", "CERTIFICATE", keys.getCertificate("server").getEncoded());
    Path key =
        pem("key", "PRIVATE KEY", keys.getKey("server", "secret".toCharArray()).getEncoded());
    GrpcTls tls = GrpcTls.of(certificate, key);
    try (Served served = empty(options -> options.withTls(tls))) {
      ManagedChannel encrypted =
          Grpc.newChannelBuilder(
                  "127.0.0.1:" + served.server().port(),
                  TlsChannelCredentials.newBuilder().trustManager(certificate.toFile()).build())
              .build();
      assertThat(Served.refusal(() -> call(encrypted, GET_MODEL_STATUS, NOBODY)).getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
      encrypted.shutdownNow();
      assertThat(served.refusal(GET_MODEL_STATUS, NOBODY).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
    GrpcTls mutual = new GrpcTls(certificate, key, Optional.of(certificate));
    try (Served served = empty(options -> options.withTls(mutual))) {
      ManagedChannel unknown =
          Grpc.newChannelBuilder(
                  "127.0.0.1:" + served.server().port(),
                  TlsChannelCredentials.newBuilder().trustManager(certificate.toFile()).build())
              .build();
      assertThat(Served.refusal(() -> call(unknown, GET_MODEL_STATUS, NOBODY)).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
      unknown.shutdownNow();
      ManagedChannel known =
          Grpc.newChannelBuilder(
                  "127.0.0.1:" + served.server().port(),
                  TlsChannelCredentials.newBuilder()
                      .trustManager(certificate.toFile())
                      .keyManager(certificate.toFile(), key.toFile())
                      .build())
              .build();
      assertThat(Served.refusal(() -> call(known, GET_MODEL_STATUS, NOBODY)).getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
      known.shutdownNow();
    }
  }

  private Path pem(String name, String kind, byte[] content) throws IOException {
    return Files.writeString(
        directory.resolve(name + ".pem"),
        "-----BEGIN "
            + kind
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(content)
            + "\n-----END "
            + kind
            + "-----\n");
  }

  @Test
  void filesOfTlsThatCannotBeReadAreNamed() {
    try (Served served = empty(options -> options)) {
      Path missing = directory.resolve("missing.pem");
      assertThatThrownBy(
              () ->
                  GrpcServer.start(
                      served.models(),
                      GrpcOptions.defaults().withPort(0).withTls(GrpcTls.of(missing, missing))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("missing.pem");
      Path empty = pem("empty", "CERTIFICATE", new byte[] {1});
      assertThatThrownBy(
              () ->
                  GrpcServer.start(
                      served.models(),
                      GrpcOptions.defaults().withPort(0).withTls(GrpcTls.of(empty, empty))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("empty.pem");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A call that has begun, and has sent nothing but its head; and what became of it. */
  private static final class Begun<Q, A> extends ClientCall.Listener<A> {
    private final CompletableFuture<Status> status = new CompletableFuture<>();
    private final ClientCall<Q, A> call;

    Begun(Served served, MethodDescriptor<Q, A> method) {
      call = served.channel().newCall(method, CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(2);
    }

    boolean isOver() {
      return status.isDone();
    }

    Status status() {
      return status.orTimeout(1, TimeUnit.MINUTES).join();
    }

    @Override
    public void onClose(Status closed, Metadata trailers) {
      status.complete(closed);
    }
  }
}
