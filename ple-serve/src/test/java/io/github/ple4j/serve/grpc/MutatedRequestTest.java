package io.github.ple4j.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.github.ple4j.serve.TestModels;
import io.github.ple4j.serve.proto.ClassificationRequest;
import io.github.ple4j.serve.proto.ExampleList;
import io.github.ple4j.serve.proto.GetModelMetadataRequest;
import io.github.ple4j.serve.proto.GetModelStatusRequest;
import io.github.ple4j.serve.proto.InferenceTask;
import io.github.ple4j.serve.proto.Input;
import io.github.ple4j.serve.proto.MultiInferenceRequest;
import io.github.ple4j.serve.proto.RegressionRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutatedRequestTest {
  private static final int REQUESTS = 20_000;
  private static final int AT_A_TIME = 50;

  // What a caller does wrong, as against what the server does.
  private static final Set<Status.Code> CALLERS =
      EnumSet.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.OUT_OF_RANGE,
          Status.Code.UNIMPLEMENTED);

  @TempDir private Path directory;

  private record Seed(MethodDescriptor<ByteString, ByteString> method, ByteString bytes) {}

  @Test
  void whateverComesIsAnsweredOrRefusedAsTheCallersFault() throws InterruptedException {
    List<Seed> seeds = seeds();
    Random random = new Random(17);
    Map<Status.Code, Integer> counts = new EnumMap<>(Status.Code.class);
    Map<String, Integer> open = new ConcurrentHashMap<>();
    try (Served served =
        Served.in(
            directory,
            options ->
                options
                    .withMaximumMessageBytes(1 << 20)
                    .withListener(call -> open.merge(call.method(), 1, Integer::sum)))) {
      for (int i = 0; i < REQUESTS; i += AT_A_TIME) {
        List<byte[]> requests = new ArrayList<>();
        List<ListenableFuture<ByteString>> answers = new ArrayList<>();
        for (int j = 0; j < AT_A_TIME; j++) {
          Seed seed = seeds.get(random.nextInt(seeds.size()));
          byte[] request = mutated(seed.bytes().toByteArray(), random);
          requests.add(request);
          answers.add(
              ClientCalls.futureUnaryCall(
                  served.channel().newCall(seed.method(), CallOptions.DEFAULT),
                  ByteString.copyFrom(request)));
        }
        for (int j = 0; j < AT_A_TIME; j++) {
          Status status = status(answers.get(j));
          assertThat(status.getCode())
              .as("%s: %s", status, HexFormat.of().formatHex(requests.get(j)))
              .isIn(CALLERS);
          if (!status.isOk()) {
            assertThat(status.getDescription()).isNotBlank();
          }
          counts.merge(status.getCode(), 1, Integer::sum);
        }
      }
      assertThat(counts).containsKeys(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
      assertThat(served.call(ServingMethods.PREDICT, Served.people()).getOutputsMap())
          .containsOnlyKeys("score");
      // Every call has ended once, and the last leases are given back: the models can be closed.
      Served.await(() -> open.values().stream().mapToInt(Integer::intValue).sum() == REQUESTS + 1);
    }
  }

  private static Status status(Future<ByteString> answer) throws InterruptedException {
    try {
      answer.get();
      return Status.OK;
    } catch (ExecutionException e) {
      return Status.fromThrowable(e);
    }
  }

  private static List<Seed> seeds() {
    Input two =
        Input.newBuilder()
            .setExampleList(
                ExampleList.newBuilder()
                    .addExamples(ExampleModel.example(1, 2))
                    .addExamples(ExampleModel.example(3, 5)))
            .build();
    return List.of(
        seed(ServingMethods.PREDICT, Served.people()),
        seed(
            ServingMethods.PREDICT,
            Served.request(
                Served.spec("ranking", "ids"),
                Map.of("education", TestModels.people().get("education")))),
        seed(
            ServingMethods.CLASSIFY,
            ClassificationRequest.newBuilder()
                .setModelSpec(Served.spec("examples"))
                .setInput(two)
                .build()),
        seed(
            ServingMethods.REGRESS,
            RegressionRequest.newBuilder()
                .setModelSpec(Served.spec("examples", "regress"))
                .setInput(two)
                .build()),
        seed(
            ServingMethods.MULTI_INFERENCE,
            MultiInferenceRequest.newBuilder()
                .addTasks(
                    InferenceTask.newBuilder()
                        .setModelSpec(Served.spec("examples", "regress"))
                        .setMethodName("tensorflow/serving/regress"))
                .setInput(two)
                .build()),
        seed(
            ServingMethods.GET_MODEL_METADATA,
            GetModelMetadataRequest.newBuilder()
                .setModelSpec(Served.spec("ranking"))
                .addMetadataField("signature_def")
                .build()),
        seed(
            ServingMethods.GET_MODEL_STATUS,
            GetModelStatusRequest.newBuilder().setModelSpec(Served.spec("ranking")).build()));
  }

  private static Seed seed(MethodDescriptor<?, ?> method, Message request) {
    return new Seed(Bytes.of(method), request.toByteString());
  }

  /**
   * Some bytes changed, left out, doubled or added; often small numbers, as lengths and tags are.
   */
  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed;
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) random.nextInt(16);
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> {
          int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
          byte[] cut = new byte[bytes.length - (end - at)];
          System.arraycopy(bytes, 0, cut, 0, at);
          System.arraycopy(bytes, end, cut, at, bytes.length - end);
          bytes = cut;
        }
        default -> {
          int length = Math.min(1 + random.nextInt(8), bytes.length - at);
          byte[] doubled = new byte[bytes.length + length];
          System.arraycopy(bytes, 0, doubled, 0, at + length);
          System.arraycopy(bytes, at, doubled, at + length, bytes.length - at);
          bytes = doubled;
        }
      }
    }
    return bytes;
  }
}
