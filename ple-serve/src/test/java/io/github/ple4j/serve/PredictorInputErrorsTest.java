package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.serve.PredictorException.Category;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

class PredictorInputErrorsTest {
  @TempDir static Path directory;
  private static Predictor predictor;

  @BeforeAll
  static void open() {
    predictor = Predictor.open(TestModels.ranking(directory));
  }

  @AfterAll
  static void close() {
    predictor.close();
  }

  @Test
  void anInputIsMissing() {
    Map<String, Column> inputs = people();
    inputs.remove("age");
    inputs.remove("marks");
    assertRefused(
        inputs,
        "missing input \"age\" (float32 of shape [-1]), \"marks\" (float32 of shape [-1, 2])");
  }

  @Test
  void anInputIsUnknown() {
    Map<String, Column> inputs = people();
    inputs.put("height", Column.floats(1, 2, 3));
    assertRefused(
        inputs,
        "unknown input \"height\": the inputs are \"age\", \"education\", \"hours\", \"marks\","
            + " \"member\"");
  }

  @Test
  void anInputIsMisspelt() {
    Map<String, Column> inputs = people();
    inputs.put("Age", inputs.remove("age"));
    assertRefused(
        inputs,
        "missing input \"age\" (float32 of shape [-1]); unknown input \"Age\": the inputs are"
            + " \"age\", \"education\", \"hours\", \"marks\", \"member\"");
  }

  @Test
  void anInputIsOfAnotherType() {
    Map<String, Column> inputs = people();
    inputs.put("age", Column.longs(1, 2, 3));
    assertRefused(
        inputs, "input \"age\": expected float32 of shape [-1], found int64 of shape [3]");
  }

  @Test
  void anInputIsOfAnotherRank() {
    Map<String, Column> inputs = people();
    inputs.put("age", Column.floats(new float[3], Shape.of(3, 1)));
    assertRefused(
        inputs, "input \"age\": expected float32 of shape [-1], found float32 of shape [3, 1]");
  }

  @Test
  void aFixedDimensionDiffers() {
    Map<String, Column> inputs = people();
    inputs.put("marks", Column.floats(new float[9], Shape.of(3, 3)));
    assertRefused(
        inputs,
        "input \"marks\": expected float32 of shape [-1, 2], found float32 of shape [3, 3]");
  }

  @Test
  void batchSizesDiffer() {
    Map<String, Column> inputs = people();
    inputs.put("hours", Column.longs(1, 2));
    assertRefused(inputs, "inputs disagree on the number of rows: \"age\" has 3, \"hours\" has 2");
  }

  @Test
  void theSignatureIsUnknown() {
    assertThatThrownBy(() -> predictor.predict("tf_example", people()))
        .isInstanceOfSatisfying(
            PredictorException.class, e -> assertThat(e.category()).isEqualTo(Category.NOT_FOUND))
        .hasMessage("no signature \"tf_example\"; the signatures are \"ids\", \"serving_default\"");
  }

  private static Map<String, Column> people() {
    return new HashMap<>(TestModels.people());
  }

  private static void assertRefused(Map<String, Column> inputs, String problem) {
    assertThatThrownBy(() -> predictor.predict(inputs))
        .isInstanceOfSatisfying(
            PredictorException.class,
            e -> assertThat(e.category()).isEqualTo(Category.INVALID_ARGUMENT))
        .hasMessage("signature \"serving_default\": " + problem);
  }
}
