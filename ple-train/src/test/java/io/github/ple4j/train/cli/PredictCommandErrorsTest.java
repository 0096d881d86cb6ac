package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.train.ShopExport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 2 for wrong usage, 1 for a failure; either way one line and nothing on standard output. */
class PredictCommandErrorsTest {
  private static final String HEADER = "user,price,seen,age,city,tags\n";
  private static final String ROW = "1,2,item 101,3,x,a|b\n";
  private static final String OBJECT =
      "{\"user\":1,\"price\":2,\"seen\":[\"a\"],\"age\":3,\"city\":\"x\",\"tags\":[]}";

  @TempDir static Path model;
  @TempDir Path temporary;
  private static Path export;

  @BeforeAll
  static void train() {
    export = ShopExport.create(model.resolve("run"));
  }

  @Test
  void aMissingColumn() throws IOException {
    refusesCsv("user,price,seen,city,tags\n", ": expected a column \"age\" (float32), found none");
    refusesCsv("user,price,age,city,tags\n", ": expected a column \"seen\" (string[]), found none");
    refusesJson(
        OBJECT + "\n\n" + OBJECT.replace("\"age\"", "\"agee\""),
        ":3: expected a key \"age\" (float32), found none");
  }

  @Test
  void aColumnThatIsThereTwice() throws IOException {
    refusesCsv("age," + HEADER + "1," + ROW, ":1: expected one column \"age\", found several");
    refusesJson(OBJECT.replace("}", ",\"age\":4}"), ":1: expected a JSON object, found broken");
  }

  @Test
  void aWrongValue() throws IOException {
    refusesCsv(
        HEADER + ROW + ROW.replace(",3,", ", x ,"),
        ":3: column \"age\": expected a number (float32), found \"x\"");
    refusesCsv(
        HEADER + "\n" + ROW.replace("1,2", "one,2"),
        ":3: column \"user\": expected a whole number (int64), found \"one\"");
    refusesJson(
        OBJECT.replace(":3", ":\"3\""),
        ":1: key \"age\": expected a number (float32), found \"3\"");
    refusesJson(OBJECT.replace("\"x\"", "5"), ":1: key \"city\": expected a string, found 5");
    refusesJson(OBJECT.replace("[]", "7"), ":1: key \"tags\": expected an array, found a number");
    refusesJson(
        OBJECT.replace(":3", ":[3]"), ":1: key \"age\": expected a number (float32), found [3]");
  }

  @Test
  void weightsOfAnotherNumberThanValues() throws IOException {
    refusesCsv(
        HEADER.replace("tags", "tags,tags.weights") + ROW.replace("a|b", "a|b,1|2|3"),
        ":2: column \"tags.weights\": expected 2 values, as many as \"tags\" has, found 3");
  }

  @Test
  void aWrongNumberOfFields() throws IOException {
    refusesCsv(HEADER + ROW + "1,2\n", ":3: expected 6 fields, found 2");
    refusesCsv(HEADER + ROW.strip() + ",\n", ":2: expected 6 fields, found 7");
  }

  @Test
  void brokenQuotes() throws IOException {
    refusesCsv(HEADER + ROW + "1,2,\"a\"b,3,x,a\n", ":3: expected CSV, found: ");
  }

  @Test
  void brokenJson() throws IOException {
    refusesJson(OBJECT + "\n{\"user\":", ":2: expected a JSON object, found broken JSON: ");
    refusesJson(OBJECT + OBJECT, ":1: expected a JSON object, found broken JSON: ");
    refusesJson("[" + OBJECT + "]", ":1: expected a JSON object, found an array");
    refusesJson("7", ":1: expected a JSON object, found a number");
  }

  @Test
  void anEmptyFile() throws IOException {
    refusesCsv("", ": expected a header, found an empty file");
    refusesJson("\n", ": expected lines of JSON objects, found an empty file");
  }

  @Test
  void bytesThatAreNoText() throws IOException {
    Path csv = temporary.resolve("rows.csv");
    Files.write(csv, (HEADER + "é").getBytes(StandardCharsets.ISO_8859_1));
    refuses(csv, csv + ":1: expected readable text in UTF-8, found: ");
    Path json = temporary.resolve("rows.json");
    Files.write(json, "{\"é\":1}".getBytes(StandardCharsets.ISO_8859_1));
    refuses(json, json + ":1: expected readable text in UTF-8, found: ");
  }

  @Test
  void noFileOrADirectory() {
    refuses(temporary.resolve("no.csv"), "no.csv: expected a file, found none");
    CommandRun run = PredictRun.of(export, "", "--input=" + temporary, "--format=csv");
    assertFailed(run, temporary + ": expected a file, found a directory");
  }

  @Test
  void anOutputThatCannotBeWritten() {
    Path nowhere = temporary.resolve("none/answers.jsonl");
    assertFailed(
        PredictRun.of(export, OBJECT, "--input=-", "--output=" + nowhere),
        nowhere + ": cannot be written: ");
    assertFailed(
        PredictRun.of(export, OBJECT, "--input=-", "--output=" + temporary),
        temporary + ": cannot be written: it is a directory");
  }

  @Test
  void noModelOrSignature() {
    assertFailed(PredictRun.of(temporary, OBJECT, "--input=-"), temporary.toString());
    assertFailed(
        PredictRun.of(export, OBJECT, "--input=-", "--signature=other"),
        "no signature \"other\"; the signatures are ");
  }

  @Test
  void wrongUsage() throws IOException {
    Path csv = Files.writeString(temporary.resolve("rows.csv"), HEADER + ROW);
    assertWrongUsage("--batch-size: expected a positive number, found: 0", "--batch-size=0");
    assertWrongUsage("'--format'", "--format=xml");
    assertWrongUsage("--format: expected csv for", "--input=" + csv, "--format=jsonl");
    assertWrongUsage(
        "--format: expected csv or jsonl, as the ending of rows.txt does not tell",
        "--input=rows.txt");
    assertWrongUsage(
        "--output: expected another file than the input", "--input=" + csv, "--output=" + csv);
    assertThat(csv).hasContent(HEADER + ROW);
  }

  private void refusesCsv(String content, String message) throws IOException {
    Path file = Files.writeString(temporary.resolve("rows.csv"), content);
    refuses(file, file + message);
  }

  private void refusesJson(String content, String message) throws IOException {
    Path file = Files.writeString(temporary.resolve("rows.jsonl"), content);
    refuses(file, file + message);
  }

  private void refuses(Path input, String message) {
    Path answers = temporary.resolve("answers.csv");
    assertFailed(PredictRun.of(export, "", "--input=" + input, "--output=" + answers), message);
    assertThat(answers).doesNotExist();
    assertThat(temporary).isDirectoryNotContaining("glob:**.tmp");
  }

  private static void assertFailed(CommandRun run, String message) {
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> !line.startsWith("ignoring columns")))
        .singleElement()
        .asString()
        .startsWith("ple predict: ")
        .contains(message);
    assertThat(run.out()).isEmpty();
  }

  private static void assertWrongUsage(String message, String... arguments) {
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = arguments[0].startsWith("--input") ? "--batch-size=7" : "--input=-";
    CommandRun run = PredictRun.of(export, OBJECT, all);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }
}
