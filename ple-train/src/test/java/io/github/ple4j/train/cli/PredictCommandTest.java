package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ple4j.graph.RawFeatures;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.train.ShopExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

class PredictCommandTest {
  private static final String CSV =
      """
      user,click,price,seen,seen.weights,age,city,city.weights,tags
      103,1,12.5,item 101|item 103,0.75|1.25,33,Paris,0.5,new|sale
      105,0, 0 ,item 106,1,,"Paris",2,
      999,0,400,no such item,1,51,,1,sale
      """;
  private static final String JSON =
      """
      {"user":103,"price":12.5,"seen":["item 101","item 103"],"seen.weights":[0.75,1.25],\
      "age":33,"city":"Paris","city.weights":0.5,"tags":["new","sale"],"click":1}
      {"user":105,"price":0,"seen":["item 106"],"seen.weights":null,\
      "age":null,"city":"Paris","city.weights":2,"tags":[]}
      {"user":999,"price":400.0,"seen":["no such item"],"seen.weights":[1],\
      "age":51,"city":null,"tags":["sale"]}
      """;

  @TempDir static Path model;
  @TempDir Path temporary;
  private static Path export;

  private Path csv;
  private Path json;

  @BeforeAll
  static void train() {
    export = ShopExport.create(model.resolve("run"));
  }

  @BeforeEach
  void writeRows() throws IOException {
    csv = Files.writeString(temporary.resolve("rows.csv"), CSV);
    json = Files.writeString(temporary.resolve("rows.jsonl"), JSON);
  }

  @Test
  void aFilesRowsGiveWhatTheLibraryGivesForTheirValues() throws IOException {
    Path answers = temporary.resolve("answers.csv");

    CommandRun predicted =
        CommandRun.of(
            "predict", "--export=" + export, "--input=" + csv, "--output=" + answers.toString());

    assertThat(predicted.status()).isZero();
    assertThat(predicted.err().lines()).first().isEqualTo("ignoring columns click");
    List<String> lines = Files.readAllLines(answers);
    Prediction expected = byLibrary();
    assertThat(lines).hasSize(4).startsWith("click,click_buy,spent");
    for (int row = 0; row < 3; row++) {
      assertThat(lines.get(row + 1))
          .isEqualTo(
              expected.floats("click")[row]
                  + ","
                  + expected.floats("click_buy")[row]
                  + ","
                  + expected.floats("spent")[row]);
    }
    assertThat(temporary).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void jsonAndCsvGiveTheSameNumbers() throws IOException {
    List<String> ofCsv = PredictRun.of(export, "", "--input=" + csv).out().lines().toList();
    List<String> ofJson = PredictRun.of(export, "", "--input=" + json).out().lines().toList();

    assertThat(ofJson).hasSize(3);
    for (int row = 0; row < 3; row++) {
      JsonNode object = new ObjectMapper().readTree(ofJson.get(row));
      String line =
          String.join(
              ",",
              object.get("click").asText(),
              object.get("click_buy").asText(),
              object.get("spent").asText());
      assertThat(ofCsv.get(row + 1)).isEqualTo(line);
    }
  }

  @Test
  void smallerBatchesGiveTheSameNumbers() throws IOException {
    String[] whole = PredictRun.of(export, JSON, "--input=-").out().split("\n", -1);
    String[] parts =
        PredictRun.of(export, JSON, "--input=-", "--batch-size=2").out().split("\n", -1);

    assertThat(parts).hasSameSizeAs(whole);
    for (int row = 0; row < 3; row++) {
      JsonNode expected = new ObjectMapper().readTree(whole[row]);
      JsonNode found = new ObjectMapper().readTree(parts[row]);
      for (String task : List.of("click", "click_buy", "spent")) {
        // A batch's size moves rows among vector instructions, and so the last digit.
        assertThat(found.get(task).asDouble())
            .isCloseTo(expected.get(task).asDouble(), within(1e-6));
      }
    }
  }

  @Test
  void weightsThatAreLeftOutAreOne() {
    String rows =
        """
        user,price,seen,age,city,tags
        1,2,item 101|item 102,3,x,a|b
        2,3,,4,x,
        """;
    String weighed =
        """
        user,price,seen,seen.weights,age,city,city.weights,tags,tags.weights
        1,2,item 101|item 102,1|1,3,x,1,a|b,1|1
        2,3,,,4,x,,,
        """;

    CommandRun without = PredictRun.of(export, rows, "--input=-", "--format=csv");
    CommandRun with = PredictRun.of(export, weighed, "--input=-", "--format=csv");

    assertThat(without.status()).isZero();
    assertThat(without.out()).hasLineCount(3).isEqualTo(with.out());
  }

  @Test
  void weightsMatter() {
    String half = JSON.replace("[0.75,1.25]", "[0.25,1.25]");

    assertThat(PredictRun.of(export, half, "--input=-").out())
        .isNotEqualTo(PredictRun.of(export, JSON, "--input=-").out());
  }

  @Test
  void anUnknownCategoryIsAsAMissingOne() {
    String unknown = JSON.replace("103,", "777,");
    String missing = JSON.replace("103,", "null,");

    assertThat(PredictRun.of(export, unknown, "--input=-").out())
        .isEqualTo(PredictRun.of(export, missing, "--input=-").out())
        .isNotEqualTo(PredictRun.of(export, JSON, "--input=-").out());
  }

  @Test
  void anOlderOutputIsReplacedAndAFailureLeavesItAsItWas() throws IOException {
    Path answers = Files.writeString(temporary.resolve("answers.jsonl"), "older");
    String[] arguments = {"--input=-", "--output=" + answers, "--batch-size=1"};

    CommandRun failed = PredictRun.of(export, JSON + "{", arguments);

    assertThat(failed.status()).isEqualTo(1);
    assertThat(answers).hasContent("older");
    assertThat(temporary).isDirectoryNotContaining("glob:**.tmp");

    assertThat(PredictRun.of(export, JSON, arguments).status()).isZero();
    assertThat(Files.readAllLines(answers)).hasSize(3);
  }

  private static Prediction byLibrary() {
    try (Predictor predictor = Predictor.open(export)) {
      Shape two = Shape.of(3, 2);
      return predictor.predict(
          Map.of(
              "user",
              Column.longs(103, 105, RawFeatures.MISSING_LONG),
              "price",
              Column.floats(12.5f, 0, 400),
              "age",
              Column.floats(33, Float.NaN, 51),
              "city",
              Column.strings("Paris", "Paris", ""),
              "city.weights",
              Column.floats(0.5f, 2, 1),
              "seen",
              Column.strings(new String[] {"item 101", "item 103", "item 106", "", "", ""}, two),
              "seen.weights",
              Column.floats(new float[] {0.75f, 1.25f, 1, 0, 1, 0}, two),
              "tags",
              Column.strings(new String[] {"new", "sale", "", "", "sale", ""}, two),
              "tags.weights",
              Column.floats(new float[] {1, 1, 0, 0, 1, 0}, two)));
    }
  }
}
