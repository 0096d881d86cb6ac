package io.github.ple4j.serve.grpc;

import static io.github.ple4j.serve.grpc.Served.spec;
import static io.github.ple4j.serve.grpc.ServingMethods.GET_MODEL_METADATA;
import static io.github.ple4j.serve.grpc.ServingMethods.GET_MODEL_STATUS;
import static io.github.ple4j.serve.grpc.ServingMethods.HANDLE_RELOAD_CONFIG_REQUEST;
import static io.github.ple4j.serve.grpc.ServingMethods.PREDICT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.ple4j.serve.ModelServerConfigs.ModelConfig;
import io.github.ple4j.serve.ModelServerConfigs.ModelConfigList;
import io.github.ple4j.serve.ModelServerConfigs.ModelServerConfig;
import io.github.ple4j.serve.proto.GetModelMetadataRequest;
import io.github.ple4j.serve.proto.GetModelMetadataResponse;
import io.github.ple4j.serve.proto.GetModelStatusRequest;
import io.github.ple4j.serve.proto.ModelSpec;
import io.github.ple4j.serve.proto.ModelVersionStatus;
import io.github.ple4j.serve.proto.ReloadConfigRequest;
import io.github.ple4j.serve.proto.SignatureDefMap;
import io.github.ple4j.serve.proto.StatusProto;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.error.Code;

class ModelCallTest {
  @TempDir private Path directory;

  @Test
  void metadataAreTheSignatures() throws InvalidProtocolBufferException {
    try (Served served = Served.in(directory)) {
      GetModelMetadataResponse response =
          served.call(GET_MODEL_METADATA, metadata(spec("ranking"), "signature_def"));
      assertThat(response.getModelSpec())
          .isEqualTo(spec("ranking").setVersion(Int64Value.of(2)).build());
      assertThat(response.getMetadataOrThrow("signature_def").getTypeUrl())
          .isEqualTo("type.googleapis.com/tensorflow.serving.SignatureDefMap");
      SignatureDef signature =
          response
              .getMetadataOrThrow("signature_def")
              .unpack(SignatureDefMap.class)
              .getSignatureDefOrThrow("ids");
      assertThat(signature.getMethodName()).isEqualTo("tensorflow/serving/predict");
      assertThat(signature.getInputsOrThrow("education").getDtype()).isEqualTo(DataType.DT_STRING);
      assertThat(served.refusal(GET_MODEL_METADATA, metadata(spec("ranking"))).getDescription())
          .isEqualTo("GetModelMetadataRequest must specify at least one metadata_field");
      assertThat(
              served
                  .refusal(GET_MODEL_METADATA, metadata(spec("ranking"), "assets"))
                  .getDescription())
          .isEqualTo("Metadata field assets is not supported");
    }
  }

  private static GetModelMetadataRequest metadata(ModelSpec.Builder spec, String... fields) {
    GetModelMetadataRequest.Builder request =
        GetModelMetadataRequest.newBuilder().setModelSpec(spec);
    for (String field : fields) {
      request.addMetadataField(field);
    }
    return request.build();
  }

  @Test
  void statusIsThatOfAllVersionsOrOfOne() {
    try (Served served = Served.in(directory)) {
      assertThat(served.call(GET_MODEL_STATUS, status(spec("ranking"))).getModelVersionStatusList())
          .containsExactly(available(2), available(1));
      assertThat(
              served
                  .call(GET_MODEL_STATUS, status(spec("ranking").setVersionLabel("stable")))
                  .getModelVersionStatusList())
          .containsExactly(available(1));
      Status version =
          served.refusal(GET_MODEL_STATUS, status(spec("ranking").setVersion(Int64Value.of(9))));
      assertThat(version.getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(version.getDescription()).isEqualTo("Could not find version 9 of model ranking");
      Status model = served.refusal(GET_MODEL_STATUS, status(spec("nobody")));
      assertThat(model.getCode()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(model.getDescription()).isEqualTo("Could not find any versions of model nobody");
    }
  }

  private static GetModelStatusRequest status(ModelSpec.Builder spec) {
    return GetModelStatusRequest.newBuilder().setModelSpec(spec).build();
  }

  private static ModelVersionStatus available(long version) {
    return ModelVersionStatus.newBuilder()
        .setVersion(version)
        .setState(ModelVersionStatus.State.AVAILABLE)
        .setStatus(StatusProto.getDefaultInstance())
        .build();
  }

  @Test
  void modelsCanBeChanged() {
    try (Served served = Served.in(directory)) {
      assertThat(
              served
                  .call(HANDLE_RELOAD_CONFIG_REQUEST, config("another", "ranking"))
                  .getStatus()
                  .getErrorCode())
          .isEqualTo(Code.OK);
      assertThat(served.models().names()).containsExactly("another");
      assertThat(
              served
                  .call(PREDICT, Served.people().toBuilder().setModelSpec(spec("another")).build())
                  .getModelSpec())
          .isEqualTo(spec("another", 2, "serving_default"));
      assertThat(served.refusal(PREDICT, Served.people()).getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  private ReloadConfigRequest config(String model, String base) {
    return ReloadConfigRequest.newBuilder()
        .setConfig(
            ModelServerConfig.newBuilder()
                .setModelConfigList(
                    ModelConfigList.newBuilder()
                        .addConfig(
                            ModelConfig.newBuilder()
                                .setName(model)
                                .setBasePath(directory.resolve(base).toString())
                                .setModelPlatform("tensorflow"))))
        .build();
  }

  @Test
  void aConfigurationThatIsNoneChangesNothing() {
    try (Served served = Served.in(directory)) {
      Status none =
          served.refusal(HANDLE_RELOAD_CONFIG_REQUEST, ReloadConfigRequest.getDefaultInstance());
      assertThat(none.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(none.getDescription()).contains("Only ModelConfigList is currently supported");
      Status name = served.refusal(HANDLE_RELOAD_CONFIG_REQUEST, config("../up", "ranking"));
      assertThat(name.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(served.models().names()).containsExactly("echo", "examples", "ranking");
    }
  }

  @Test
  void aModelThatCannotBeLoadedIsSaidSo() throws IOException {
    try (Served served = Served.in(directory)) {
      Path broken = Files.createDirectories(directory.resolve("broken/1"));
      Files.writeString(broken.resolve("saved_model.pb"), "none");
      Status status = served.refusal(HANDLE_RELOAD_CONFIG_REQUEST, config("broken", "broken"));
      assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(status.getDescription())
          .isEqualTo("1 servable(s) did not become available: {broken}");
      ModelVersionStatus version =
          served.call(GET_MODEL_STATUS, status(spec("broken"))).getModelVersionStatus(0);
      assertThat(version.getState()).isEqualTo(ModelVersionStatus.State.END);
      assertThat(version.getStatus().getErrorCode()).isNotEqualTo(Code.OK);
      assertThat(version.getStatus().getErrorMessage()).contains("saved_model.pb");
    }
  }

  @Test
  void callersMayBeKeptFromChangingTheModels() {
    try (Served served = Served.in(directory, options -> options.withReconfigurable(false))) {
      assertThat(served.refusal(HANDLE_RELOAD_CONFIG_REQUEST, config("a", "ranking")).getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }
}
