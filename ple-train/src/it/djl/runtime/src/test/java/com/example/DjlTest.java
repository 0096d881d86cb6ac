package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The export in DJL's TensorFlow, which is older and has nothing of the library that made it. */
final class DjlTest {
  private static final Path EXCHANGE = Path.of(System.getProperty("exchange"));
  private static final float CLOSE = 1e-6f;

  @Test
  void isAnotherTensorFlow() {
    String version = Engine.getEngine("TensorFlow").getVersion();
    assertTrue(version.startsWith("2.10."), version);
    assertThrows(
        ClassNotFoundException.class, () -> Class.forName("io.github.ple4j.serve.Predictor"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"serving_default", "encoded", "gates"})
  void predictsTheSame(String signature) throws Exception {
    JsonObject request = requests().getAsJsonObject(signature);
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optEngine("TensorFlow")
            .optModelPath(EXCHANGE.resolve("run/export/1"))
            .optOption("SignatureDefKey", signature)
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor();
        NDManager manager = model.getNDManager().newSubManager()) {
      JsonObject inputs = request.getAsJsonObject("inputs");
      NDList columns = new NDList();
      for (String name : inputs.keySet()) {
        NDArray column = column(manager, inputs.getAsJsonObject(name));
        column.setName(name);
        columns.add(column);
      }
      NDList found = predictor.predict(columns);
      JsonObject expected = request.getAsJsonObject("outputs");
      assertEquals(expected.keySet().size(), found.size());
      float difference = 0;
      for (String name : expected.keySet()) {
        NDArray output = found.get(name);
        JsonObject column = expected.getAsJsonObject(name);
        assertEquals(shape(column), output.getShape());
        float[] values = floats(column.getAsJsonArray("values"));
        float[] theirs = output.toFloatArray();
        assertArrayEquals(values, theirs, CLOSE, name);
        for (int i = 0; i < values.length; i++) {
          difference = Math.max(difference, Math.abs(values[i] - theirs[i]));
        }
      }
      System.out.printf("%s: largest difference %.2g%n", signature, difference);
    }
  }

  private static JsonObject requests() throws IOException {
    String text = Files.readString(EXCHANGE.resolve("requests.json"), StandardCharsets.UTF_8);
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static NDArray column(NDManager manager, JsonObject column) {
    List<JsonElement> values = column.getAsJsonArray("values").asList();
    Shape shape = shape(column);
    return switch (column.get("type").getAsString()) {
      case "STRING" ->
          manager.create(
              values.stream().map(JsonElement::getAsString).toArray(String[]::new),
              StandardCharsets.UTF_8,
              shape);
      case "INT64" ->
          manager.create(values.stream().mapToLong(JsonElement::getAsLong).toArray(), shape);
      case "INT32" ->
          manager.create(values.stream().mapToInt(JsonElement::getAsInt).toArray(), shape);
      case "FLOAT32" -> manager.create(floats(column.getAsJsonArray("values")), shape);
      default -> throw new IllegalArgumentException("no such column: " + column.get("type"));
    };
  }

  private static Shape shape(JsonObject column) {
    JsonArray sizes = column.getAsJsonArray("shape");
    return new Shape(sizes.asList().stream().mapToLong(JsonElement::getAsLong).toArray());
  }

  private static float[] floats(JsonArray array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return values;
  }
}
