package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ple4j.datasets.AliCcpPreparation.Options;
import io.github.ple4j.datasets.AliCcpPreparation.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not as they should be, and options that cannot be. */
class AliCcpPreparationFaultsTest {
  private static final Options KEEP_ALL = Options.defaults().withMinCount(1).withThreads(2);
  private static final Options SKIP = KEEP_ALL.withPolicy(FaultPolicy.SKIP, 10);

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7,1,0,|expected 6 columns, found 4",
        "7,2,0,0000000000000001,0,|column 1 (click): expected 0 or 1, found \"2\"",
        "7,1,,0000000000000001,0,|column 2 (conversion): expected 0 or 1, found \"\"",
        "7,1,0,000000000000001,0,|column 3 (common_feature_index): expected 16 hexadecimal"
            + " digits, found \"000000000000001\"",
        "7,1,0,000000000000001g,0,|column 3 (common_feature_index): expected 16 hexadecimal"
            + " digits, found \"000000000000001g\"",
        "7,1,0,0000000000000001,two,205;2:1|column 4 (feature_num): expected a number of"
            + " features, found \"two\"",
        "7,1,0,0000000000000001,2,205;2:1|column 5 (feature_list): expected 2 features as"
            + " column 4 says, found 1",
        "7,1,0,0000000000000001,2,205;2:1/999;3:1|column 5 (feature_list), feature 2: expected a"
            + " field of items, crosses and context, found \"999\"",
        "7,1,0,0000000000000001,1,101;2:1|column 5 (feature_list), feature 1: expected a field"
            + " of items, crosses and context, found \"101\"",
        "7,1,0,0000000000000001,1,2x5;2:1|column 5 (feature_list), feature 1: expected a field"
            + " of items, crosses and context, found \"2x5\"",
        "7,1,0,0000000000000001,1,205:2|column 5 (feature_list), feature 1: expected FIELD 0x02"
            + " ID 0x03 VALUE, found \"205\\x032\"",
        "7,1,0,0000000000000001,1,205;2|column 5 (feature_list), feature 1: expected an id from"
            + " 1 to 2147483647, found \"2\"",
        "7,1,0,0000000000000001,1,205;2147483648:1|column 5 (feature_list), feature 1: expected"
            + " an id from 1 to 2147483647, found \"2147483648\\x031\"",
        "7,1,0,0000000000000001,1,205;0:1|column 5 (feature_list), feature 1: expected an id"
            + " from 1 to 2147483647, found \"0\\x031\"",
        "7,1,0,0000000000000001,2,205;2:1/|column 5 (feature_list), feature 2: expected FIELD"
            + " 0x02 ID 0x03 VALUE, found \"\"",
        "7,1,0,0000000000000001,1,205;2:|column 5 (feature_list), feature 1: expected a number"
            + " as its value, found \"\"",
        "7,1,0,0000000000000001,1,205;2:1.0.0|column 5 (feature_list), feature 1: expected a"
            + " number as its value, found \"1.0.0\"",
        "7,1,0,0000000000000001,1,205;2:1e99|column 5 (feature_list), feature 1: expected a"
            + " finite number as its value, found \"1e99\"",
        "7,1,0,00000000000000ff,1,205;2:1|column 3 (common_feature_index): expected an index of"
            + " common_features_train.csv, found 00000000000000ff"
      })
  void aFaultyLineFailsOrIsSkippedAndCounted(String text) throws IOException {
    String line =
        text.substring(0, text.indexOf('|'))
            .replace('/', '\u0001')
            .replace(';', '\u0002')
            .replace(':', '\u0003');
    String message = text.substring(text.indexOf('|') + 1);
    lines.trainSkeleton.add(4, AliCcpRawFiles.item(999, 0, 1, 2, 300)); // dropped, before the fault
    lines.trainSkeleton.add(7, line);

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> prepare(KEEP_ALL))
        .withMessage(
            "sample_skeleton_train.csv:8: "
                + message
                + "; repair the file, or leave such lines out by policy skip");
    assertThat(out()).doesNotExist();
    assertThat(directory.resolve("out.partial")).doesNotExist();

    Report report = prepare(SKIP);
    assertThat(report.examples())
        .singleElement()
        .asString()
        .contains("sample_skeleton_train.csv:8: " + message);
    assertThat(
            report.counts().entrySet().stream()
                .filter(count -> count.getKey().startsWith("faults/"))
                .mapToLong(Map.Entry::getValue)
                .sum())
        .isEqualTo(1);
    Batch skipped = all(open().train());
    Files.move(out(), directory.resolve("with"));
    lines.trainSkeleton.remove(7);
    prepare(KEEP_ALL);
    Batch without = all(open().train());
    assertThat(skipped.ids()).isEqualTo(without.ids());
    assertThat(skipped.groupId()).isEqualTo(without.groupId());
    assertThat(skipped.label(0)).isEqualTo(without.label(0));
  }

  @Test
  void ofTooManyFaultsOneIsTooMany() {
    for (int i = 0; i < 11; i++) {
      lines.trainCommon.add("bad");
    }
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> prepare(SKIP))
        .withMessage(
            "common_features_train.csv:31: expected 3 columns, found 1; this is fault 11, and at"
                + " most 10 may be skipped: repair the files, or raise the bound");
  }

  @Test
  void aTruncatedGzipFileFailsOrEndsThere() throws IOException {
    for (int i = 0; i < 2000; i++) {
      lines.trainSkeleton.add(
          AliCcpRawFiles.item(i * 7919, i % 2, 0, 1 + i % 20, 1 + i * 7919 % 991));
    }
    Path source = lines.write(directory.resolve("source"));
    Path plain = source.resolve("sample_skeleton_train.csv");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(Files.readAllBytes(plain));
    }
    Path cut = source.resolve("sample_skeleton_train.csv.gz");
    Files.write(cut, Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
    Files.delete(plain);

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> AliCcpPreparation.prepare(source, out(), KEEP_ALL, (s, b, t) -> {}))
        .withMessageMatching(
            "sample_skeleton_train.csv:[0-9]+: expected a whole gzip file, found its end: .*");
    Report report = AliCcpPreparation.prepare(source, out(), SKIP, (s, b, t) -> {});
    assertThat(report.counts()).containsEntry("faults/truncated-file", 1L);
    assertThat(open().train().size() + open().validation().size()).isBetween(500, 2000);
  }

  @Test
  void aTruncatedTextFailsOrEndsThere() throws IOException {
    Path source = lines.write(directory.resolve("source"));
    Path text = source.resolve("common_features_test.csv");
    Files.writeString(
        text, Files.readString(text).stripTrailing().replaceFirst("0.6931[^\n]*$", ""));
    String message =
        "common_features_test.csv:20: column 2 (feature_list), feature 2: expected a number as its"
            + " value, found \"\", in a last line without a line end: the file may be truncated";

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> AliCcpPreparation.prepare(source, out(), KEEP_ALL, (s, b, t) -> {}))
        .withMessageStartingWith(message);
    Report report = AliCcpPreparation.prepare(source, out(), SKIP, (s, b, t) -> {});
    assertThat(report.counts())
        .containsEntry("faults/truncated-file", 1L)
        .containsEntry("faults/no-common-row", 1L)
        .containsEntry("test/samples", 19L);
  }

  @Test
  void aLastLineNeedsNoLineEnd() throws IOException {
    Path source = lines.write(directory.resolve("source"));
    Path text = source.resolve("common_features_test.csv");
    Files.writeString(text, Files.readString(text).stripTrailing());
    AliCcpPreparation.prepare(source, out(), KEEP_ALL, (s, b, t) -> {});
    assertThat(open().test().size()).isEqualTo(20);
  }

  @Test
  void aMissingFileIsNamedWithWhereToGetIt() throws IOException {
    Path source = lines.write(directory.resolve("source"));
    Files.delete(source.resolve("common_features_test.csv"));

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> AliCcpPreparation.prepare(source, out(), KEEP_ALL, (s, b, t) -> {}))
        .withMessageStartingWith(
            source
                + ": expected sample_skeleton_test.csv and common_features_test.csv, plain or with"
                + " .gz, or sample_test.tar.gz, found only sample_skeleton_test.csv; the files are"
                + " those of Tianchi's data set 408");
  }

  @Test
  void whoeverListensCanStopItAndNothingIsLeft() throws IOException {
    Path source = lines.write(directory.resolve("source"));
    for (String stage : List.of("reading common_features_test.csv", "encoding 205")) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(
              () ->
                  AliCcpPreparation.prepare(
                      source,
                      out(),
                      KEEP_ALL,
                      (now, bytes, total) -> {
                        assertThat(bytes).isBetween(0L, total);
                        if (now.equals(stage)) {
                          throw new UnsupportedOperationException("stop");
                        }
                      }));
      assertThat(directory).isDirectoryNotContaining("glob:**/out*");
    }
  }

  @Test
  void dataThatAreNotPreparedAreRefused() throws IOException {
    Path source = lines.write(directory.resolve("source"));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> AliCcp.open(source, AliCcp.Options.defaults()))
        .withMessageStartingWith(
            source + ": expected data that were prepared from Ali-CCP's files, found none");
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.defaults().withMinCount(0))
        .withMessage("min_count must be 1 or more: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.defaults().withFieldMinCounts(Map.of("999", 3)))
        .withMessage("expected a field's number, such as 109_14, found: 999");
    assertThatIllegalArgumentException().isThrownBy(() -> Options.defaults().withThreads(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AliCcp.Options.defaults().withTasks(List.of()));
  }
}
