package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.protobuf.Message;
import io.github.ple4j.serve.ModelServerConfigs.FileSystemStoragePathSourceConfig.ServableVersionPolicy;
import io.github.ple4j.serve.ModelServerConfigs.ModelConfig;
import io.github.ple4j.serve.ModelServerConfigs.ModelServerConfig;
import io.github.ple4j.serve.ModelServerConfigs.ModelType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Configurations from TensorFlow Serving's message, and as one. */
final class ModelServerConfigReader {
  private static final String PLATFORM = "tensorflow";

  /** A value that is not allowed, and where it stands. */
  static final class InvalidFieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int model;
    private final int field;
    private final String problem;

    /**
     * A value of a field.
     *
     * @param model the model's place in the list
     * @param field the number of its field
     */
    InvalidFieldException(int model, int field, String problem) {
      super("model_config_list.config[" + model + "]: " + problem);
      this.model = model;
      this.field = field;
      this.problem = problem;
    }

    int model() {
      return model;
    }

    int field() {
      return field;
    }

    String problem() {
      return problem;
    }
  }

  private ModelServerConfigReader() {}

  /** The configuration that a message says; throws the first of what is wrong. */
  static ModelsConfiguration of(ModelServerConfig message) {
    checkKnown("ModelServerConfig", message);
    checkKnown("ModelConfigList", message.getModelConfigList());
    ImmutableList.Builder<ModelConfiguration> models = ImmutableList.builder();
    Set<String> names = new HashSet<>();
    int i = 0;
    for (ModelConfig model : message.getModelConfigList().getConfigList()) {
      if (!names.add(model.getName())) {
        throw new InvalidFieldException(
            i,
            ModelConfig.NAME_FIELD_NUMBER,
            "two models are named " + Quoted.text(model.getName()));
      }
      models.add(model(i++, model));
    }
    return new ModelsConfiguration(models.build());
  }

  private static ModelConfiguration model(int i, ModelConfig model) {
    ModelConfiguration named;
    try {
      checkKnown("ModelConfig", model);
      named = ModelConfiguration.of(model.getName(), Path.of(""));
    } catch (IllegalArgumentException e) {
      throw invalid(i, ModelConfig.NAME_FIELD_NUMBER, e);
    }
    checkPlatform(i, model);
    Path directory = directory(i, model);
    VersionPolicy policy;
    try {
      policy = policy(model.getModelVersionPolicy());
    } catch (IllegalArgumentException e) {
      throw invalid(i, ModelConfig.MODEL_VERSION_POLICY_FIELD_NUMBER, e);
    }
    try {
      return new ModelConfiguration(
          named.name(), directory, policy, ImmutableSortedMap.copyOf(model.getVersionLabelsMap()));
    } catch (IllegalArgumentException e) {
      throw invalid(i, ModelConfig.VERSION_LABELS_FIELD_NUMBER, e);
    }
  }

  private static InvalidFieldException invalid(int model, int field, IllegalArgumentException e) {
    return new InvalidFieldException(model, field, String.valueOf(e.getMessage()));
  }

  @SuppressWarnings("deprecation") // of the field that old files have
  private static void checkPlatform(int i, ModelConfig model) {
    String platform = model.getModelPlatform();
    if (!platform.isEmpty() && !platform.equals(PLATFORM)) {
      throw new InvalidFieldException(
          i,
          ModelConfig.MODEL_PLATFORM_FIELD_NUMBER,
          "expected the platform \"" + PLATFORM + "\", found " + Quoted.text(platform));
    }
    if (model.getModelType() != ModelType.MODEL_TYPE_UNSPECIFIED
        && model.getModelType() != ModelType.TENSORFLOW) {
      throw new InvalidFieldException(
          i,
          ModelConfig.MODEL_TYPE_FIELD_NUMBER,
          "expected the type TENSORFLOW, found " + model.getModelTypeValue());
    }
  }

  private static Path directory(int i, ModelConfig model) {
    String path = model.getBasePath();
    if (path.isEmpty() || path.contains("://")) {
      throw new InvalidFieldException(
          i,
          ModelConfig.BASE_PATH_FIELD_NUMBER,
          "expected a base_path on this machine, found " + Quoted.text(path));
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new InvalidFieldException(
          i,
          ModelConfig.BASE_PATH_FIELD_NUMBER,
          "the base_path " + Quoted.text(path) + " is not a path: " + e.getReason());
    }
  }

  private static VersionPolicy policy(ServableVersionPolicy policy) {
    checkKnown("ServableVersionPolicy", policy);
    return switch (policy.getPolicyChoiceCase()) {
      case POLICYCHOICE_NOT_SET -> new VersionPolicy.Latest(1);
      case LATEST -> {
        checkKnown("Latest", policy.getLatest());
        // Unsigned: what is negative here is more than anyone has versions.
        int count = policy.getLatest().getNumVersions();
        yield new VersionPolicy.Latest(count < 0 ? Integer.MAX_VALUE : Math.max(1, count));
      }
      case ALL -> {
        checkKnown("All", policy.getAll());
        yield new VersionPolicy.All();
      }
      case SPECIFIC -> {
        checkKnown("Specific", policy.getSpecific());
        yield new VersionPolicy.Specific(
            ImmutableSortedSet.copyOf(policy.getSpecific().getVersionsList()));
      }
    };
  }

  /** A field that is not declared here would be ignored, and the sender not know. */
  private static void checkKnown(String what, Message message) {
    message.getUnknownFields().asMap().keySet().stream()
        .findFirst()
        .ifPresent(
            field -> {
              throw new IllegalArgumentException(
                  "the field " + field + " of " + what + " is not known here");
            });
  }

  static ModelServerConfig message(ModelsConfiguration configuration) {
    ModelServerConfig.Builder message = ModelServerConfig.newBuilder();
    message.getModelConfigListBuilder(); // present, though it may be empty
    for (ModelConfiguration model : configuration.models()) {
      message
          .getModelConfigListBuilder()
          .addConfigBuilder()
          .setName(model.name())
          .setBasePath(model.directory().toString())
          .setModelPlatform(PLATFORM)
          .setModelVersionPolicy(policy(model.policy()))
          .putAllVersionLabels(model.labels());
    }
    return message.build();
  }

  private static ServableVersionPolicy policy(VersionPolicy policy) {
    ServableVersionPolicy.Builder message = ServableVersionPolicy.newBuilder();
    if (policy instanceof VersionPolicy.Latest latest) {
      message.getLatestBuilder().setNumVersions(latest.count());
    } else if (policy instanceof VersionPolicy.Specific specific) {
      message.getSpecificBuilder().addAllVersions(specific.versions());
    } else {
      message.getAllBuilder();
    }
    return message.build();
  }
}
