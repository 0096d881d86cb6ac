package io.github.ple4j.serve.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.rest.RestFixture.Answered;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPagesTest {
  @TempDir static Path directory;
  private static RestFixture rest;

  @BeforeAll
  static void open() throws IOException {
    rest = RestFixture.open(directory);
  }

  @AfterAll
  static void close() {
    rest.close();
  }

  private static void check(String path, int status, String body) {
    Answered answered = rest.get(path);
    assertThat(answered.body()).isEqualTo(body);
    assertThat(answered.status()).isEqualTo(status);
  }

  private static String version(int number) {
    return "{\"version\":\""
        + number
        + "\",\"state\":\"AVAILABLE\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}";
  }

  @Test
  void theStatusOfAModelListsItsVersions() {
    check(
        "/v1/models/half_plus_two",
        200,
        "{\"model_version_status\":[" + version(2) + "," + version(1) + "]}");
  }

  @Test
  void theStatusOfOneVersionIsItsOwn() {
    check(
        "/v1/models/half_plus_two/versions/1",
        200,
        "{\"model_version_status\":[" + version(1) + "]}");
    check(
        "/v1/models/half_plus_two/labels/stable",
        200,
        "{\"model_version_status\":[" + version(1) + "]}");
  }

  @Test
  void whatIsNotThereHasNoStatus() {
    check("/v1/models", 400, "{\"error\":\"Missing model name in request.\"}");
    check("/v1/models/none", 404, "{\"error\":\"Could not find any versions of model none\"}");
    check(
        "/v1/models/sensors/versions/7",
        404,
        "{\"error\":\"Could not find version 7 of model sensors\"}");
    check(
        "/v1/models/sensors/labels/canary",
        400,
        "{\"error\":\"Unrecognized servable version label: canary\"}");
    check(
        "/v1/models/none/metadata",
        404,
        "{\"error\":\"Servable not found for request: Latest(none)\"}");
  }

  @Test
  void theMetadataAreTheSignaturesAsTheModelsFileHasThem() {
    Answered answered = rest.get("/v1/models/sensors/versions/1/metadata");
    assertThat(answered.status()).isEqualTo(200);
    assertThat(answered.body())
        .startsWith(
            "{\"model_spec\":{\"name\":\"sensors\",\"signature_name\":\"\",\"version\":\"1\"},"
                + "\"metadata\":{\"signature_def\":{\"signature_def\":{\"serving_default\":"
                + "{\"inputs\":{")
        .contains(
            "\"sensor\":{\"name\":\"Placeholder_2:0\",\"dtype\":\"DT_INT64\",\"tensor_shape\":"
                + "{\"dim\":[{\"size\":\"-1\",\"name\":\"\"},{\"size\":\"2\",\"name\":\"\"},"
                + "{\"size\":\"2\",\"name\":\"\"}],\"unknown_rank\":false}}")
        .contains("\"method_name\":\"tensorflow/serving/predict\"");
  }

  @Test
  void kserveDescribesServerAndModels() {
    check("/v2", 200, "{\"name\":\"ple-serve\",\"version\":\"development\",\"extensions\":[]}");
    check(
        "/v2/models/sensors",
        200,
        "{\"name\":\"sensors\",\"versions\":[\"1\"],\"platform\":\"tensorflow_savedmodel\","
            + "\"inputs\":[{\"name\":\"sensor\",\"datatype\":\"INT64\",\"shape\":[-1,2,2]},"
            + "{\"name\":\"signal\",\"datatype\":\"FP32\",\"shape\":[-1,5]},"
            + "{\"name\":\"tag\",\"datatype\":\"BYTES\",\"shape\":[-1]}],"
            + "\"outputs\":[{\"name\":\"sensor\",\"datatype\":\"INT64\",\"shape\":[-1,2,2]},"
            + "{\"name\":\"signal\",\"datatype\":\"FP32\",\"shape\":[-1,5]},"
            + "{\"name\":\"tag\",\"datatype\":\"BYTES\",\"shape\":[-1]},"
            + "{\"name\":\"tag_bytes\",\"datatype\":\"BYTES\",\"shape\":[-1]}]}");
    check("/v2/models/none", 404, "{\"error\":\"Servable not found for request: Latest(none)\"}");
  }

  @Test
  void healthIsLiveAndReady() {
    check("/v2/health/live", 200, "{\"live\":true}");
    check("/v2/health/ready", 200, "{\"ready\":true}");
    check("/v2/models/sensors/ready", 200, "{\"name\":\"sensors\",\"ready\":true}");
    check("/v2/models/sensors/versions/1/ready", 200, "{\"name\":\"sensors\",\"ready\":true}");
    check(
        "/v2/models/none/ready", 404, "{\"error\":\"Could not find any versions of model none\"}");
  }
}
