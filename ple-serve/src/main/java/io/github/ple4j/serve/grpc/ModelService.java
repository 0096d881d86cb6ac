package io.github.ple4j.serve.grpc;

import io.github.ple4j.serve.ModelServerConfigs.ModelConfig;
import io.github.ple4j.serve.ModelServerConfigs.ModelServerConfig;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.ModelsConfiguration;
import io.github.ple4j.serve.Servables;
import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.StatusCode;
import io.github.ple4j.serve.VersionStatus;
import io.github.ple4j.serve.proto.GetModelStatusRequest;
import io.github.ple4j.serve.proto.GetModelStatusResponse;
import io.github.ple4j.serve.proto.ModelSpec;
import io.github.ple4j.serve.proto.ModelVersionStatus;
import io.github.ple4j.serve.proto.ReloadConfigRequest;
import io.github.ple4j.serve.proto.ReloadConfigResponse;
import io.github.ple4j.serve.proto.StatusProto;
import java.time.Duration;
import java.util.List;
import org.tensorflow.proto.error.Code;

/** The methods of {@code tensorflow.serving.ModelService}. Thread-safe. */
final class ModelService {
  // For a caller without a deadline: six tries a minute apart, and what they take.
  private static final Duration LONGEST_LOAD = Duration.ofHours(1);

  private final Models models;
  private final boolean reconfigurable;

  ModelService(Models models, boolean reconfigurable) {
    this.models = models;
    this.reconfigurable = reconfigurable;
  }

  GetModelStatusResponse getModelStatus(GetModelStatusRequest request, long deadlineNanos) {
    ModelSpecs.require(request.hasModelSpec());
    ModelSpec spec = request.getModelSpec();
    GetModelStatusResponse.Builder response = GetModelStatusResponse.newBuilder();
    for (VersionStatus status : Servables.status(models, spec.getName(), ModelSpecs.choice(spec))) {
      response.addModelVersionStatus(
          ModelVersionStatus.newBuilder()
              .setVersion(status.version())
              .setStateValue(status.state().number())
              .setStatus(
                  StatusProto.newBuilder()
                      .setErrorCodeValue(
                          status.error().map(StatusCode::of).orElse(StatusCode.OK).number())
                      .setErrorMessage(status.message())));
    }
    return response.build();
  }

  /** Takes another configuration, and waits until its models are loaded or given up. */
  ReloadConfigResponse reload(ReloadConfigRequest request, long deadlineNanos) {
    if (!reconfigurable) {
      throw new ServingException(
          StatusCode.PERMISSION_DENIED, "this server's models cannot be changed by its callers");
    }
    ModelServerConfig config = request.getConfig();
    if (!config.hasModelConfigList()) {
      throw ServingException.invalid(
          "ServerModelConfig type not supported by HandleReloadConfigRequest."
              + " Only ModelConfigList is currently supported");
    }
    try {
      models.reconfigure(ModelsConfiguration.of(config));
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      throw new ServingException(StatusCode.FAILED_PRECONDITION, String.valueOf(e.getMessage()));
    }
    awaitLoaded(deadlineNanos);
    List<String> missing =
        config.getModelConfigList().getConfigList().stream()
            .map(ModelConfig::getName)
            .filter(model -> !HealthService.isAvailable(models, model))
            .toList();
    if (!missing.isEmpty()) {
      throw new ServingException(
          StatusCode.FAILED_PRECONDITION,
          missing.size()
              + " servable(s) did not become available: {"
              + String.join(", ", missing)
              + "}");
    }
    return ReloadConfigResponse.newBuilder()
        .setStatus(StatusProto.newBuilder().setErrorCode(Code.OK))
        .build();
  }

  private void awaitLoaded(long deadlineNanos) {
    Duration time =
        deadlineNanos == Long.MAX_VALUE
            ? LONGEST_LOAD
            : Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    try {
      if (!models.awaitLoaded(time)) {
        throw new ServingException(
            StatusCode.DEADLINE_EXCEEDED,
            "the configuration is in force, and some of its models are still being loaded");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServingException(StatusCode.UNAVAILABLE, "the server ends");
    }
  }
}
