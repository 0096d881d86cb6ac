package io.github.ple4j.serve.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.rest.RestFixture.Answered;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictErrorsTest {
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

  private static void check(String path, String body, int status, String error) {
    Answered answered = rest.post(path, body);
    assertThat(answered.body()).isEqualTo("{\"error\":\"" + error.replace("\"", "\\\"") + "\"}");
    assertThat(answered.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | Missing 'inputs' or 'instances' key",
        "{\"inputs\": [1], \"instances\": [1]} | Not formatted correctly expecting only one of"
            + " 'inputs' or 'instances' keys to exist",
        "{\"instances\": 1} | Excepting 'instances' to be an list/array",
        "{\"instances\": []} | No values in 'instances' array",
        "{\"signature_name\": 5, \"instances\": [1]} | JSON Value: 5 not formatted correctly."
            + " 'signature_name' key must be a string value.",
        "{\"signature_name\": \"none\", \"instances\": [1]} | Serving signature name: \"none\" not"
            + " found in signature def",
        "{\"instances\": [1], \"signature_name\": \"none\"} | Serving signature name: \"none\" not"
            + " found in signature def",
        "[1] | JSON Value: [...] Is not object",
        "7 | JSON Value: 7 Is not object",
        "{\"instances\": [1]} {} | JSON Parse error: The document root must not be followed by"
            + " other values. at offset: 19",
        "{\"instances\": [1], \"instances\": [1]} | JSON Parse error: Duplicate key \"instances\"",
        "{\"instances\": [\"a\"]} | Failed to process element: 0 of 'instances' list. Error:"
            + " INVALID_ARGUMENT: JSON Value: \"a\" Type: String is not of expected type: float",
        "{\"instances\": [1, null]} | Failed to process element: 1 of 'instances' list. Error:"
            + " INVALID_ARGUMENT: JSON Value: null Type: Null is not of expected type: float",
        "{\"instances\": [1, {\"x\": 1}]} | Expecting value/list but got object at item 1 of input"
            + " list",
        "{\"instances\": [{\"x\": 1}, 1]} | Expecting object but got list at item 1 of input list",
        "{\"instances\": [{\"y\": 1}]} | Failed to process element: 0 key: y of 'instances' list."
            + " Error: INVALID_ARGUMENT: JSON object: does not have named input: y",
        "{\"instances\": [{\"x\": 1, \"x\": 1}]} | JSON Parse error: Duplicate key \"x\"",
        "{\"instances\": [{}]} | Failed to process element: 0 of 'instances' list. JSON object:"
            + " {...} keys must be equal to: x",
        "{\"instances\": [[1], [2, 3]]} | Failed to process element: 1 of 'instances' list. Error:"
            + " INVALID_ARGUMENT: Expecting tensor size: 1 but got: 2",
        "{\"instances\": [[1], 2]} | Failed to process element: 1 of 'instances' list. Error:"
            + " INVALID_ARGUMENT: Expecting shape [1] but got: []",
        "{\"inputs\": [[1, 2], [3]]} | Encountered list at unexpected size: 1 at level: 1 expected"
            + " size: 2",
        "{\"inputs\": [1, [2]]} | Encountered list at unexpected level: 1 expected < 1",
        "{\"inputs\": [[1], 2]} | JSON Value: 2 found at incorrect level: 2 in the JSON DOM."
            + " Expected at level: 2",
        "{\"inputs\": {\"y\": [1]}} | Missing named input: x in 'inputs' object.",
        "{\"inputs\": {\"x\": [1], \"x\": [1]}} | JSON Parse error: Duplicate key \"x\"",
        "{\"inputs\": [{\"b64\": \"AA==\"}]} | JSON Value: {...} Type: Object is not of expected"
            + " type: float",
        "{\"inputs\": [[1.0, 2.0]]} | signature \"serving_default\": input \"x\": expected float32"
            + " of shape [-1], found float32 of shape [1, 2]",
      })
  void whatIsWrongIsSaid(String body, String error) {
    check("/v1/models/half_plus_two:predict", body, 400, error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "float32 | 16777217 | Cannot convert JSON value: 16777217 to float without loss of"
            + " precision.",
        "float32 | 1e39 | Cannot convert JSON value: 1e39 to float without loss of precision.",
        "float32 | true | JSON Value: true Type: True is not of expected type: float",
        "float64 | 9007199254740993 | Cannot convert JSON value: 9007199254740993 to double without"
            + " loss of precision.",
        "float64 | 1e400 | Cannot convert JSON value: 1e400 to double without loss of precision.",
        "int32 | 2147483648 | JSON Value: 2147483648 Type: Number is not of expected type: int32",
        "int32 | 1.0 | JSON Value: 1.0 Type: Number is not of expected type: int32",
        "int32 | NaN | JSON Value: NaN Type: Number is not of expected type: int32",
        "int64 | 9223372036854775808 | JSON Value: 9223372036854775808 Type: Number is not of"
            + " expected type: int64",
        "int64 | 1e3 | JSON Value: 1e3 Type: Number is not of expected type: int64",
        "uint8 | 256 | JSON Value: 256 Type: Number is not of expected type: uint8",
        "uint8 | -1 | JSON Value: -1 Type: Number is not of expected type: uint8",
        "bool | 1 | JSON Value: 1 Type: Number is not of expected type: bool",
        "bool | \"true\" | JSON Value: \"true\" Type: String is not of expected type: bool",
        "string | 1 | JSON Value: 1 Type: Number is not of expected type: string",
        "string | {\"b64\": 1} | JSON Value: {...} not formatted correctly for base64 data",
        "string | {\"b64\": \"%\"} | Unable to base64 decode",
      })
  void valuesOfAnotherTypeOrBeyondTheRangeAreRefused(String type, String value, String error) {
    check(
        "/v1/models/echo:predict",
        "{\"signature_name\": \"" + type + "\", \"inputs\": [" + value + "]}",
        400,
        error);
  }

  @Test
  void severalInputsAreWantedByName() {
    check(
        "/v1/models/sensors:predict",
        "{\"instances\": [1]}",
        400,
        "instances is a plain list, but expecting list of objects as multiple input tensors"
            + " required as per tensorinfo_map");
    check(
        "/v1/models/sensors:predict",
        "{\"inputs\": [1]}",
        400,
        "inputs is a plain value/list, but expecting an object as multiple input tensors required"
            + " as per tensorinfo_map");
    check(
        "/v1/models/sensors:predict",
        "{\"instances\": [{\"tag\": \"a\"}]}",
        400,
        "Failed to process element: 0 of 'instances' list. JSON object: {...} keys must be equal"
            + " to: sensor,signal,tag");
  }

  @Test
  void modelsVersionsAndLabelsThatAreNotThereAreNotFound() {
    String body = "{\"instances\": [1]}";
    check("/v1/models/none:predict", body, 404, "Servable not found for request: Latest(none)");
    check(
        "/v1/models/half_plus_two/versions/9:predict",
        body,
        404,
        "Servable not found for request: Specific(half_plus_two, 9)");
    check(
        "/v1/models/half_plus_two/labels/none:predict",
        body,
        400,
        "Unrecognized servable version label: none");
    check(
        "/v1/models/half_plus_two/versions/99999999999999999999:predict",
        body,
        400,
        "Failed to convert version: 99999999999999999999 to numeric.");
    check("/v1/models/..%2e%2e:predict", body, 404, "Servable not found for request: Latest(....)");
    check("/v1/models/%ff:predict", body, 400, "Bad Request: Bad UTF-8 encoding");
  }

  @Test
  void signaturesOfOtherTypesAreNotImplemented() {
    check(
        "/v1/models/echo:predict",
        "{\"signature_name\": \"half\", \"instances\": [1]}",
        501,
        "Serving signature name: \"half\" has inputs or outputs other than dense tensors of"
            + " float32, float64, int32, int64, uint8, bool, string");
  }

  @Test
  void brokenJsonIsRefusedWithThePlace() {
    String path = "/v1/models/half_plus_two:predict";
    check(path, "", 400, "JSON Parse error: The document is empty");
    check(path, "  ", 400, "JSON Parse error: The document is empty");
    for (String body :
        new String[] {
          "{", "{\"instances\": [1", "{\"instances\" [1]}", "{'instances': [1]}", "nul"
        }) {
      Answered answered = rest.post(path, body);
      assertThat(answered.status()).isEqualTo(400);
      assertThat(answered.body())
          .startsWith("{\"error\":\"JSON Parse error: ")
          .contains(" at offset: ");
    }
    check(
        "/v1/models/echo:predict",
        "{\"signature_name\": \"string\", \"instances\": [\"\\ud800\"]}",
        400,
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: JSON Parse"
            + " error: The surrogate pair in string is invalid.");
  }

  @Test
  void invalidUtf8IsRefused() {
    Answered answered =
        rest.send(
            rest.request("/v1/models/half_plus_two:predict")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'})));
    assertThat(answered.status()).isEqualTo(400);
    assertThat(answered.body())
        .isEqualTo("{\"error\":\"JSON Parse error: Invalid encoding in string.\"}");
  }

  @Test
  void deepNestingIsRefused() {
    Answered answered =
        rest.post(
            "/v1/models/half_plus_two:predict",
            "{\"instances\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    assertThat(answered.status()).isEqualTo(400);
    assertThat(answered.body()).contains("nesting depth");
  }
}
