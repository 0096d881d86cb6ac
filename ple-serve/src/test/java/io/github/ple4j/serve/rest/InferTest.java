package io.github.ple4j.serve.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.rest.RestFixture.Answered;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferTest {
  private static final String HALF = "/v2/models/half_plus_two/infer";

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

  private static void check(String path, String body, int status, String answer) {
    Answered answered = rest.post(path, body);
    assertThat(answered.body()).isEqualTo(answer);
    assertThat(answered.status()).isEqualTo(status);
  }

  @Test
  void oneInputIsAnswered() {
    check(
        HALF,
        "{\"id\": \"42\", \"inputs\": [{\"name\": \"x\", \"shape\": [3], \"datatype\": \"FP32\","
            + " \"parameters\": {\"a\": 1}, \"data\": [1.0, 2.0, NaN]}], \"parameters\": {}}",
        200,
        "{\"model_name\":\"half_plus_two\",\"model_version\":\"2\",\"id\":\"42\",\"outputs\":"
            + "[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[3],\"data\":[2.5,3.0,NaN]}]}");
    check(
        "/v2/models/half_plus_two/versions/1/infer",
        "{\"inputs\": [{\"data\": [1], \"datatype\": \"FP32\", \"shape\": [1], \"name\": \"x\"}]}",
        200,
        "{\"model_name\":\"half_plus_two\",\"model_version\":\"1\",\"outputs\":"
            + "[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[2.5]}]}");
  }

  @Test
  void dataAreFlatOrNestedAndOutputsAreChosen() {
    check(
        "/v2/models/sensors/infer",
        "{\"inputs\": [{\"name\": \"tag\", \"shape\": [1], \"datatype\": \"BYTES\", \"data\":"
            + " [\"foo\"]}, {\"name\": \"signal\", \"shape\": [1, 5], \"datatype\": \"FP32\","
            + " \"data\": [1, 2, 3, 4, 5]}, {\"name\": \"sensor\", \"shape\": [1, 2, 2],"
            + " \"datatype\": \"INT64\", \"data\": [[[1, 2], [3, 4]]]}], \"outputs\": [{\"name\":"
            + " \"sensor\"}, {\"name\": \"tag_bytes\", \"parameters\": {}}]}",
        200,
        "{\"model_name\":\"sensors\",\"model_version\":\"1\",\"outputs\":"
            + "[{\"name\":\"sensor\",\"datatype\":\"INT64\",\"shape\":[1,2,2],\"data\":[1,2,3,4]},"
            + "{\"name\":\"tag_bytes\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"foo\"]}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | the request has no \"inputs\"",
        "{\"inputs\": 1} | \"inputs\": expected a list, found 1",
        "{\"inputs\": [1]} | an input: expected an object, found 1",
        "{\"inputs\": [{}]} | an input has no \"name\"",
        "{\"inputs\": [{\"name\": 1}]} | \"name\" of an input: expected a string, found 1",
        "{\"inputs\": [{\"name\": \"x\"}]} | input \"x\" has no \"shape\"",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1]}]} | input \"x\" has no \"datatype\"",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\"}]} | input \"x\""
            + " has no \"data\"",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP16\", \"data\": [1]}]}"
            + " | input \"x\": expected datatype FP32, FP64, INT32, INT64, UINT8, BOOL or BYTES,"
            + " found \"FP16\"",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [-1], \"datatype\": \"FP32\", \"data\": [1]}]}"
            + " | \"shape\" of an input: expected sizes from 0 to 2147483647, found -1",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [0, 65536, 65536], \"datatype\": \"FP32\","
            + " \"data\": []}]} | shape [0, 65536, 65536] is too large",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"data\": [1]}]}"
            + " | input \"x\": expected values for shape [2], found values of shape [1]",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [2, 1], \"datatype\": \"FP32\", \"data\": [[1,"
            + " 2]]}]} | input \"x\": expected values for shape [2, 1], found values of shape [1,"
            + " 2]",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\":"
            + " [\"a\"]}]} | input \"x\": JSON Value: \"a\" Type: String is not of expected type:"
            + " float",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP64\", \"data\": [1]}]}"
            + " | signature \"serving_default\": input \"x\": expected float32 of shape [-1],"
            + " found float64 of shape [1]",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]},"
            + " {\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}]} | input"
            + " \"x\" is given twice",
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}],"
            + " \"outputs\": [{\"name\": \"z\"}]} | output tensor alias not found in signature: z"
            + " Outputs expected to be in the set {y}.",
        "{\"inputs\": [{\"name\": \"z\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}]}"
            + " | signature \"serving_default\": missing input \"x\" (float32 of shape [-1]);"
            + " unknown input \"z\": the inputs are \"x\"",
      })
  void whatIsWrongIsSaid(String body, String error) {
    check(HALF, body, 400, "{\"error\":\"" + error.replace("\"", "\\\"") + "\"}");
  }

  @Test
  void aShapeOfMoreDimensionsThanTensorFlowTakesIsRefused() {
    check(
        HALF,
        "{\"inputs\": [{\"name\": \"x\", \"shape\": ["
            + "1,".repeat(254)
            + "1], \"datatype\": \"FP32\", \"data\": [1]}]}",
        400,
        "{\"error\":\"\\\"shape\\\" of an input: expected at most 254 dimensions\"}");
  }
}
