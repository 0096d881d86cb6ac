package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ple data head}. */
class DataHeadCommandTest {
  @TempDir private Path directory;

  @Test
  void rowsAreBlocksOfNamesAndRawValues() {
    CommandRun run = DescribedShop.write(directory).run("head", "--rows=2");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out().replaceAll("#[0-9]+", "#17"))
        .isEqualTo(
            """
            row 0 of train
              age            20
              item           a very long name of an item that nobody can read
              city           #17
              seen           a:0.5, b:2
              basket         -
              label click    1
              label spent    2.5
              sample weight  1
              group          7

            row 1 of train
              age            -
              item           lamp
              city           #17
              seen           -
              basket         x, y, x
              label click    0
              label spent    -
              sample weight  2
              group          7
            """);
  }

  @Test
  void ofManyTokensTheFirstEightAreShown() {
    assertThat(DescribedShop.write(directory).run("head").out())
        .contains("  a:1, a:2, a:3, a:4, a:5, a:6, a:7, a:8, ... (9 in all)\n");
  }

  @Test
  void tokensOutOfVocabularyAreSaidToBe() {
    CommandRun run = DescribedShop.write(directory).run("head", "--split=validation");

    assertThat(run.out())
        .startsWith("row 0 of validation\n")
        .containsPattern("item +<out of vocabulary>\n")
        .containsPattern("seen +<out of vocabulary>:1\n");
  }

  @Test
  void shuffledRowsAreTheSameEveryTimeAndAllOfThemIfSoManyAreWanted() {
    DescribedShop shop = DescribedShop.write(directory);

    List<String> rows =
        shop.run("head", "--shuffled", "--rows=9")
            .out()
            .lines()
            .filter(line -> line.startsWith("row "))
            .toList();

    assertThat(rows)
        .containsExactlyInAnyOrder(
            "row 0 of train", "row 1 of train", "row 2 of train", "row 3 of train");
    assertThat(shop.run("head", "--shuffled", "--rows=1").out()).startsWith(rows.get(0) + "\n");
  }

  @Test
  void rowsAreJsonLines() throws IOException {
    List<String> lines =
        DescribedShop.write(directory).run("head", "--json").out().lines().toList();

    assertThat(lines).hasSize(4);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.get("row").asInt()).isZero();
    assertThat(first.at("/features/age").asDouble()).isEqualTo(20);
    assertThat(first.at("/features/item").asText()).isEqualTo(DescribedShop.LONG_TOKEN);
    assertThat(first.at("/features/city").asText()).startsWith("#");
    assertThat(first.at("/features/seen").toString())
        .isEqualTo("[{\"token\":\"a\",\"weight\":0.5},{\"token\":\"b\",\"weight\":2.0}]");
    assertThat(first.at("/features/basket")).isEmpty();
    assertThat(first.at("/labels/spent").asDouble()).isEqualTo(2.5);
    assertThat(first.get("sample_weight").asDouble()).isEqualTo(1);
    assertThat(first.get("group").asLong()).isEqualTo(7);
    JsonNode second = new ObjectMapper().readTree(lines.get(1));
    assertThat(second.at("/features/age").isNull()).isTrue();
    assertThat(second.at("/features/basket").toString()).isEqualTo("[\"x\",\"y\",\"x\"]");
    assertThat(second.at("/labels/spent").isNull()).isTrue();
    assertThat(new ObjectMapper().readTree(lines.get(3)).at("/features/seen")).hasSize(9);
  }

  @Test
  void manyRowsOfASimulatedFeedArePrinted() {
    CommandRun run =
        CommandRun.of(
            "data", "head", "--data=video", "--data-option=rows=2000", "--rows=600", "--json");

    assertThat(run.out().lines()).hasSize(600);
    assertThat(run.out()).contains("{\"row\":599,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "data head ! --data",
        "data head --data video --rows 0 ! --rows: expected a positive number, found: 0",
        "data head --data video --split all ! --split",
        "data head --data video --schema x ! --schema is not an option of video"
      })
  void wrongUsageIsOneLine(String arguments, String message) {
    CommandRun run = CommandRun.of(arguments.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }
}
