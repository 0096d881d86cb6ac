package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.datasets.AliCcpPreparation.Options;
import io.github.ple4j.datasets.AliCcpPreparation.Report;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliCcpPreparationTest {
  private static final Options KEEP_ALL = Options.defaults().withMinCount(1).withThreads(2);

  @TempDir private Path directory;
  private final AliCcpRawFiles lines = new AliCcpRawFiles();

  private Report prepare(Options options) throws IOException {
    Path source = lines.write(directory.resolve("source"));
    return AliCcpPreparation.prepare(source, out(), options, (stage, bytes, total) -> {});
  }

  private Path out() {
    return directory.resolve("out");
  }

  private Dataset open() {
    return AliCcp.open(out(), AliCcp.Options.defaults());
  }

  private static Batch all(Split split) {
    Batch batch = split.newBatch(Math.max(1, split.size()));
    split.read(Shuffle.identity(split.size()), 0, split.size(), batch);
    return batch;
  }

  private static String token(Dataset data, String feature, int id) {
    return id == 0 ? "?" : data.vocabulary(feature).token(id);
  }

  /** A user whose samples are for train. */
  private static int trainUser() {
    return IntStream.rangeClosed(1, AliCcpRawFiles.USERS)
        .filter(user -> !AliCcpJoin.isValidation(user, 0))
        .findFirst()
        .orElseThrow();
  }

  /** The column of a single-valued feature. */
  private static int column(Dataset data, String feature) {
    return data.schema().singleValued().stream().map(Feature::name).toList().indexOf(feature);
  }

  @Test
  void samplesHaveTheirItemAndTheirUser() throws IOException {
    lines.testCommon.set(
        4, AliCcpRawFiles.common(5, "150_14", 9, "0.25", "101", 77, "1.0", "150_14", 8, "1e-3"));
    lines.trainCommon.set(
        4, AliCcpRawFiles.common(5, "150_14", 9, "2", "101", 77, "1", "150_14", 8, "1"));
    prepare(KEEP_ALL);
    Dataset data = open();
    Batch batch = data.test().newBatch(1);
    data.test().read(new int[] {4}, 0, 1, batch);

    int width = data.schema().singleValued().size();
    assertThat(width).isEqualTo(17);
    assertThat(token(data, "101", batch.ids()[column(data, "101")])).isEqualTo("77");
    assertThat(token(data, "205", batch.ids()[column(data, "205")])).isEqualTo("201");
    assertThat(token(data, "216", batch.ids()[column(data, "216")])).isEqualTo("0"); // absent
    assertThat(batch.groupId()[0]).isEqualTo(77);
    assertThat(batch.label(0)[0]).isEqualTo(1);
    assertThat(batch.label(1)[0]).isEqualTo(1);
    assertThat(batch.mask(1)[0]).isEqualTo(1);
    List<String> bags = data.schema().multiValued().stream().map(Feature::name).toList();
    Bag bag = batch.bag(bags.indexOf("150_14"));
    assertThat(bag.values()).isEqualTo(2);
    assertThat(token(data, "150_14", bag.ids()[0])).isEqualTo("9");
    assertThat(token(data, "150_14", bag.ids()[1])).isEqualTo("8");
    assertThat(bag.weights()[0]).isEqualTo(0.25f);
    assertThat(bag.weights()[1]).isEqualTo(0.001f);
    assertThat(batch.bag(bags.indexOf("109_14")).values()).isZero();
  }

  @Test
  void conversionsAreMaskedWhereNobodyClicked() throws IOException {
    prepare(KEEP_ALL);
    Dataset data =
        AliCcp.open(out(), AliCcp.Options.defaults().withTasks(List.of(AliCcp.Task.values())));
    Batch batch = all(data.test());

    assertThat(data.schema().labels())
        .extracting(Label::name)
        .containsExactly("ctr", "cvr", "ctcvr");
    assertThat(data.schema().labels().get(1).sampleSpace()).contains("clicked");
    for (int row = 0; row < batch.size(); row++) {
      assertThat(batch.mask(0)[row]).isEqualTo(1);
      assertThat(batch.mask(1)[row]).isEqualTo(batch.label(0)[row]);
      assertThat(batch.mask(2)[row]).isEqualTo(1);
      assertThat(batch.label(2)[row]).isEqualTo(batch.label(1)[row]);
    }
  }

  @Test
  void aTenthOfTheCommonIndicesIsForValidation() throws IOException {
    lines.trainSkeleton.clear();
    lines.trainCommon.clear();
    for (int user = 1; user <= 4000; user++) {
      lines.trainCommon.add(AliCcpRawFiles.common(user, "101", 5000 + user, "1.0"));
      lines.trainSkeleton.add(AliCcpRawFiles.item(2 * user, 0, 0, user, 1));
      lines.trainSkeleton.add(AliCcpRawFiles.item(2 * user + 1, 1, 0, user, 1));
    }
    prepare(KEEP_ALL);
    Dataset data = open();
    long[] train = Arrays.stream(all(data.train()).groupId()).distinct().toArray();
    long[] validation = Arrays.stream(all(data.validation()).groupId()).distinct().toArray();

    assertThat(validation.length).isBetween(340, 460);
    assertThat(train.length + validation.length).isEqualTo(4000);
    assertThat(data.train().size()).isEqualTo(2 * train.length);
    assertThat(train).doesNotContain(validation);
    assertThat(AliCcpJoin.isValidation(validation[0] - 5000, 0)).isTrue();
    long moved =
        Arrays.stream(validation).filter(u -> AliCcpJoin.isValidation(u - 5000, 1)).count();
    assertThat(moved).isBetween(10L, 80L);
  }

  @Test
  void rareIdsAreOutOfVocabularyAndUsersCountForEverySample() throws IOException {
    lines.trainSkeleton.add(AliCcpRawFiles.item(999, 0, 0, trainUser(), 300));
    prepare(KEEP_ALL.withMinCount(3).withFieldMinCounts(Map.of("101", 4)));
    Dataset data = open();

    assertThat(data.vocabulary("205").id("300")).isZero();
    assertThat(data.vocabulary("205").id("200")).isPositive();
    assertThat(data.vocabulary("101").tokens())
        .containsExactly("" + (1000 + trainUser()), "0"); // the first of four samples
    assertThat(data.vocabulary("109_14").tokens()).containsExactly("50", "51");
    assertThat(data.provenance())
        .containsEntry("min_count", "3")
        .containsEntry("min_count.101", "4");
  }

  @Test
  void theMostFrequentIdComesFirstAndEqualOnesInTheirOrder() throws IOException {
    for (int i = 0; i < 50; i++) {
      lines.trainSkeleton.add(
          AliCcpRawFiles.item(900 + i, 0, 0, trainUser(), i == 0 ? 7 : i == 1 ? 6 : 201));
    }
    prepare(KEEP_ALL);
    assertThat(open().vocabulary("205").tokens().get(0)).isEqualTo("201");
    assertThat(open().vocabulary("205").tokens()).endsWith("6", "7", "0");
  }

  @Test
  void testHasOnlyWhatTrainKnows() throws IOException {
    lines.testSkeleton.set(0, AliCcpRawFiles.item(5, 0, 0, 1, 555));
    prepare(KEEP_ALL);
    Dataset data = open();
    assertThat(all(data.test()).ids()[column(data, "205")]).isZero();
    assertThat(data.vocabulary("205").id("555")).isZero();
  }

  @Test
  void aConversionWithoutAClickIsDroppedAndCounted() throws IOException {
    lines.trainSkeleton.add(3, AliCcpRawFiles.item(999, 0, 1, 2, 300));
    Report report = prepare(KEEP_ALL);

    assertThat(report.counts())
        .containsEntry("sample_skeleton_train.csv/conversions-without-click", 1L)
        .containsEntry("sample_skeleton_train.csv/rows", 60L)
        .containsEntry("sample_skeleton_train.csv/lines-left-out", 1L);
    assertThat(open().train().size() + open().validation().size()).isEqualTo(60);
    assertThat(open().vocabulary("205").id("300")).isZero();
  }

  @Test
  void ofEqualCommonIndicesTheFirstCounts() throws IOException {
    lines.testCommon.add(AliCcpRawFiles.common(5, "101", 4444, "1.0"));
    Report report = prepare(KEEP_ALL);

    assertThat(report.counts()).containsEntry("test/duplicate-common-indices", 1L);
    assertThat(all(open().test()).groupId()[4]).isEqualTo(1005);
  }

  @Test
  void samplesWithoutAUserIdAreGroupsOfTheirOwn() throws IOException {
    lines.testCommon.set(4, AliCcpRawFiles.common(5, "121", 3, "1.0"));
    lines.testCommon.set(5, AliCcpRawFiles.common(6, "121", 3, "1.0"));
    prepare(KEEP_ALL);
    assertThat(all(open().test()).groupId()).contains(-5, -6).doesNotHaveDuplicates();
  }

  @Test
  void theSingleValuedVariantHasTheLastOfTheCrossedIntentions() throws IOException {
    lines.testSkeleton.set(
        0,
        AliCcpRawFiles.skeleton(
            5, 1, 0, 1, "853", 70, "0.5", "205", 200, "1.0", "853", 71, "0.1", "210", 5, "1.0"));
    lines.trainSkeleton.addAll(
        List.of(
            AliCcpRawFiles.skeleton(5, 1, 0, 1, "853", 70, "0.5"),
            AliCcpRawFiles.skeleton(5, 1, 0, 1, "853", 71, "0.5")));
    prepare(KEEP_ALL);
    Dataset data =
        AliCcp.open(out(), AliCcp.Options.defaults().withFields(AliCcp.Fields.SINGLE_VALUED));
    Batch batch = all(data.test());

    assertThat(data.schema().features()).hasSize(18);
    assertThat(data.schema().multiValued()).isEmpty();
    assertThat(batch.idWeights()).isEmpty();
    assertThat(token(data, "853", batch.ids()[column(data, "853")])).isEqualTo("71");
    assertThat(batch.ids()[18 + column(data, "853")]).isZero();
    assertThat(AliCcp.schema(AliCcp.Options.defaults()).features()).hasSize(23);
  }

  @Test
  void gzippedFilesAndArchivesAreTheSameData() throws IOException {
    Path plain = lines.write(directory.resolve("plain"));
    Path gzipped = Files.createDirectories(directory.resolve("gzipped"));
    Path archived = Files.createDirectories(directory.resolve("archived"));
    for (String part : List.of("train", "test")) {
      try (TarArchiveOutputStream archive =
          new TarArchiveOutputStream(
              gzip(Files.newOutputStream(archived.resolve("sample_" + part + ".tar.gz"))))) {
        for (String name : List.of("common_features_", "sample_skeleton_")) {
          String file = name + part + ".csv";
          byte[] text = Files.readAllBytes(plain.resolve(file));
          try (OutputStream out = gzip(Files.newOutputStream(gzipped.resolve(file + ".gz")))) {
            out.write(text);
          }
          TarArchiveEntry entry = new TarArchiveEntry("./" + file);
          entry.setSize(text.length);
          archive.putArchiveEntry(entry);
          archive.write(text);
          archive.closeArchiveEntry();
        }
      }
    }
    List<StoreColumn> expected = columns(plain);
    assertThat(columns(gzipped)).isEqualTo(expected);
    assertThat(columns(archived)).isEqualTo(expected);
  }

  private List<StoreColumn> columns(Path source) throws IOException {
    Path out = directory.resolve("prepared-" + source.getFileName());
    AliCcpPreparation.prepare(source, out, KEEP_ALL, (stage, bytes, total) -> {});
    StoreManifest manifest = ColumnStore.open(out).manifest();
    assertThat(manifest.getSourcesList())
        .extracting(StoreSource::getName)
        .containsExactlyInAnyOrder(
            "sample_skeleton_train.csv",
            "common_features_train.csv",
            "sample_skeleton_test.csv",
            "common_features_test.csv");
    return manifest.getColumnsList();
  }

  private static OutputStream gzip(OutputStream out) throws IOException {
    return new GZIPOutputStream(out);
  }

  @Test
  void generatedDataAreCalledSynthetic() throws IOException {
    Path source = lines.write(directory.resolve("source"));
    Files.writeString(source.resolve("SYNTHETIC.txt"), "nothing here is real\n", UTF_8);
    prepare(KEEP_ALL);

    assertThat(open().name()).isEqualTo("ali-ccp-synthetic");
    assertThat(open().isSimulated()).isTrue();
    assertThat(open().provenance()).containsEntry("data", "ali-ccp-synthetic");
  }

  @Test
  void preparedDataAreLookedForWhereTheUserSays() throws IOException {
    Path home = Path.of("home");
    assertThat(AliCcp.locate(Optional.of(Path.of("here")), Map.of(), home))
        .isEqualTo(Path.of("here"));
    assertThat(AliCcp.locate(Optional.empty(), Map.of(), home))
        .isEqualTo(Path.of("home/.cache/ple/ali-ccp"));
    Files.createDirectories(directory.resolve("ali-ccp"));
    assertThat(AliCcp.locate(Optional.empty(), Map.of("PLE_DATA_DIR", directory.toString()), home))
        .isEqualTo(directory.resolve("ali-ccp"));
  }
}
