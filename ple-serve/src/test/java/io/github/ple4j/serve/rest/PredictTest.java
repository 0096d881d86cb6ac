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

class PredictTest {
  private static final String HALF = "/v1/models/half_plus_two:predict";
  private static final String ECHO = "/v1/models/echo:predict";

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

  private static void check(String path, String body, String answer) {
    Answered answered = rest.post(path, body);
    assertThat(answered.body()).isEqualTo(answer);
    assertThat(answered.status()).isEqualTo(200);
    assertThat(answered.response().headers().firstValue("content-type"))
        .contains("application/json");
  }

  private static String echo(String signature, String inputs) {
    return "{\"signature_name\": \"" + signature + "\", " + inputs + "}";
  }

  @Test
  void rowsOfOneInputAreValues() {
    check(HALF, "{\"instances\": [1.0, 2.0, 5.0]}", "{\"predictions\":[2.5,3.0,4.5]}");
  }

  @Test
  void rowsOfOneInputMayBeObjects() {
    check(HALF, "{\"instances\": [{\"x\": 1}, {\"x\": 2}]}", "{\"predictions\":[2.5,3.0]}");
  }

  @Test
  void columnsAreOneTensorOrNamedOnes() {
    check(HALF, "{\"inputs\": [1, 2, 5]}", "{\"outputs\":[2.5,3.0,4.5]}");
    check(HALF, "{\"inputs\": {\"x\": [1, 2, 5]}}", "{\"outputs\":[2.5,3.0,4.5]}");
  }

  @Test
  void aSignatureIsNamedBeforeOrAfterTheTensors() {
    check(
        HALF,
        "{\"signature_name\": \"matrix\", \"instances\": [[1.0], [2.0]]}",
        "{\"predictions\":[[2.5],[3.0]]}");
    check(
        HALF,
        "{\"instances\": [[1.0], [2.0]], \"signature_name\": \"matrix\"}",
        "{\"predictions\":[[2.5],[3.0]]}");
    check(
        ECHO,
        "{\"instances\": [[1, 2]], \"signature_name\": \"matrix\"}",
        "{\"predictions\":[[1,2]]}");
    check(
        HALF,
        "{\"instances\": [1], \"signature_name\": \"serving_default\"}",
        "{\"predictions\":[2.5]}");
  }

  @Test
  void versionsAndLabelsAreChosenByTheUrl() {
    for (String version : new String[] {"", "/versions/1", "/versions/2", "/labels/stable"}) {
      check(
          "/v1/models/half_plus_two" + version + ":predict",
          "{\"instances\": [1]}",
          "{\"predictions\":[2.5]}");
    }
  }

  @Test
  void urlsKnowNoCaseAndNamesMayBeEscaped() {
    check("/V1/Models/half%5Fplus%5ftwo:PREDICT", "{\"instances\":[1]}", "{\"predictions\":[2.5]}");
  }

  @Test
  void keysThatNobodyKnowsAreIgnored() {
    check(
        HALF,
        "{\"comment\": [{\"a\": [1]}], \"instances\": [1], \"more\": null}",
        "{\"predictions\":[2.5]}");
  }

  @Test
  void rowsOfSeveralInputsAreObjectsAndSoAreTheAnswers() {
    check(
        "/v1/models/sensors:predict",
        "{\"instances\": [{\"tag\": \"foo\", \"signal\": [1, 2, 3, 4, 5], \"sensor\": [[1, 2], [3,"
            + " 4]]}, {\"sensor\": [[4, 5], [6, 8]], \"tag\": \"bar\", \"signal\": [3, 4, 1, 2,"
            + " 5]}]}",
        "{\"predictions\":[{\"sensor\":[[1,2],[3,4]],\"signal\":[2.0,4.0,6.0,8.0,10.0],"
            + "\"tag\":\"foo\",\"tag_bytes\":{\"b64\":\"Zm9v\"}},"
            + "{\"sensor\":[[4,5],[6,8]],\"signal\":[6.0,8.0,2.0,4.0,10.0],"
            + "\"tag\":\"bar\",\"tag_bytes\":{\"b64\":\"YmFy\"}}]}");
  }

  @Test
  void columnsOfSeveralInputsAreAnsweredByName() {
    check(
        "/v1/models/sensors:predict",
        "{\"inputs\": {\"tag\": [\"foo\", \"bar\"], \"signal\": [[1, 2, 3, 4, 5], [3, 4, 1, 2, 5]],"
            + " \"sensor\": [[[1, 2], [3, 4]], [[4, 5], [6, 8]]], \"unknown\": [1]}}",
        "{\"outputs\":{\"sensor\":[[[1,2],[3,4]],[[4,5],[6,8]]],"
            + "\"signal\":[[2.0,4.0,6.0,8.0,10.0],[6.0,8.0,2.0,4.0,10.0]],"
            + "\"tag\":[\"foo\",\"bar\"],"
            + "\"tag_bytes\":[{\"b64\":\"Zm9v\"},{\"b64\":\"YmFy\"}]}}");
  }

  @Test
  void bytesComeAndGoInBase64() {
    check(
        ECHO,
        echo("image", "\"instances\": [{\"b64\": \"/9g=\"}, {\"b64\": \"aW1hZ2U\"}]"),
        "{\"predictions\":[{\"b64\":\"/9g=\"},{\"b64\":\"aW1hZ2U=\"}]}");
    check(
        ECHO,
        echo("image", "\"instances\": [{\"image\": {\"b64\": \"/9g=\"}}, {\"image\": \"x\"}]"),
        "{\"predictions\":[{\"b64\":\"/9g=\"},{\"b64\":\"eA==\"}]}");
    check(
        ECHO,
        echo("string", "\"inputs\": {\"x\": [{\"b64\": \"/9g=\"}, \"h\\u00e9 \\ud83d\\ude00\"]}"),
        "{\"outputs\":[{\"b64\":\"/9g=\"},\"h\u00e9 \ud83d\ude00\"]}");
  }

  @Test
  void nanAndInfinityAreBareWords() {
    check(
        ECHO,
        echo("float32", "\"instances\": [NaN, Infinity, -Infinity, -0.0, 1e-45]"),
        "{\"predictions\":[NaN,Infinity,-Infinity,-0.0,1.4E-45]}");
    check(
        ECHO,
        echo("float64", "\"inputs\": [NaN, Infinity, -Infinity, 1e300, 0.1]"),
        "{\"outputs\":[NaN,Infinity,-Infinity,1.0E300,0.1]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float32 | [0.2, 16777215, -16777215, 100000000000000000000] |"
            + " [0.2,1.6777215E7,-1.6777215E7,1.0E20]",
        "float64 | [9007199254740991, 2] | [9.007199254740991E15,2.0]",
        "int32   | [2147483647, -2147483648] | [2147483647,-2147483648]",
        "int64   | [9223372036854775807, -9223372036854775808]"
            + " | [9223372036854775807,-9223372036854775808]",
        "uint8   | [0, 255, 128] | [0,255,128]",
        "bool    | [true, false] | [true,false]",
        "string  | [\"a\", \"\"] | [\"a\",\"\"]",
        "matrix  | [[1, 2], [3, 4], [5, 6]] | [[1,2],[3,4],[5,6]]",
        "matrix  | [[], []] | [[],[]]",
        "cube    | [[[\"a\", \"b\"], [\"c\", \"d\"]]] | [[[\"a\",\"b\"],[\"c\",\"d\"]]]",
        "any     | [[[[1]], [[2]]]] | [[[[1.0]],[[2.0]]]]",
      })
  void everyTypeComesBack(String signature, String values, String answer) {
    check(ECHO, echo(signature, "\"instances\": " + values), "{\"predictions\":" + answer + "}");
    check(ECHO, echo(signature, "\"inputs\": " + values), "{\"outputs\":" + answer + "}");
  }

  @Test
  void aScalarMayGoInAndOut() {
    check(ECHO, echo("any", "\"inputs\": 3"), "{\"outputs\":3.0}");
    check(ECHO, echo("sum", "\"inputs\": [1, 2]"), "{\"outputs\":3.0}");
  }

  @Test
  void anAnswerWithoutRowsIsNotByRows() {
    Answered answered = rest.post(ECHO, echo("sum", "\"instances\": [1, 2]"));
    assertThat(answered.status()).isEqualTo(400);
    assertThat(answered.body())
        .isEqualTo("{\"error\":\"Tensor name: y has no shape information \"}");
  }
}
