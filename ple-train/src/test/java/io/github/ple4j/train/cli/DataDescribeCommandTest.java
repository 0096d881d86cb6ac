package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;

/** {@code ple data describe}. */
class DataDescribeCommandTest {
  @TempDir private Path directory;

  private JsonNode described(String... more) throws IOException {
    Path json = directory.resolve("shop.json");
    String[] arguments = new String[more.length + 1];
    System.arraycopy(more, 0, arguments, 0, more.length);
    arguments[more.length] = "--json=" + json;
    assertThat(DescribedShop.write(directory).run("describe", arguments).status()).isZero();
    return new ObjectMapper().readTree(json.toFile());
  }

  private static JsonNode feature(JsonNode root, String name) {
    return Streams.stream(root.get("features"))
        .filter(node -> node.get("feature").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void columnsAndLabelsAreAlignedTables() {
    CommandRun run = DescribedShop.write(directory).run("describe");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out().lines().toList())
        .startsWith("shop, train: 4 of 4 rows", "")
        .anyMatch(line -> line.matches("age +75.00 +3 +40 +16.33 +20 +20 +20 +40 +60 +60 +60  .*"))
        .anyMatch(
            line ->
                line.matches("item +- +2 +2 +0  lamp 75.00 +a very long name ... 25.00 +[^ ]{2}"))
        .anyMatch(line -> line.matches("city +- +hash 1000 +2 +-  #[0-9]+ 50.00 +#[0-9]+ 50.00.*"))
        .anyMatch(
            line -> line.matches("seen +75.00 +3 +1 +9 +9 +2 +2 +0 +0.5 +3 +9 +9  .* [^ ]{2}"))
        .anyMatch(
            line -> line.matches("basket +50.00 +1 +0 +3 +3 +2 +2 +0 +- +- +- +-  .* [^ ]{2}"))
        .anyMatch(line -> line.matches("click +100 +4 +2 +50  [^ ]{10}"))
        .anyMatch(line -> line.matches("spent +50.00 +2 +5 +2.5 +2.5 .* 7.5  .*  click is 1"))
        .anyMatch(line -> line.matches("of a row +1.5 +0.5 +1 .*"))
        .noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void theSplitAndTheNumberOfRowsAreTheUsersChoice() {
    DescribedShop shop = DescribedShop.write(directory);

    assertThat(shop.run("describe", "--split=test").out())
        .startsWith("shop, test: 1 of 1 rows\n")
        .containsPattern("item +- +2 +0 +100")
        .containsPattern("seen +0 +0 +0 +0 +0 +2 +0 +- ");
    CommandRun sample = shop.run("describe", "--sample=3");
    assertThat(sample.out()).startsWith("shop, train: 3 of 4 rows, drawn with seed 1\n");
    assertThat(shop.run("describe", "--sample=3").out()).isEqualTo(sample.out());
    assertThat(shop.run("describe", "--sample=0").out())
        .isEqualTo(shop.run("describe", "--sample=4").out());
  }

  @Test
  void theFiguresAreWrittenAsJson() throws IOException {
    JsonNode root = described();

    assertThat(root.get("data").asText()).isEqualTo("shop");
    assertThat(root.get("split").asText()).isEqualTo("train");
    assertThat(root.get("rows").asInt()).isEqualTo(4);
    assertThat(root.has("seed")).isFalse();
    assertThat(feature(root, "age").get("present").asDouble()).isEqualTo(0.75);
    assertThat(feature(root, "age").at("/values/percentile_25").asDouble()).isEqualTo(20);
    assertThat(feature(root, "age").at("/values/standard_deviation").asDouble())
        .isCloseTo(16.33, within(0.01));
    assertThat(feature(root, "age").at("/values/histogram/edges")).hasSize(22);
    assertThat(feature(root, "age").at("/values/histogram/counts")).hasSize(21);
    assertThat(feature(root, "item").at("/most_frequent/1/token").asText())
        .isEqualTo(DescribedShop.LONG_TOKEN);
    assertThat(feature(root, "item").has("present")).isFalse();
    assertThat(feature(root, "item").get("vocabulary").asInt()).isEqualTo(2);
    assertThat(feature(root, "city").get("hash_buckets").asInt()).isEqualTo(1000);
    assertThat(feature(root, "seen").get("filled").asDouble()).isEqualTo(0.75);
    assertThat(feature(root, "seen").at("/by_rank/0/count").asInt()).isEqualTo(9);
    assertThat(feature(root, "seen").at("/weights/maximum").asDouble()).isEqualTo(9);
    assertThat(feature(root, "basket").has("weights")).isFalse();
    assertThat(root.at("/labels/0/positive_rate").asDouble()).isEqualTo(0.5);
    assertThat(root.at("/labels/1/sample_space").asText()).isEqualTo("click is 1");
    assertThat(root.at("/labels/1/inside").asDouble()).isEqualTo(0.5);
    assertThat(root.at("/labels/1/values/mean").asDouble()).isEqualTo(5);
    assertThat(root.at("/sample_weight/mean").asDouble()).isEqualTo(1.5);
    assertThat(described("--sample=2").get("seed").asInt()).isEqualTo(1);
  }

  @Test
  void everyColumnIsDrawnOnOnePage() throws Exception {
    Path svg = directory.resolve("shop.svg");

    assertThat(DescribedShop.write(directory).run("describe", "--svg=" + svg).status()).isZero();

    Document page = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    // Rates, spent, age, item, city, two of basket, three of seen.
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(1 + 10);
    assertThat(Files.readString(svg))
        .contains(
            "shop, train: 4 of 4 rows", "<title>labels</title>", "label spent", "seen: weights")
        .doesNotContain("clip-path");
  }

  @Test
  void aSplitWithoutValuesIsDrawnWithoutTheirCharts() throws IOException {
    Path svg = directory.resolve("shop.svg");

    CommandRun run = DescribedShop.write(directory).run("describe", "--split=test", "--svg=" + svg);

    assertThat(run.status()).isZero();
    assertThat(Files.readString(svg))
        .doesNotContain("seen: weights")
        .contains("<title>age</title>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "data describe ! --data",
        "data describe --data video --sample -1 ! --sample: expected 0 or a positive number, found: -1",
        "data describe --data video --sample many ! --sample",
        "data describe --data video --split all ! --split",
        "data describe --data csv ! --data csv: expected --schema FILE, found none"
      })
  void wrongUsageIsOneLine(String arguments, String message) {
    CommandRun run = CommandRun.of(arguments.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aFileThatCannotBeWrittenIsOneLine() {
    CommandRun run =
        DescribedShop.write(directory)
            .run("describe", "--json=" + directory.resolve("no/shop.json"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("no/shop.json: cannot be written").hasLineCount(1);
  }
}
