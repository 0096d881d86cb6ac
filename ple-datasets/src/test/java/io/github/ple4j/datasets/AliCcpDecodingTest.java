package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.datasets.AliCcpPreparation.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Prepared samples against the raw text, which is taken apart here by splitting strings. */
class AliCcpDecodingTest {
  private static final int MIN_COUNT = 3;

  @TempDir private Path directory;

  @Test
  void everySampleIsWhatTheTextSays() throws IOException {
    Path source = directory.resolve("source");
    Files.createDirectories(source);
    AliCcpGenerator.create(AliCcpGenerator.Options.ofRows(12_000).withTestRows(1000))
        .write(source, 2, written -> {});
    assertThat(Files.size(source.resolve("sample_skeleton_train.csv")))
        .as("a text of several blocks, or the order of blocks is not tested")
        .isGreaterThan(2 << 20);
    check(source, MIN_COUNT);
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() throws IOException {
    Path source = Files.createDirectories(directory.resolve("source"));
    AliCcpGenerator.create(AliCcpGenerator.Options.ofRows(25_000).withTestRows(1000))
        .write(source, 2, written -> {});
    List<StoreManifest> manifests = new ArrayList<>();
    for (int threads : new int[] {1, 2, 5}) {
      Path out = directory.resolve("threads" + threads);
      AliCcpPreparation.prepare(
          source, out, Options.defaults().withThreads(threads), (stage, bytes, total) -> {});
      manifests.add(ColumnStore.open(out).manifest());
    }
    assertThat(manifests.get(1)).isEqualTo(manifests.get(0));
    assertThat(manifests.get(2)).isEqualTo(manifests.get(0));
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "PLE_DATA_DIR", matches = ".+")
  void realLinesAreRead() throws IOException {
    Path mini = Path.of(System.getenv("PLE_DATA_DIR"), "ali-ccp-mini");
    Path source = Files.createDirectories(directory.resolve("source"));
    for (String part : AliCcpSource.PARTS) {
      for (String name : List.of("sample_skeleton_", "common_features_")) {
        Files.copy(mini.resolve(name + "mini.csv"), source.resolve(name + part + ".csv"));
      }
    }
    check(source, 1);
    Dataset data = AliCcp.open(directory.resolve("out"), AliCcp.Options.defaults());
    assertThat(data.test().size()).isEqualTo(7);
    assertThat(data.vocabulary("301").tokens()).containsExactly("9351665", "0");
    assertThat(data.isSimulated()).isFalse();
  }

  private void check(Path source, int minCount) throws IOException {
    Path out = directory.resolve("out");
    AliCcpPreparation.Report report =
        AliCcpPreparation.prepare(
            source, out, Options.defaults().withMinCount(minCount), (stage, bytes, total) -> {});
    Dataset data = AliCcp.open(out, AliCcp.Options.defaults());
    Samples train = Samples.read(source, "train");
    List<Map<String, String>> fit = new ArrayList<>();
    List<Map<String, String>> validation = new ArrayList<>();
    for (Map<String, String> sample : train.samples) {
      long index = Long.parseUnsignedLong(sample.get("index"), 16);
      (AliCcpJoin.isValidation(index, 0) ? validation : fit).add(sample);
    }
    Map<String, Map<String, Integer>> counts = counts(fit);

    assertThat(report.counts())
        .containsEntry("train/samples", (long) fit.size())
        .containsEntry("validation/samples", (long) validation.size())
        .containsEntry("sample_skeleton_train.csv/conversions-without-click", train.dropped);
    counts.forEach(
        (field, ids) -> {
          long known = ids.keySet().stream().filter(id -> !id.equals("0")).count();
          assertThat(report.counts())
              .as(field)
              .containsEntry("field/" + field + "/distinct", known);
          long kept =
              ids.entrySet().stream()
                  .filter(id -> id.getValue() >= minCount && !id.getKey().equals("0"))
                  .count();
          boolean isSingle =
              data.schema().singleValued().stream().anyMatch(f -> f.name().equals(field));
          assertThat(data.vocabulary(field).tokens())
              .as(field)
              .hasSize((int) kept + (isSingle ? 1 : 0));
        });
    assertSamples(data, data.train(), fit, counts, minCount);
    assertSamples(data, data.validation(), validation, counts, minCount);
    assertSamples(data, data.test(), Samples.read(source, "test").samples, counts, minCount);
  }

  /** How many samples have an id, by field and id; a bag counts it as often as it has it. */
  private static Map<String, Map<String, Integer>> counts(List<Map<String, String>> samples) {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (Map<String, String> sample : samples) {
      for (AliCcpField field : AliCcpField.ALL) {
        Map<String, Integer> of = counts.computeIfAbsent(field.number(), f -> new HashMap<>());
        String text = sample.getOrDefault(field.number(), field.isMultiValued() ? "" : "0:0.0");
        for (String value : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
          of.merge(value.substring(0, value.indexOf(':')), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private static void assertSamples(
      Dataset data,
      Split split,
      List<Map<String, String>> expected,
      Map<String, Map<String, Integer>> counts,
      int minCount) {
    assertThat(split.size()).isEqualTo(expected.size());
    int[] order = Shuffle.permutation(split.size(), 1, 0);
    Batch batch = split.newBatch(97);
    for (int from = 0; from < order.length; from += 97) {
      split.read(order, from, Math.min(97, order.length - from), batch);
      for (int row = 0; row < batch.size(); row++) {
        Map<String, String> sample = expected.get(order[from + row]);
        assertThat(decoded(data, batch, row)).isEqualTo(known(sample, counts, minCount));
        boolean click = "1".equals(sample.get("click"));
        assertThat(batch.label(0)[row]).isEqualTo(click ? 1f : 0f);
        assertThat(batch.mask(1)[row]).isEqualTo(click ? 1f : 0f);
        assertThat(batch.label(1)[row]).isEqualTo(Float.parseFloat(sample.get("conversion")));
      }
    }
  }

  /** What is left of a sample after the cut, by field: ids with weights. */
  private static Map<String, String> known(
      Map<String, String> sample, Map<String, Map<String, Integer>> counts, int minCount) {
    Map<String, String> known = new TreeMap<>();
    for (AliCcpField field : AliCcpField.ALL) {
      String absent = field.isMultiValued() ? "" : "0:0.0";
      List<String> values = new ArrayList<>();
      String text = sample.getOrDefault(field.number(), absent);
      for (String value : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
        String id = value.substring(0, value.indexOf(':'));
        boolean kept =
            id.equals("0")
                || counts.getOrDefault(field.number(), Map.of()).getOrDefault(id, 0) >= minCount;
        String weight = field.isWeighted() ? value.substring(value.indexOf(':')) : "";
        values.add((kept ? id : "?") + weight);
      }
      known.put(field.number(), String.join(" ", values));
    }
    return known;
  }

  private static Map<String, String> decoded(Dataset data, Batch batch, int row) {
    Map<String, String> decoded = new TreeMap<>();
    int single = 0;
    int bag = 0;
    for (Feature feature : data.schema().features()) {
      Feature.Categorical categorical = (Feature.Categorical) feature;
      Vocabulary vocabulary = data.vocabulary(feature.name());
      List<String> values = new ArrayList<>();
      if (categorical.multiValued()) {
        Bag of = batch.bag(bag++);
        for (int i = of.offsets()[row]; i < of.offsets()[row + 1]; i++) {
          values.add(
              token(vocabulary, of.ids()[i])
                  + (categorical.weighted() ? ":" + of.weights()[i] : ""));
        }
      } else {
        int at = row * data.schema().singleValued().size() + single++;
        values.add(
            token(vocabulary, batch.ids()[at])
                + (categorical.weighted() ? ":" + batch.idWeights()[at] : ""));
      }
      decoded.put(feature.name(), String.join(" ", values));
    }
    return decoded;
  }

  private static String token(Vocabulary vocabulary, int id) {
    return id == 0 ? "?" : vocabulary.token(id);
  }

  /**
   * Joined samples of a part.
   *
   * @param samples by field, {@code ID:WEIGHT ID:WEIGHT}; and click, conversion, index
   */
  private record Samples(List<Map<String, String>> samples, long dropped) {
    static Samples read(Path source, String part) throws IOException {
      Map<String, Map<String, String>> users = new HashMap<>();
      for (String line : lines(source.resolve("common_features_" + part + ".csv"))) {
        String[] columns = line.split(",", -1);
        Map<String, String> user = new HashMap<>();
        addFeatures(user, columns[2]);
        users.putIfAbsent(columns[0], user);
      }
      List<Map<String, String>> samples = new ArrayList<>();
      long dropped = 0;
      for (String line : lines(source.resolve("sample_skeleton_" + part + ".csv"))) {
        String[] columns = line.split(",", -1);
        if (columns[1].equals("0") && columns[2].equals("1")) {
          dropped++;
          continue;
        }
        Map<String, String> sample = new HashMap<>(users.get(columns[3]));
        addFeatures(sample, columns[5]);
        sample.put("click", columns[1]);
        sample.put("conversion", columns[2]);
        sample.put("index", columns[3]);
        samples.add(sample);
      }
      return new Samples(samples, dropped);
    }

    private static List<String> lines(Path file) throws IOException {
      return Files.readAllLines(file, ISO_8859_1);
    }

    private static void addFeatures(Map<String, String> row, String text) {
      for (String triple : text.split("\u0001", -1)) {
        String[] parts = triple.split("[\u0002\u0003]", -1);
        String value = parts[1] + ":" + Float.parseFloat(parts[2]);
        row.merge(parts[0], value, (before, next) -> before + " " + next);
      }
    }
  }
}
