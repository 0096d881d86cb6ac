package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.protobuf.UnknownFieldSet;
import io.github.ple4j.serve.ModelServerConfigs.ModelServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsConfigurationTest {
  private static final String ALL =
      """
      # Two models.
      model_config_list {
        config {
          name: "census"
          base_path: "/models/census"
          model_platform: "tensorflow"
          model_version_policy { specific { versions: 42 versions: 43 } }
          version_labels { key: "stable" value: 42 }
          version_labels { key: "canary" value: 43 }
        }
        config: {
          name: 'video.v-2_x',
          base_path: 'models/video'
          model_type: TENSORFLOW
          model_version_policy: { latest { num_versions: 3 } };
        }
        config { name: "every" base_path: "every" model_version_policy { all {} } }
        config { name: "plain" base_path: "plain" }
        config { name: "zero" base_path: "zero" model_version_policy { latest {} } }
      }
      """;
  private static final ModelsConfiguration MODELS =
      new ModelsConfiguration(
          ImmutableList.of(
              new ModelConfiguration(
                  "census",
                  Path.of("/models/census"),
                  new VersionPolicy.Specific(ImmutableSortedSet.of(42L, 43L)),
                  ImmutableSortedMap.of("stable", 42L, "canary", 43L)),
              new ModelConfiguration(
                  "video.v-2_x",
                  Path.of("models/video"),
                  new VersionPolicy.Latest(3),
                  ImmutableSortedMap.of()),
              new ModelConfiguration(
                  "every", Path.of("every"), new VersionPolicy.All(), ImmutableSortedMap.of()),
              ModelConfiguration.of("plain", Path.of("plain")),
              ModelConfiguration.of("zero", Path.of("zero"))));

  @TempDir Path directory;

  @Test
  void aFileSaysAllThatTensorFlowServingUnderstands() throws IOException {
    assertThat(ModelsConfiguration.read(file(ALL))).isEqualTo(MODELS);
  }

  @Test
  void aMessageSaysTheSame() {
    assertThat(ModelsConfiguration.of(MODELS.toMessage())).isEqualTo(MODELS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "model_config_list {}", "# nothing\n"})
  void aFileMayBeWithoutModels(String text) throws IOException {
    assertThat(ModelsConfiguration.read(file(text)).models()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nam: "a"                                    | 2:12: unknown field tensorflow.serving.ModelConfig.nam
          logging_config { }                          | 2:12: unknown field tensorflow.serving.ModelConfig.logging_config
          name: "a" name: "b"                         | 2:26: Non-repeated field "tensorflow.serving.ModelConfig.name" cannot be overwritten.
          name: 7                                     | 2:18: Expected string.
          name: "a                                    | 2:18: String missing ending quote.
          base_path: "x"                              | 2:3: expected a name of letters, digits, _ . and -, found ""
          name: "a/b" base_path: "x"                  | 2:12: expected a name of letters, digits, _ . and -, found "a/b"
          name: ".." base_path: "x"                   | 2:12: expected a name of letters, digits, _ . and -, found ".."
          name: "a\\nb" base_path: "x"                 | 2:12: expected a name of letters, digits, _ . and -, found "a?b"
          name: "taken" base_path: "x"                | 2:12: two models are named "taken"
          name: "a"                                   | 2:3: expected a base_path on this machine, found ""
          name: "a" base_path: "gs://bucket/a"        | 2:22: expected a base_path on this machine, found "gs://bucket/a"
          name: "a" base_path: "x" model_platform: "onnx" | 2:37: expected the platform "tensorflow", found "onnx"
          name: "a" base_path: "x" model_type: OTHER  | 2:37: expected the type TENSORFLOW, found 2
          name: "a" base_path: "x" model_version_policy { specific {} } | 2:37: no versions are named
          name: "a" base_path: "x" model_version_policy { specific { versions: -1 } } | 2:37: versions must not be negative: -1
          name: "a" base_path: "x" model_version_policy { all {} latest {} } | 2:67: Field "tensorflow.serving.FileSystemStoragePathSourceConfig.ServableVersionPolicy.latest" is specified along with field "tensorflow.serving.FileSystemStoragePathSourceConfig.ServableVersionPolicy.all", another member of oneof "policy_choice".
          name: "a" base_path: "x" version_labels { key: "../b" value: 1 } | 2:37: expected a label of letters, digits, _ . and -, found "../b"
          name: "a" base_path: "x" version_labels { key: "b" value: -1 } | 2:37: the version of the label "b" is negative: -1
          name: "a" base_path: "x" version_labels { key: "b" value: 1 } version_labels { key: "b" value: 2 } | 2:74: a label is given twice
          """)
  void aMistakeIsToldWithFileLineAndColumn(String model, String problem) throws IOException {
    Path file =
        file(
            "model_config_list { config { name: 'taken' base_path: 'x' }\n  config { "
                + model
                + " } }\n");
    assertThatThrownBy(() -> ModelsConfiguration.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ":" + problem);
  }

  @Test
  void aFileThatIsNotThereIsToldByItsName() {
    assertThatThrownBy(() -> ModelsConfiguration.read(directory.resolve("gone")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(directory.resolve("gone").toString());
  }

  @Test
  void aMessageWithAFieldThatIsNotKnownIsRefused() {
    ModelServerConfig.Builder message = MODELS.toMessage().toBuilder();
    message
        .getModelConfigListBuilder()
        .getConfigBuilder(1)
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(6, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build());
    assertThatThrownBy(() -> ModelsConfiguration.of(message.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model_config_list.config[1]: the field 6 of ModelConfig is not known here");
  }

  @Test
  void twoModelsOfOneNameAreRefused() {
    ModelConfiguration model = ModelConfiguration.of("a", Path.of("x"));
    assertThatThrownBy(() -> new ModelsConfiguration(ImmutableList.of(model, model)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two models are named \"a\"");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("models.config"), text);
  }
}
