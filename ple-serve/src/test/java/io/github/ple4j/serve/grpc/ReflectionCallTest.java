package io.github.ple4j.serve.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorProto;

@TestInstance(Lifecycle.PER_CLASS)
class ReflectionCallTest {
  private Served served;

  @BeforeAll
  void serve(@TempDir Path directory) {
    served = Served.in(directory);
  }

  @AfterAll
  void close() {
    served.close();
  }

  @Test
  void allServicesAreListed() throws InterruptedException {
    assertThat(
            ask(ServerReflectionRequest.newBuilder().setListServices("").build())
                .getListServicesResponse()
                .getServiceList())
        .extracting(ServiceResponse::getName)
        .containsExactlyInAnyOrder(
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "tensorflow.serving.ModelService",
            "tensorflow.serving.PredictionService");
  }

  @Test
  void theDeclarationsAreCompleteDownToThoseOfTensorFlow() throws Exception {
    Map<String, FileDescriptorProto> files = new TreeMap<>();
    ask(ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("tensorflow.serving.PredictionService")
            .build())
        .getFileDescriptorResponse()
        .getFileDescriptorProtoList()
        .forEach(file -> add(files, file));
    fetchImports(files);
    Map<String, FileDescriptor> built = new TreeMap<>();
    for (String name : files.keySet()) {
      build(name, files, built);
    }
    ServiceDescriptor service =
        get(built, "tensorflow_serving/apis/prediction_service.proto")
            .findServiceByName("PredictionService");
    assertThat(service.getMethods())
        .extracting(method -> method.getName())
        .containsExactly("Classify", "Regress", "Predict", "MultiInference", "GetModelMetadata");
    assertThat(get(built, "tensorflow/core/framework/tensor.proto").toProto())
        .isEqualTo(TensorProto.getDescriptor().getFile().toProto());
    assertThat(get(built, "tensorflow/core/protobuf/meta_graph.proto").toProto())
        .isEqualTo(SignatureDef.getDescriptor().getFile().toProto());
  }

  private static <T> T get(Map<String, T> files, String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  private void fetchImports(Map<String, FileDescriptorProto> files) throws InterruptedException {
    List<String> missing;
    do {
      missing =
          files.values().stream()
              .flatMap(file -> file.getDependencyList().stream())
              .filter(name -> !files.containsKey(name))
              .distinct()
              .toList();
      for (String name : missing) {
        ask(ServerReflectionRequest.newBuilder().setFileByFilename(name).build())
            .getFileDescriptorResponse()
            .getFileDescriptorProtoList()
            .forEach(file -> add(files, file));
        assertThat(files).containsKey(name);
      }
    } while (!missing.isEmpty());
  }

  private static void add(Map<String, FileDescriptorProto> files, ByteString bytes) {
    try {
      FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
      files.put(file.getName(), file);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static FileDescriptor build(
      String name, Map<String, FileDescriptorProto> files, Map<String, FileDescriptor> built)
      throws DescriptorValidationException {
    FileDescriptor done = built.get(name);
    if (done != null) {
      return done;
    }
    List<String> imports = get(files, name).getDependencyList();
    FileDescriptor[] dependencies = new FileDescriptor[imports.size()];
    for (int i = 0; i < dependencies.length; i++) {
      dependencies[i] = build(imports.get(i), files, built);
    }
    FileDescriptor file = FileDescriptor.buildFrom(get(files, name), dependencies);
    built.put(name, file);
    return file;
  }

  private ServerReflectionResponse ask(ServerReflectionRequest request)
      throws InterruptedException {
    BlockingQueue<ServerReflectionResponse> answers = new LinkedBlockingQueue<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(served.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answers.add(response);
                  }

                  @Override
                  public void onError(Throwable e) {}

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(request);
    ServerReflectionResponse answer = answers.poll(1, TimeUnit.MINUTES);
    requests.onCompleted();
    assertThat(answer).isNotNull();
    return answer;
  }

  @Test
  void aPythonClientNeedsNoDeclarations() throws Exception {
    assumeThat(hasPythonClient()).as("/usr/bin/python3 has grpc").isTrue();
    Process python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "src/test/python/reflection_client.py",
                "127.0.0.1:" + served.server().port())
            .redirectErrorStream(true)
            .start();
    String output = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor()).as(output).isZero();
    assertThat(output)
        .isEqualToIgnoringNewLines(
            """
            y [1.5, -2.0]
            model echo version 7 signature float32
            NOT_FOUND Servable not found for request: Latest(nobody)
            status AVAILABLE
            signatures any bool cube float32 float64 int32 int64 matrix scalar string uint8
            """);
  }

  private static boolean hasPythonClient() throws InterruptedException {
    try {
      return new ProcessBuilder("/usr/bin/python3", "-c", "import grpc, google.protobuf")
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
