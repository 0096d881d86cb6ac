package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliCcpGeneratorTest {
  private static final int ROWS = 60_000;
  private static final AliCcpGenerator GENERATOR =
      AliCcpGenerator.create(AliCcpGenerator.Options.ofRows(ROWS).withTestRows(3_000));

  @TempDir private static Path directory;
  private static final List<AliCcpImpression> TRUTH = new ArrayList<>();
  private static final Map<String, int[]> COUNTS = new HashMap<>(); // rows and values of fields
  private static final Map<String, Set<Integer>> IDS = new HashMap<>();
  private static List<Row> train;
  private static Map<String, List<Triple>> common;
  private static List<String> commonLines;

  private record Triple(String field, int id, double weight) {}

  private record Row(
      long sample, int click, int conversion, String index, List<Triple> triples, String line) {
    List<Triple> of(String field) {
      return triples.stream().filter(t -> t.field().equals(field)).toList();
    }
  }

  @BeforeAll
  static void write() throws IOException {
    List<Long> told = new ArrayList<>();
    GENERATOR.write(directory, 2, told::add);
    assertThat(told).isSorted().last().isEqualTo(ROWS + 3_000L);
    train = skeleton("train");
    commonLines = lines("common_features_train.csv");
    common = common(commonLines);
    for (Row row : train) {
      Set<String> fields = new HashSet<>();
      for (List<Triple> triples : List.of(row.triples(), at(common, row.index()))) {
        for (Triple triple : triples) {
          int[] counts = COUNTS.computeIfAbsent(triple.field(), field -> new int[2]);
          counts[0] += fields.add(triple.field()) ? 1 : 0;
          counts[1]++;
        }
      }
      row.triples().forEach(AliCcpGeneratorTest::addId);
    }
    common.values().forEach(triples -> triples.forEach(AliCcpGeneratorTest::addId));
    readTruth();
  }

  private static void addId(Triple triple) {
    IDS.computeIfAbsent(triple.field(), field -> new HashSet<>()).add(triple.id());
  }

  private static <K, V> V at(Map<K, V> map, K key) {
    return Objects.requireNonNull(map.get(key), String.valueOf(key));
  }

  private static void readTruth() {
    AliCcpSession session = GENERATOR.trainSession();
    int group = -1;
    for (int i = 0; i < ROWS; i++) {
      if (session.log().groupOf(i) != group) {
        group = session.log().groupOf(i);
        session.group(group);
      }
      session.row(i);
      AliCcpImpression copy = new AliCcpImpression();
      copy.clickProbability = session.impression.clickProbability;
      copy.conversionProbability = session.impression.conversionProbability;
      TRUTH.add(copy);
    }
  }

  private static List<String> lines(String file) throws IOException {
    String text = Files.readString(directory.resolve(file), US_ASCII);
    assertThat(text).endsWith("\n").doesNotContain("\r");
    return Splitter.on('\n').splitToList(text.substring(0, text.length() - 1));
  }

  private static List<Row> skeleton(String split) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : lines("sample_skeleton_" + split + ".csv")) {
      String[] fields = line.split(",", -1);
      expect(fields.length == 6 && fields[3].matches("[0-9a-f]{16}"), line);
      rows.add(
          new Row(
              Long.parseLong(fields[0]),
              Integer.parseInt(fields[1]),
              Integer.parseInt(fields[2]),
              fields[3],
              triples(fields[5], Integer.parseInt(fields[4])),
              line));
    }
    return rows;
  }

  private static Map<String, List<Triple>> common(List<String> lines) {
    Map<String, List<Triple>> all = new HashMap<>();
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      expect(fields.length == 3, line);
      List<Triple> triples = triples(fields[2], Integer.parseInt(fields[1]));
      List<Triple> before = all.put(fields[0], triples);
      if (before != null) {
        assertThat(triples).isEqualTo(before);
      }
    }
    return all;
  }

  /** Quicker than AssertJ for as many lines. */
  private static void expect(boolean condition, String found) {
    if (!condition) {
      throw new AssertionError(found);
    }
  }

  private static List<Triple> triples(String list, int expected) {
    List<Triple> triples = new ArrayList<>();
    for (String triple : Splitter.on('\u0001').split(list)) {
      int second = triple.indexOf('\u0002');
      int third = triple.indexOf('\u0003', second);
      triples.add(
          new Triple(
              triple.substring(0, second),
              Integer.parseInt(triple.substring(second + 1, third)),
              Double.parseDouble(triple.substring(third + 1))));
    }
    expect(triples.size() == expected, list);
    return triples;
  }

  @Test
  void everyRowHasItsCommonFeaturesAndStandsInItsGroup() throws IOException {
    List<String> groups = new ArrayList<>();
    for (Row row : train) {
      if (groups.isEmpty() || !groups.get(groups.size() - 1).equals(row.index())) {
        groups.add(row.index());
      }
    }
    assertThat(groups).doesNotHaveDuplicates();
    assertThat(common.keySet()).containsExactlyInAnyOrderElementsOf(groups);
    assertThat((double) ROWS / groups.size()).isCloseTo(57.9, within(6.0));
    assertThat(commonLines.stream().map(line -> line.substring(0, 16)).distinct().toList())
        .isNotEqualTo(groups);

    Map<String, List<Triple>> ofTest = common(lines("common_features_test.csv"));
    assertThat(skeleton("test")).hasSize(3_000).allMatch(row -> ofTest.containsKey(row.index()));
    assertThat(ofTest.keySet()).doesNotContainAnyElementsOf(common.keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "101, 99.8, 0.5, 1",
    "121, 87.0, 3, 1",
    "122, 87.0, 3, 1",
    "124, 87.0, 3, 1",
    "125, 87.0, 3, 1",
    "127, 87.0, 3, 1",
    "128, 87.0, 3, 1",
    "126, 41.6, 5, 1",
    "129, 63.7, 5, 1",
    "109_14, 99, 1.5, 69",
    "110_14, 99, 1.5, 250",
    "127_14, 99, 1.5, 154",
    "150_14, 99, 1.5, 136",
    "205, 100, 0.01, 1",
    "206, 100, 0.01, 1",
    "207, 100, 0.01, 1",
    "210, 100, 0.01, 6.1",
    "216, 71.2, 1.5, 1",
    "301, 100, 0.01, 1",
    "508, 69.6, 3, 1",
    "509, 22.1, 3, 1",
    "702, 22.4, 3, 1",
    "853, 41.0, 3, 3.4"
  })
  void fieldsAreThereAsOftenAsInTheRealFiles(
      String field, double percent, double tolerance, double values) {
    int[] found = at(COUNTS, field);

    assertThat(100.0 * found[0] / ROWS).isCloseTo(percent, within(tolerance));
    assertThat((double) found[1] / found[0])
        .isCloseTo(values, within(values == 1 ? 0 : 0.07 * values));
  }

  @Test
  void idsAreInTheRangesOfTheirFields() {
    assertThat(IDS.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(AliCcpColumn.values()).map(AliCcpColumn::id).toList());
    int end = 0;
    for (AliCcpColumn column : AliCcpColumn.values()) {
      assertThat(column.first()).isGreaterThan(end);
      end = column.first() + column.size() - 1;
      assertThat(column.things()).isLessThanOrEqualTo(column.size());
      Set<Integer> ids = at(IDS, column.id());
      for (int id : ids) {
        expect(id >= column.first() && id < column.first() + column.size(), column + " " + id);
      }
      assertThat(ids.size()).isGreaterThan(Math.min(column.size() / 2, 300));
    }
  }

  @Test
  void clicksAndConversionsHaveTheRealRatesAndClicksBecomeFewer() {
    int[] clicks = new int[4];
    for (int i = 0; i < ROWS; i++) {
      clicks[4 * i / ROWS] += train.get(i).click();
    }
    double rate = (double) Arrays.stream(clicks).sum() / ROWS;
    assertThat(rate).isCloseTo(0.03887, within(0.0025));
    assertThat((double) clicks[0] / clicks[3]).isBetween(1.2, 1.8);

    double expectedClicks = 0;
    double expectedConversions = 0;
    for (AliCcpImpression shown : TRUTH) {
      expectedClicks += shown.clickProbability;
      expectedConversions += shown.clickProbability * shown.conversionProbability;
    }
    assertThat(expectedClicks / ROWS).isCloseTo(0.03887, within(0.0008));
    assertThat(expectedConversions / expectedClicks).isCloseTo(0.005493, within(0.0004));
  }

  @Test
  void someRowsAreFaulty() {
    assertThat(train).filteredOn(row -> row.conversion() == 1 && row.click() == 0).hasSize(1);
    int twice = 0;
    for (int i = 0; i < ROWS; i++) {
      boolean same = i > 0 && train.get(i).line().equals(train.get(i - 1).line());
      twice += same ? 1 : 0;
      expect(train.get(i).sample() == (same ? i : i + 1), train.get(i).line());
    }
    assertThat(twice).isBetween(4, 6);
    assertThat(commonLines).hasSize(common.size() + 1);
  }

  /** 508 is there where 109_14 has the category of 206, with its weight; alike the others. */
  @ParameterizedTest
  @CsvSource({
    "CATEGORY, CATEGORY_HISTORY, CATEGORY_CROSS",
    "SHOP, SHOP_HISTORY, SHOP_CROSS",
    "BRAND, BRAND_HISTORY, BRAND_CROSS",
    "INTENTION, INTENTION_HISTORY, INTENTION_CROSS"
  })
  void crossesAreWhatTheHistoryHasOfTheItem(
      AliCcpColumn shown, AliCcpColumn history, AliCcpColumn cross) {
    int[] things = things(shown);
    int[] ofHistory = ofHistory(shown);
    for (Row row : train.subList(0, 3_000)) {
      Map<Integer, Double> known = new HashMap<>();
      for (Triple triple : at(common, row.index())) {
        if (triple.field().equals(history.id())) {
          known.put(triple.id(), triple.weight());
        }
      }
      List<Triple> expected = new ArrayList<>();
      for (Triple triple : row.of(shown.id())) {
        int thing = things[triple.id() - shown.first()];
        Double weight = known.get(history.featureId(ofHistory[thing]));
        if (weight != null) {
          expected.add(new Triple(cross.id(), cross.featureId(thing), weight));
        }
      }
      assertThat(row.of(cross.id())).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** Of each feature id, counted from 0. */
  private static int[] things(AliCcpColumn column) {
    int[] things = new int[column.size()];
    Arrays.fill(things, -1);
    for (int i = 0; i < column.things(); i++) {
      int id = column.featureId(i) - column.first();
      expect(things[id] < 0, column + " has an id twice");
      things[id] = i;
    }
    return things;
  }

  /** From numbers among the shown to numbers among all. */
  private static int[] ofHistory(AliCcpColumn shown) {
    int[] all = Shuffle.identity(shown.things());
    AliCcpCatalogue catalogue = GENERATOR.catalogue();
    for (int c = 0; c < AliCcpCatalogue.SHOWN_CATEGORIES; c++) {
      if (shown == AliCcpColumn.SHOP) {
        for (int i = 0; i < catalogue.shownShops(c); i++) {
          all[catalogue.shownShop(c, i)] = catalogue.shop(c, i);
        }
      } else if (shown == AliCcpColumn.BRAND) {
        for (int i = 0; i < catalogue.shownBrands(c); i++) {
          all[catalogue.shownBrand(c, i)] = catalogue.brand(c, i);
        }
      }
    }
    return all;
  }

  @Test
  void weightsOfCountsAreLogarithmsAndOthersAreOne() {
    Set<String> ofCounts = Set.of("109_14", "110_14", "127_14", "508", "509", "702");
    Set<String> finer = Set.of("150_14", "853");
    for (Row row : train.subList(0, 1_000)) {
      for (List<Triple> triples : List.of(row.triples(), at(common, row.index()))) {
        for (Triple triple : triples) {
          double count = Math.expm1(triple.weight());
          double off = Math.abs(count - Math.rint(count));
          boolean right =
              ofCounts.contains(triple.field())
                  ? count > 0.9 && off < 1e-5 * (1 + count)
                  : finer.contains(triple.field()) ? count > 0 : triple.weight() == 1;
          expect(right, triple.toString());
        }
      }
    }
  }

  @Test
  void fieldsStandInAnOrderThatVaries() {
    assertThat(train.stream().limit(50).map(row -> row.triples().get(0).field()).distinct())
        .hasSizeGreaterThan(4);
    assertThat(common.values().stream().limit(50).map(list -> list.get(0).field()).distinct())
        .hasSizeGreaterThan(4);
  }

  @Test
  void theTrueProbabilitiesRankClicksAndConversionsAsFarAsTheyCan() {
    double[] clickProbabilities = TRUTH.stream().mapToDouble(r -> r.clickProbability).toArray();
    double[] clicks = train.stream().mapToDouble(Row::click).toArray();
    double[] none = Arrays.stream(clicks).map(click -> 1 - click).toArray();
    assertThat(auc(clickProbabilities, clicks, none)).isBetween(0.65, 0.71);

    double[] conversionProbabilities =
        TRUTH.stream().mapToDouble(r -> r.conversionProbability).toArray();
    double[] bought = new double[ROWS]; // expected, as there are but a dozen
    double[] not = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      bought[i] = clickProbabilities[i] * conversionProbabilities[i];
      not[i] = clickProbabilities[i] - bought[i];
    }
    assertThat(auc(conversionProbabilities, bought, not)).isBetween(0.70, 0.77);
    // The tasks have something in common, but far from all.
    assertThat(auc(clickProbabilities, bought, not)).isBetween(0.51, 0.60);
  }

  /** Area under the curve of scores with weights of positives and negatives. */
  private static double auc(double[] scores, double[] positive, double[] negative) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> scores[i]));
    double negatives = 0;
    double positives = 0;
    double ranked = 0;
    for (int i : order) {
      ranked += positive[i] * (negatives + negative[i] / 2);
      negatives += negative[i];
      positives += positive[i];
    }
    return ranked / (negatives * positives);
  }

  @Test
  void usersHaveSeveralCommonIndicesAndSomeAreInTestToo() throws IOException {
    Map<String, List<Triple>> ofTest = common(lines("common_features_test.csv"));
    Set<Integer> users = users(common);
    assertThat((double) common.size() / users.size()).isBetween(2.0, 3.0);
    assertThat(users(ofTest)).containsAnyElementsOf(users);
  }

  private static Set<Integer> users(Map<String, List<Triple>> features) {
    Set<Integer> users = new HashSet<>();
    for (List<Triple> triples : features.values()) {
      triples.stream().filter(t -> t.field().equals("101")).forEach(t -> users.add(t.id()));
    }
    return users;
  }

  @Test
  void bytesAreAFunctionOfTheOptionsAndNotOfTheThreads(@TempDir Path other) throws IOException {
    AliCcpGenerator.Options options = AliCcpGenerator.Options.ofRows(5_000).withDrawSeed(3);
    AliCcpGenerator.create(options).write(other.resolve("one"), 1, rows -> {});
    AliCcpGenerator.create(options).write(other.resolve("three"), 3, rows -> {});
    AliCcpGenerator.create(options.withDrawSeed(4)).write(other.resolve("seed"), 2, rows -> {});

    long bytes = 0;
    for (String file : AliCcpGenerator.FILES) {
      assertThat(other.resolve("three").resolve(file))
          .hasSameBinaryContentAs(other.resolve("one").resolve(file));
      bytes += Files.size(other.resolve("one").resolve(file));
      assertThat(Files.mismatch(other.resolve("one").resolve(file), other.resolve("seed/" + file)))
          .isNotNegative();
    }
    double expected = options.expectedBytes();
    assertThat(bytes / expected).isBetween(0.7, 1.3);
    assertThat(Files.readString(other.resolve("one/SYNTHETIC.txt")))
        .startsWith("Nothing in this directory is real.")
        .contains("--rows 5000 --test-rows 5085 --draw-seed 3");
  }

  @Test
  void whatProgressThrowsEndsTheWriting(@TempDir Path other) {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                GENERATOR.write(
                    other,
                    2,
                    rows -> {
                      throw new IllegalStateException("enough");
                    }))
        .withMessage("enough");
  }

  @Test
  void sizesThatCannotBeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AliCcpGenerator.Options.ofRows(99))
        .withMessage("rows must be in [100, 1000000000]: 99");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AliCcpGenerator.Options.defaults().withTestRows(0))
        .withMessageStartingWith("test rows must be");
    assertThatIllegalArgumentException().isThrownBy(() -> GENERATOR.write(directory, 0, r -> {}));
  }
}
