package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDatasetTest {
  private static final String COLUMNS =
      """
      name: "shop"
      format { missing: "NA" }
      features { name: "age" numeric { may_be_missing: true bucketed: true } }
      features { name: "city" categorical {} }
      features { name: "item" categorical { token_type: LONG min_count: 2 } }
      features { name: "seen" categorical { multi_valued: true weighted: true } }
      features { name: "page" categorical { hash_buckets: 7 } }
      labels { name: "click" }
      labels { name: "buy" positive: "yes" where { column { name: "click" } values: "1" } }
      labels { name: "spent" kind: REGRESSION where { column { name: "buy" } values: "yes" } }
      sample_weight { name: "weight" }
      group { name: "user" }
      """;
  private static final String BY_DAY =
      COLUMNS
          + """
          splits {
            train: "a.csv"
            by_value { column { name: "day" } validation: "2" test: "3" }
          }
          """;
  private static final String HEADER = "day,age,city,item,seen,page,click,buy,spent,weight,user\n";
  private static final String ROWS =
      HEADER
          + "1,31,Rome,5,x:2|y:0.5,home,1,yes,9.5,1,ann\n"
          + "1,NA,\"Paris, \"\"north\"\"\",5,,home,1,no,,2,7\n"
          + "1,18,Rome,6,y:1,list,0,no,,1,ann\n"
          + "2,40,Oslo,6,z:3|x:1,home,1,yes,2,1,7\n"
          + "3,41,,5,x:1,home,0,,,0.5,8\n";

  @TempDir private Path directory;

  private Dataset load(String schema, String rows) throws IOException {
    Files.writeString(directory.resolve("a.csv"), rows);
    return load(schema);
  }

  private Dataset load(String schema) throws IOException {
    Path file = Files.writeString(directory.resolve("schema.textproto"), schema);
    return CsvDataset.load(CsvDataset.readSchema(file), directory);
  }

  private static Batch read(Split split) {
    Batch batch = split.newBatch(split.size());
    split.read(Shuffle.identity(split.size()), 0, split.size(), batch);
    return batch;
  }

  @Test
  void everyKindOfColumnIsRead() throws IOException {
    Dataset data = load(BY_DAY, ROWS);
    assertThat(data.name()).isEqualTo("shop");
    assertThat(data.vocabulary("city").tokens()).containsExactly("Rome", "Paris, \"north\"");
    assertThat(data.vocabulary("item").tokens()).containsExactly("5");
    assertThat(data.vocabulary("seen").tokens()).containsExactly("y", "x");
    assertThat(data.schema().labels().get(1).sampleSpace()).contains("click is 1");

    Batch train = read(data.train());
    int home = new Encoding.HashEncoding(7).id("home");
    int list = new Encoding.HashEncoding(7).id("list");
    assertThat(train.size()).isEqualTo(3);
    assertThat(train.numeric()).containsExactly(31f, Float.NaN, 18f);
    assertThat(train.ids()).containsExactly(1, 1, home, 2, 1, home, 1, 0, list);
    Bag seen = train.bag(0);
    assertThat(Arrays.copyOf(seen.offsets(), 4)).containsExactly(0, 2, 2, 3);
    assertThat(Arrays.copyOf(seen.ids(), 3)).containsExactly(2, 1, 1);
    assertThat(Arrays.copyOf(seen.weights(), 3)).containsExactly(2f, 0.5f, 1f);
    assertThat(train.label(0)).containsExactly(1f, 1f, 0f);
    assertThat(train.mask(1)).containsExactly(1f, 1f, 0f);
    assertThat(train.label(1)).containsExactly(1f, 0f, 0f);
    assertThat(train.mask(2)).containsExactly(1f, 0f, 0f);
    assertThat(train.label(2)[0]).isEqualTo(9.5f);
    assertThat(train.sampleWeight()).containsExactly(1f, 2f, 1f);
    assertThat(train.groupId()[0]).isEqualTo(train.groupId()[2]).isNotEqualTo(7);
    assertThat(train.groupId()[1]).isEqualTo(7);

    Batch validation = read(data.validation());
    assertThat(validation.ids()).containsExactly(0, 0, home);
    assertThat(Arrays.copyOf(validation.bag(0).ids(), 2)).containsExactly(0, 2);
    Batch test = read(data.test());
    assertThat(test.ids()).containsExactly(0, 1, home);
    assertThat(test.mask(0)).containsExactly(1f);
    assertThat(test.mask(1)).containsExactly(0f);
  }

  @Test
  void nothingBetweenTwoSeparatorsHasNoHash() throws IOException {
    Dataset data =
        load(
            """
            features { name: "x" numeric {} }
            features { name: "tags" categorical { multi_valued: true hash_buckets: 1000 } }
            labels { name: "y" }
            splits { train: "a.csv" validation: "a.csv" test: "a.csv" }
            """,
            "x,tags,y\n1,a||b,0\n2,,1\n");

    Bag tags = read(data.train()).bag(0);
    Encoding.HashEncoding hash = new Encoding.HashEncoding(1000);
    assertThat(Arrays.copyOf(tags.offsets(), 3)).containsExactly(0, 3, 3);
    assertThat(Arrays.copyOf(tags.ids(), 3)).containsExactly(hash.id("a"), 0, hash.id("b"));
  }

  @Test
  void batchesOfAnyOrderHaveTheirOwnBags() throws IOException {
    Split train = load(BY_DAY, ROWS).train();
    Batch batch = train.newBatch(3);
    train.read(new int[] {0, 1, 2}, 0, 3, batch);
    train.read(new int[] {2, 0}, 0, 2, batch);
    assertThat(Arrays.copyOf(batch.bag(0).offsets(), 3)).containsExactly(0, 1, 3);
    assertThat(Arrays.copyOf(batch.bag(0).ids(), 3)).containsExactly(1, 2, 1);
  }

  @Test
  void severalFilesMayHaveTheirColumnsInAnotherOrderAndBeGzipped() throws IOException {
    Files.writeString(directory.resolve("a.csv"), "x,y\n1,0\n2,1\n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve("b.csv.gz")))) {
      out.write("y,x\n1,3\n0,4\n".getBytes(UTF_8));
    }
    Files.writeString(directory.resolve("c.csv"), "y,x,more\n1,5,\n0,6,\n1,7,\n");
    Dataset data =
        load(
            """
            features { name: "x" numeric {} }
            labels { name: "y" }
            splits { train: ["a.csv", "b.csv.gz"] test: "c.csv" test_halves { seed: 3 } }
            """);

    assertThat(read(data.train()).numeric()).containsExactly(1f, 2f, 3f, 4f);
    assertThat(read(data.train()).label(0)).containsExactly(0f, 1f, 1f, 0f);
    assertThat(data.validation().size()).isEqualTo(1);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.provenance()).containsKeys("a.csv.sha256", "b.csv.gz.sha256", "schema_sha256");
  }

  @Test
  void aMarkOfByteOrderIsNoPartOfTheFirstName() throws IOException {
    assertThat(load(BY_DAY, '\uFEFF' + ROWS).train().size()).isEqualTo(3);
  }

  @Test
  void aFieldOverManyLinesIsShownInOne() {
    String open = "1,\"x\n" + "long ".repeat(50) + "\n\",Rome,5,,home,1,yes,1,1,ann\n";
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(BY_DAY, HEADER + open))
        .withMessageMatching(
            ".*a.csv:2: column 1 .age.: expected a finite number, found .x long.*[.]{3}.; correct.*");
  }

  @Test
  void noHeaderAnotherDelimiterAndSpaces() throws IOException {
    Files.writeString(directory.resolve("a.csv"), " 1;it's\n2; -\n3;it's \n");
    Dataset data =
        load(
            """
            format { delimiter: ";" without_header: true trim: true quote: "none" missing: "-" }
            features { name: "x" column { index: 0 } numeric {} }
            features { name: "t" column { index: 1 } categorical {} }
            labels { name: "y" column { index: 0 } positive: ["1", "2"] }
            splits { train: "a.csv" validation: "a.csv" test: "a.csv" }
            """);
    assertThat(read(data.train()).numeric()).containsExactly(1f, 2f, 3f);
    assertThat(read(data.train()).ids()).containsExactly(1, 0, 1);
    assertThat(read(data.test()).label(0)).containsExactly(1f, 1f, 0f);
  }

  @Test
  void rowsOfOneValueStayTogetherAndSharesAreAsWanted() throws IOException {
    StringBuilder rows = new StringBuilder("user,y\n");
    for (int i = 0; i < 12_000; i++) {
      rows.append("u").append(i % 3_000).append(',').append(i % 2).append('\n');
    }
    Files.writeString(directory.resolve("a.csv"), rows);
    String schema =
        """
        features { name: "user" categorical {} }
        labels { name: "y" }
        group { name: "user" }
        splits { train: "a.csv" by_hash { %s seed: 4 validation: 0.1 test: 0.2 } }
        """;
    Dataset byUser = load(String.format(java.util.Locale.ROOT, schema, "column { name: 'user' }"));
    assertThat((double) byUser.validation().size()).isCloseTo(1_200, within(200.0));
    assertThat((double) byUser.test().size()).isCloseTo(2_400, within(270.0));
    assertThat(byUser.train().size() % 4).isZero();
    List<Long> trained = Arrays.stream(read(byUser.train()).groupId()).boxed().toList();
    assertThat(trained)
        .doesNotContainAnyElementsOf(Arrays.stream(read(byUser.test()).groupId()).boxed().toList());

    Dataset byRow = load(String.format(java.util.Locale.ROOT, schema, ""));
    assertThat((double) byRow.validation().size()).isCloseTo(1_200, within(110.0));
    assertThat(byRow.validation().size() + byRow.test().size() + byRow.train().size())
        .isEqualTo(12_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '\0',
      value = {
        "1,x,Rome,5,,home,1,yes,1,1,ann ! a.csv:2: column 1 (age): expected a finite number, found \"x\"",
        "1,1,Rome,five,,home,1,yes,1,1,ann ! a.csv:2: column 3 (item): expected a whole number of 64 bits, found \"five\"",
        "1,1,Rome,5,x,home,1,yes,1,1,ann ! a.csv:2: column 4 (seen): expected tokens followed by :",
        "1,1,Rome,5,x:y,home,1,yes,1,1,ann ! a.csv:2: column 4 (seen): expected tokens followed by :",
        "1,1,Rome,5,,home,2,yes,1,1,ann ! a.csv:2: column 6 (click): expected 0 or 1, found \"2\"",
        "1,1,Rome,5,,home,1,yes,1,-1,ann ! a.csv:2: column 9 (sample_weight): expected a number that is not negative, found \"-1\"",
        "1,1,Rome,5,,home,1,yes,1,,ann ! a.csv:2: column 9 (sample_weight): expected a finite number, found \"\"",
        "1,1,Rome,5,,home,1,yes,1,1 ! a.csv:2: expected 11 fields as in the first line, found 10",
        "1,1,Rome,5,,home,1,yes,1,1,ann ! expected rows for validation, found none in a.csv"
      })
  void linesThatAreNotAsTheSchemaSaysAreNamed(String line, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(BY_DAY, HEADER + line + "\n"))
        .withMessageContaining(message);
  }

  @Test
  void columnsThatAreNotThereAreNamed() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(BY_DAY, HEADER.replace("city", "town")))
        .withMessageContaining("a.csv: expected a column city, found day, age, town, item");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(BY_DAY, HEADER.replace("city", "age")))
        .withMessageContaining("a.csv:1: expected names that differ, found age twice");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(BY_DAY, ""))
        .withMessageContaining("a.csv: expected CSV, found an empty file");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(BY_DAY))
        .withMessageContaining("a.csv: expected a CSV file, found none");
    String zipped = BY_DAY.replace("a.csv", "a.csv.gz");
    Files.writeString(directory.resolve("a.csv.gz"), "plain");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(zipped))
        .withMessageContaining("a.csv.gz: expected a complete gzip file");
    Files.write(directory.resolve("a.csv"), new byte[] {'d', 'a', 'y', (byte) 0xFF, '\n'});
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(BY_DAY))
        .withMessageContaining("a.csv: expected text in UTF-8");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> CsvDataset.readSchema(directory.resolve("none")))
        .withMessageContaining("none: expected a schema of CSV files");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '\0',
      value = {
        "features { name: 'x' } ! schema: features[0]: expected numeric or categorical, found neither",
        "features { numeric {} } ! schema: features[0].name: expected a name, found none",
        "features { name: 'x' numeric {} } features { name: 'x' numeric {} } ! schema: features[1].name: expected a name of its own, found x for the second time",
        "labels { name: 'y' } ! schema: features: expected at least one, found none",
        "features { name: 'x' numeric {} } ! schema: labels: expected at least one, found none",
        "features { name: 'x' numeric {} } labels { name: 'y' kind: REGRESSION positive: '1' } ! schema: labels[0].positive: expected none",
        "features { name: 'x' numeric {} } labels { name: 'y' } ! schema: splits.train: expected at least one file, found none",
        "features { name: 'x' numeric {} } labels { name: 'y' } splits { train: 'a' } ! schema: splits: expected rows for validation",
        "features { name: 'x' numeric {} } labels { name: 'y' } splits { train: 'a' by_hash { validation: 0.5 test: 0.5 } } ! schema: splits.by_hash: expected shares of together less than 1, found 1.0",
        "features { name: 'x' categorical { weighted: true } } ! schema: features[0].categorical.weighted: expected a feature of many values",
        "format { without_header: true } features { name: 'x' numeric {} } ! schema: features[0].column: expected an index",
        "format { delimiter: ';;' } ! schema: format.delimiter: expected one character",
        "features { name: 'x' nummeric {} } ! schema.textproto:1: expected a schema of CSV files in text format, found: unknown field ple4j.CsvFeature.nummeric"
      })
  void schemasThatCannotBeAreRefused(String schema, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(schema, HEADER))
        .withMessageContaining(message);
  }

  @Test
  void aVideoFeedWrittenAsCsvReadsAsTheFeedItself() throws IOException {
    VideoFeed feed = VideoFeed.create(VideoFeed.Options.defaults().withRows(1_600));
    StringBuilder schema = new StringBuilder();
    try (var out = Files.newBufferedWriter(directory.resolve("a.csv"))) {
      VideoCsv.write(feed, out, rows -> {});
    }
    for (Feature feature : feed.dataset().schema().features()) {
      schema.append("features { name: '").append(feature.name()).append("' ");
      if (feature instanceof Feature.Categorical categorical) {
        schema.append(
            categorical.multiValued()
                ? "categorical { multi_valued: true weighted: true } }\n"
                : "categorical {} }\n");
      } else {
        schema.append("numeric {} }\n");
      }
    }
    schema.append("labels { name: 'ctr' } labels { name: 'vtr' }\n");
    schema.append("labels { name: 'vcr' kind: REGRESSION }\n");
    schema.append("labels { name: 'shr' } labels { name: 'cmr' }\n");
    schema.append(
        "splits { train: 'a.csv' by_value { column { name: 'day' } validation: '7' test: '8' } }");

    Dataset data = load(schema.toString());

    Batch expected = read(feed.dataset().test());
    Batch found = read(data.test());
    assertThat(found.size()).isEqualTo(200);
    assertThat(found.numeric()).isEqualTo(expected.numeric());
    for (int task = 0; task < 5; task++) {
      assertThat(found.mask(task)).isEqualTo(expected.mask(task));
      for (int row = 0; row < 200; row++) {
        if (expected.mask(task)[row] > 0) {
          assertThat(found.label(task)[row]).isEqualTo(expected.label(task)[row]);
        }
      }
    }
    assertThat(Arrays.copyOf(found.bag(0).offsets(), 201))
        .isEqualTo(Arrays.copyOf(expected.bag(0).offsets(), 201));
  }
}
