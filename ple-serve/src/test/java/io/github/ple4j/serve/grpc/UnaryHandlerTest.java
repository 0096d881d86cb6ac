package io.github.ple4j.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.ModelsConfiguration;
import io.github.ple4j.serve.ModelsOptions;
import io.github.ple4j.serve.proto.GetModelStatusRequest;
import io.grpc.CallOptions;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class UnaryHandlerTest {
  @Test
  void aCallThatEndsWithAnErrorMakesRoom() throws Exception {
    Queue<GrpcCall> calls = new ConcurrentLinkedQueue<>();
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    CallLimits limits = new CallLimits(1, Duration.ofMinutes(1), timer);
    Models models =
        Models.open(new ModelsConfiguration(ImmutableList.of()), ModelsOptions.defaults());
    UnaryService service =
        new UnaryService(ServingMethods.MODEL_SERVICE, models, limits, calls::add)
            .add(
                ServingMethods.GET_MODEL_STATUS,
                (request, deadlineNanos) -> {
                  throw new OutOfMemoryError("of the test");
                },
                GetModelStatusRequest::getModelSpec);
    Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .addService(service.build())
            .build()
            .start();
    ManagedChannel channel = Served.channel(server.getPort());
    try {
      for (int i = 1; i <= 2; i++) {
        Status status =
            Served.refusal(
                () ->
                    ClientCalls.blockingUnaryCall(
                        channel,
                        ServingMethods.GET_MODEL_STATUS,
                        CallOptions.DEFAULT,
                        GetModelStatusRequest.getDefaultInstance()));
        assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
        int ended = i;
        Served.await(() -> calls.size() == ended);
      }
      assertThat(calls).extracting(GrpcCall::status).containsOnly(Status.Code.UNKNOWN);
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
      models.close();
      timer.shutdownNow();
    }
  }
}
