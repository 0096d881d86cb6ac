package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.train.ModelDerivation;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** Leaves an export, and what it predicts here, for the runtime that comes next. */
final class ExportTest {
  private static final int ROWS = 200;
  private static final int WIDTH = 3; // of the longest bag

  private final Path exchange = Path.of(System.getProperty("exchange"));
  private final Visits data = new Visits();
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void trainsAndPredicts() throws IOException {
    ModelSpec ple = ModelDerivation.defaults().derive(data, "ple", 1);
    try (RunDirectory directory = RunDirectory.create(exchange.resolve("run"))) {
      TrainingRun.run(
          directory,
          TrainingSpecs.defaults(ple, data).setBatchSize(64).build(),
          data,
          Placement.cpu(),
          EnumSet.allOf(SignatureKind.class),
          List.of(),
          new TrainingListener() {});
    }
    ObjectNode requests = json.createObjectNode();
    try (Predictor predictor = Predictor.open(exchange.resolve("run/export/1"))) {
      Map<String, Column> raw = raw();
      Map<String, Column> encoded = encoded();
      for (String task : List.of("click", "spent")) {
        assertArrayEquals(
            predictor.predict(raw).floats(task),
            predictor.predict("encoded", encoded).floats(task),
            1e-6f);
      }
      requests.set("serving_default", request(predictor, "serving_default", raw));
      requests.set("gates", request(predictor, "gates", raw));
      requests.set("encoded", request(predictor, "encoded", encoded));
    }
    json.writeValue(exchange.resolve("requests.json").toFile(), requests);
  }

  private Map<String, Column> raw() {
    String[] cities = new String[ROWS];
    long[] users = new long[ROWS];
    float[] prices = new float[ROWS];
    float[] ages = new float[ROWS];
    String[] seen = new String[ROWS * WIDTH];
    float[] weights = new float[ROWS * WIDTH];
    for (int row = 0; row < ROWS; row++) {
      Visits.Visit visit = Visits.visit(row);
      cities[row] = visit.city();
      users[row] = visit.user();
      prices[row] = visit.price();
      ages[row] = visit.age();
      for (int i = 0; i < WIDTH; i++) {
        boolean padding = i >= visit.seen().size();
        seen[row * WIDTH + i] = padding ? "" : visit.seen().get(i).name();
        weights[row * WIDTH + i] = padding ? 0 : visit.seen().get(i).weight();
      }
    }
    return Map.of(
        "city", Column.strings(cities),
        "user", Column.longs(users),
        "price", Column.floats(prices),
        "age", Column.floats(ages),
        "seen", Column.strings(seen, Shape.of(ROWS, WIDTH)),
        "seen.weights", Column.floats(weights, Shape.of(ROWS, WIDTH)));
  }

  private Map<String, Column> encoded() {
    int[] ids = new int[ROWS * 2];
    float[] floats = new float[ROWS * 2];
    int[] seen = new int[ROWS * WIDTH];
    float[] weights = new float[ROWS * WIDTH];
    for (int row = 0; row < ROWS; row++) {
      Visits.Visit visit = Visits.visit(row);
      ids[row * 2] = data.vocabulary("city").id(visit.city());
      ids[row * 2 + 1] = data.vocabulary("user").id(Long.toString(visit.user()));
      floats[row * 2] = visit.price();
      floats[row * 2 + 1] = visit.age();
      for (int i = 0; i < visit.seen().size(); i++) {
        seen[row * WIDTH + i] = data.vocabulary("seen").id(visit.seen().get(i).name());
        weights[row * WIDTH + i] = visit.seen().get(i).weight();
      }
    }
    return Map.of(
        "ids", Column.ints(ids, Shape.of(ROWS, 2)),
        "floats", Column.floats(floats, Shape.of(ROWS, 2)),
        "seen", Column.ints(seen, Shape.of(ROWS, WIDTH)),
        "seen.weights", Column.floats(weights, Shape.of(ROWS, WIDTH)));
  }

  private ObjectNode request(Predictor predictor, String signature, Map<String, Column> inputs) {
    ObjectNode request = json.createObjectNode();
    request.set("inputs", columns(inputs));
    request.set("outputs", columns(predictor.predict(signature, inputs).columns()));
    return request;
  }

  private ObjectNode columns(Map<String, Column> columns) {
    ObjectNode node = json.createObjectNode();
    new TreeMap<>(columns).forEach((name, column) -> node.set(name, column(column)));
    return node;
  }

  private ObjectNode column(Column column) {
    ObjectNode node = json.createObjectNode();
    node.put("type", column.type().name());
    ArrayNode shape = node.putArray("shape");
    for (long size : column.shape().asArray()) {
      shape.add(size);
    }
    ArrayNode values = node.putArray("values");
    switch (column.type()) {
      case STRING -> List.of(column.asStrings()).forEach(values::add);
      case INT64 -> {
        for (long value : column.asLongs()) {
          values.add(value);
        }
      }
      case INT32 -> {
        for (int value : column.asInts()) {
          values.add(value);
        }
      }
      case FLOAT32 -> {
        for (float value : column.asFloats()) {
          values.add(value);
        }
      }
      default -> throw new IllegalArgumentException("no such column: " + column.type());
    }
    return node;
  }
}
