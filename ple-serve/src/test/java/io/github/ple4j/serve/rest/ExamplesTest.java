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

class ExamplesTest {
  private static final String MODEL = "/v1/models/half_plus_two";

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

  private static void check(String method, String body, int status, String answer) {
    Answered answered = rest.post(MODEL + ":" + method, body);
    assertThat(answered.body()).isEqualTo(answer);
    assertThat(answered.status()).isEqualTo(status);
  }

  private static String body(String signature, String more) {
    return "{\"signature_name\": \"" + signature + "\", " + more + "}";
  }

  @Test
  void examplesAreRegressed() {
    check(
        "regress",
        body("regress", "\"examples\": [{\"x\": 1.0}, {\"x\": [5.0]}, {}]"),
        200,
        "{\"results\":[2.5,4.5,2.0]}");
  }

  @Test
  void examplesAreClassified() {
    check(
        "classify",
        body("classify", "\"examples\": [{\"x\": 1.0}, {\"x\": 5.0}]"),
        200,
        "{\"results\":[[[\"low\",7.5],[\"high\",2.5]],[[\"low\",5.5],[\"high\",4.5]]]}");
    check(
        "classify",
        body("scores_only", "\"examples\": [{\"x\": 1.0}]"),
        200,
        "{\"results\":[[[\"\",7.5],[\"\",2.5]]]}");
    check(
        "classify",
        body("classes_only", "\"examples\": [{\"x\": 1.0}]"),
        200,
        "{\"results\":[[[\"low\",0.0],[\"high\",0.0]]]}");
  }

  @Test
  void theContextIsInEveryExampleThatHasNoSuchFeatureItself() {
    check(
        "regress",
        body("regress", "\"context\": {\"x\": 3.0}, \"examples\": [{}, {\"x\": 5.0}]"),
        200,
        "{\"results\":[3.5,4.5]}");
    check(
        "regress",
        body("regress", "\"examples\": [{}, {\"x\": 5.0}], \"context\": {\"x\": 3.0}"),
        200,
        "{\"results\":[3.5,4.5]}");
  }

  @Test
  void featuresAreOfAllKinds() {
    check(
        "regress",
        body(
            "regress",
            "\"examples\": [{\"x\": 1.0, \"a\": \"text\", \"b\": {\"b64\": \"/9g=\"}, \"c\": [1,"
                + " 2], \"d\": [true, 5], \"e\": [], \"f\": [NaN, 1.5]}]"),
        200,
        "{\"results\":[2.5]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\": 1 | When method is classify, key 'examples' is expected and was not found",
        "\"examples\": {} | Expecting 'examples' value to be an list/array",
        "\"examples\": [] | 'examples' value is an empty array",
        "\"examples\": [1] | Example must be JSON object but got JSON Number",
        "\"context\": 1, \"examples\": [{}] | Example must be JSON object but got JSON Number",
        "\"examples\": [{\"x\": null}] | Feature: x has element with unexpected JSON type: Null",
        "\"examples\": [{\"x\": [[1.0]]}] | Feature: x has element with unexpected JSON type: Array",
        "\"examples\": [{\"x\": [1.0, 2]}] | Unexpected element type in feature: x expecting type:"
            + " float",
        "\"examples\": [{\"x\": [1, \"a\"]}] | Unexpected element type in feature: x expecting"
            + " type: int64",
        "\"examples\": [{\"x\": [\"a\", 1]}] | Unexpected element type in feature: x expecting"
            + " type: bytes",
        "\"examples\": [{\"x\": 18446744073709551615}] | Feature: x has uint64 element. Only int64"
            + " is supported.",
        "\"examples\": [{\"x\": 1.0, \"x\": 1.0}] | JSON Parse error: Duplicate key \"x\"",
        "\"examples\": [{\"x\": {\"b\": 1}}] | JSON Value: {...} not formatted correctly for base64"
            + " data",
      })
  void whatIsWrongWithExamplesIsSaid(String more, String error) {
    check(
        "classify",
        body("classify", more),
        400,
        "{\"error\":\"" + error.replace("\"", "\\\"") + "\"}");
  }

  @Test
  void theSignatureMustBeOfTheKind() {
    String examples = "\"examples\": [{\"x\": 1.0}]";
    check(
        "regress",
        body("none", examples),
        400,
        "{\"error\":\"No signature was found with the name: none\"}");
    check(
        "regress",
        body("wide", examples),
        400,
        "{\"error\":\"Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but"
            + " got [1,2]\"}");
    check(
        "regress", body("classify", examples), 400, "{\"error\":\"Expected one output Tensor.\"}");
    assertThat(rest.post(MODEL + ":regress", body("serving_default", examples)).body())
        .startsWith("{\"error\":\"No regression inputs found in SignatureDef: ");
    assertThat(rest.post(MODEL + ":classify", body("serving_default", examples)).body())
        .startsWith("{\"error\":\"No classification inputs found in SignatureDef: ");
    assertThat(rest.post(MODEL + ":classify", body("regress", examples)).body())
        .startsWith(
            "{\"error\":\"Expected classification signature outputs to contain at least one of");
  }

  @Test
  void anExampleOfAnotherTypeThanTheModelsIsItsSendersFault() {
    Answered answered =
        rest.post(MODEL + ":regress", body("regress", "\"examples\": [{\"x\": \"text\"}]"));
    assertThat(answered.status()).isEqualTo(400);
    assertThat(answered.body()).contains("Data types don't match");
  }
}
