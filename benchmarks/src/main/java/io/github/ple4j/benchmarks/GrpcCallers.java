package io.github.ple4j.benchmarks;

import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.TensorProtos;
import io.github.ple4j.serve.grpc.ServingMethods;
import io.github.ple4j.serve.proto.PredictRequest;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Callers that ask for the same prediction over gRPC, each over a channel of its own. */
final class GrpcCallers implements Callers {
  private final PredictRequest request;
  private final List<ManagedChannel> channels = new ArrayList<>();

  private GrpcCallers(PredictRequest request) {
    this.request = request;
  }

  static PredictRequest request(String model, String signature, Map<String, Column> inputs) {
    PredictRequest.Builder request = PredictRequest.newBuilder();
    request.getModelSpecBuilder().setName(model).setSignatureName(signature);
    inputs.forEach((name, column) -> request.putInputs(name, TensorProtos.of(column)));
    return request.build();
  }

  /** Of a server at {@code host:port}. */
  static GrpcCallers connect(String address, PredictRequest request, int count) throws IOException {
    GrpcCallers callers = new GrpcCallers(request);
    for (int i = 0; i < count; i++) {
      callers.channels.add(
          Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build());
    }
    try {
      for (int i = 0; i < count; i++) {
        callers.send(i); // a channel connects with its first call
      }
      return callers;
    } catch (IOException e) {
      callers.close();
      throw e;
    }
  }

  @Override
  public boolean send(int caller) throws IOException {
    try {
      return ClientCalls.blockingUnaryCall(
                  channels.get(caller), ServingMethods.PREDICT, CallOptions.DEFAULT, request)
              .getOutputsCount()
          > 0;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        return false;
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
