package io.github.ple4j.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.ModelConfiguration;
import io.github.ple4j.serve.ModelsConfiguration;
import io.github.ple4j.serve.TestModels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCallTest {
  @TempDir private Path directory;

  @Test
  void theServerItsServicesAndItsModelsAreHealthy() {
    try (Served served = Served.in(directory)) {
      assertThat(
              List.of(
                  "",
                  "tensorflow.serving.PredictionService",
                  "tensorflow.serving.ModelService",
                  "ranking",
                  "echo"))
          .allSatisfy(
              service -> assertThat(check(served, service)).isEqualTo(ServingStatus.SERVING));
      Status unknown = Served.refusal(() -> check(served, "nobody"));
      assertThat(unknown.getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(unknown.getDescription()).isEqualTo("no service or model \"nobody\"");
    }
  }

  private static ServingStatus check(Served served, String service) {
    return HealthGrpc.newBlockingStub(served.channel()).check(request(service)).getStatus();
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  @Test
  void whoWatchesIsToldWhenAModelComesAndGoes() throws InterruptedException {
    Path echo = directory.resolve("echo");
    ModelConfiguration model = ModelConfiguration.of("echo", echo);
    try (Served served =
        Served.of(new ModelsConfiguration(ImmutableList.of()), options -> options)) {
      Watch watch = new Watch();
      HealthGrpc.newStub(served.channel()).watch(request("echo"), watch);
      assertThat(watch.next()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
      served.models().reconfigure(new ModelsConfiguration(ImmutableList.of(model)));
      assertThat(watch.next()).isEqualTo(ServingStatus.NOT_SERVING);
      TestModels.echo(directory.resolve("written/1"));
      assertThat(directory.resolve("written").toFile().renameTo(echo.toFile())).isTrue();
      assertThat(watch.next()).isEqualTo(ServingStatus.SERVING);
      served.models().reconfigure(new ModelsConfiguration(ImmutableList.of()));
      assertThat(watch.next()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    }
  }

  @Test
  void theEndOfTheServerIsToldToWhoWatches() throws InterruptedException {
    try (Served served = Served.in(directory)) {
      Watch watch = new Watch();
      HealthGrpc.newStub(served.channel()).watch(request(""), watch);
      assertThat(watch.next()).isEqualTo(ServingStatus.SERVING);
      served.server().close();
      assertThat(watch.next()).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(watch.next())
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
  }

  private static final class Watch implements StreamObserver<HealthCheckResponse> {
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    Object next() throws InterruptedException {
      Object next = seen.poll(1, TimeUnit.MINUTES);
      return next == null ? "nothing" : next;
    }

    @Override
    public void onNext(HealthCheckResponse response) {
      seen.add(response.getStatus());
    }

    @Override
    public void onError(Throwable e) {
      seen.add(e);
    }

    @Override
    public void onCompleted() {
      seen.add("the end");
    }
  }
}
