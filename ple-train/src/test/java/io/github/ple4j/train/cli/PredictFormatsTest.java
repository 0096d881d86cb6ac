package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read and written of every type, with a model that answers its inputs. */
class PredictFormatsTest {
  private static final String HEADER = "big,count,flag,half,numbers,pair,real,reals,word,words\n";
  private static final String JSON =
      """
      {"big":9007199254740993,"count":-3,"flag":true,"half":0.1,"numbers":[1,2],\
      "pair":[1.5,-2.0],"real":0.1,"reals":[1.0],"word":"a \\"b\\"","words":["x"]}
      {"big":2,"count":4,"flag":false,"half":1.0E-5,"numbers":[3,4],\
      "pair":[0.0,1.0],"real":1.0E-300,"reals":[0.25],"word":"ü","words":[""]}
      """;
  private static final String CSV =
      HEADER
          + """
          9007199254740993,-3,true,0.1,1|2,1.5|-2.0,0.1,1.0,"a ""b\""",x
          2,4,false,1.0E-5,3|4,0.0|1.0,1.0E-300,0.25,ü,y
          """;

  @TempDir static Path temporary;
  private static Path model;

  @BeforeAll
  static void writeModel() throws IOException {
    model = EchoModel.write(temporary.resolve("model"));
  }

  @Test
  void everyTypeComesBackAsItWasInJson() {
    CommandRun run = PredictRun.of(model, JSON, "--input", "-");

    assertThat(run.err()).matches("predicted 2 rows in \\d+\\.\\d s\\R");
    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(JSON);
  }

  @Test
  void everyTypeComesBackAsItWasInCsv() {
    CommandRun run = PredictRun.of(model, CSV, "--input", "-", "--format", "CSV");

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEqualTo(CSV);
  }

  @Test
  void smallerBatchesGiveAllRowsInOrder() {
    CommandRun run = PredictRun.of(model, JSON.repeat(7), "--input=-", "--batch-size=3");

    assertThat(run.err()).startsWith("predicted 14 rows");
    assertThat(run.out()).isEqualTo(JSON.repeat(7));
  }

  @Test
  void theOutputsEndingTellsItsFormat() throws IOException {
    Path file = temporary.resolve("answers.jsonl");

    CommandRun run =
        PredictRun.of(model, CSV, "--input=-", "--format=csv", "--output", file.toString());

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(JSON.replace("[\"\"]", "[\"y\"]"));
  }

  @Test
  void missingValuesAndShorterRowsAreFilled() {
    String rows =
        HEADER
            + ",1,true,,,1|2,nan,1,,a|b\n"
            + "\n"
            + "5,1,FALSE,-inf,7||9,|2, ,1|2|3,\" q \", c \n";

    CommandRun run = PredictRun.of(model, rows, "--input=-", "--format=csv");

    assertThat(run.out())
        .isEqualTo(
            HEADER
                + "-9223372036854775808,1,true,NaN,"
                + "-9223372036854775808|-9223372036854775808|-9223372036854775808,"
                + "1.0|2.0,NaN,1.0|0.0|0.0,,a|b\n"
                + "5,1,false,-Infinity,7|-9223372036854775808|9,"
                + "NaN|2.0,NaN,1.0|2.0|3.0, q ,c|\n");
  }

  @Test
  void nullIsMissingInJson() {
    String row =
        """
        {"big":null,"count":1,"flag":true,"half":null,"numbers":null,"pair":[null,NaN],\
        "real":Infinity,"reals":[],"word":null,"words":[null,"a"]}

        """;

    CommandRun run = PredictRun.of(model, row, "--input", "-");

    assertThat(run.out())
        .isEqualTo(
            """
            {"big":-9223372036854775808,"count":1,"flag":true,"half":null,"numbers":[],\
            "pair":[null,null],"real":"Infinity","reals":[],"word":"","words":["","a"]}
            """);
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertThat(PredictRun.of(model, "\uFEFF" + CSV, "--input=-", "--format=csv").out())
        .isEqualTo(CSV);
    assertThat(PredictRun.of(model, "\uFEFF" + JSON, "--input=-").out()).isEqualTo(JSON);
  }

  @Test
  void aHeaderAloneGivesAHeader() {
    CommandRun run = PredictRun.of(model, HEADER, "--input=-", "--format=csv");

    assertThat(run.out()).isEqualTo(HEADER);
    assertThat(run.err()).startsWith("predicted 0 rows");
  }

  @Test
  void aReaderThatWentAwayEndsTheCommandQuietly() {
    CommandRun run = PredictRun.into(failing("Broken pipe"), model, JSON, "--input=-");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aFullDiskIsAFailure() {
    CommandRun run = PredictRun.into(failing("No space left on device"), model, JSON, "--input=-");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("ple predict: standard output: cannot be written: No space left on device;");
  }

  @Test
  void wrongValuesAreToldWithLineAndColumn() {
    assertRefused("big", "1.5", "column \"big\": expected a whole number (int64), found \"1.5\"");
    assertRefused("count", "", "column \"count\": expected a whole number (int32), found no value");
    assertRefused("count", "99999999999", "expected a whole number (int32), found \"99999999999\"");
    assertRefused("flag", "1", "column \"flag\": expected true or false, found \"1\"");
    assertRefused("flag", "", "column \"flag\": expected true or false, found no value");
    assertRefused("half", "x", "column \"half\": expected a number (float32), found \"x\"");
    assertRefused("half", "1f", "column \"half\": expected a number (float32), found \"1f\"");
    assertRefused("half", "1e50", "column \"half\": expected a number (float32), found \"1e50\"");
    assertRefused("real", "0x1", "column \"real\": expected a number (float64), found \"0x1\"");
    assertRefused("pair", "1|2|3", "column \"pair\": expected 2 values, found 3");
    assertRefused("pair", "", "column \"pair\": expected 2 values, found 0");
  }

  @Test
  void aSignatureOfOtherShapesIsRefused() {
    CommandRun run = PredictRun.of(model, JSON, "--input=-", "--signature=cubes");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("signature \"cubes\": input \"cube\": expected one of shape [-1] or [-1, n]")
        .hasLineCount(1);
  }

  private static void assertRefused(String column, String value, String message) {
    List<String> names = HEADER.strip().lines().toList();
    String[] fields = {"2", "4", "false", "1", "3", "0|1", "1", "0", "a", "y"};
    fields[List.of(names.get(0).split(",", -1)).indexOf(column)] = value;
    CommandRun run =
        PredictRun.of(model, CSV + String.join(",", fields) + "\n", "--input=-", "--format=csv");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("ple predict: standard input:4: ").contains(message);
    assertThat(run.err()).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
