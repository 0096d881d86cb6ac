package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ple4j.datasets.CensusIncome.Protocol;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CensusIncomeErrorsTest {

  @TempDir private Path directory;

  @Test
  void missingFieldIsTold() throws IOException {
    String line = CensusLines.line();
    String shorter = line.substring(line.indexOf(',') + 2);
    assertThatTrainOf(CensusLines.line(), CensusLines.line(), shorter)
        .isEqualTo("census-income.data:3: expected 42 fields, found 41; " + remedy());
  }

  @Test
  void excessFieldIsTold() throws IOException {
    assertThatTrainOf(CensusLines.line() + ", 1, 2")
        .isEqualTo("census-income.data:1: expected 42 fields, found 44; " + remedy());
  }

  @Test
  void blankLineIsTold() throws IOException {
    assertThatTrainOf(CensusLines.line(), "", CensusLines.line())
        .isEqualTo("census-income.data:2: expected 42 fields, found 1; " + remedy());
  }

  @Test
  void unparsableNumberIsTold() throws IOException {
    assertThatTrainOf(CensusLines.line(), CensusLines.line(16, "lots"))
        .isEqualTo(
            "census-income.data:2: column 16 (capital_gains): expected a finite number,"
                + " found \"lots\"; "
                + remedy());
    for (String number : List.of("", "NaN", "Infinity", "1e99", "0x10", "-", "1 2", "7\u0660")) {
      assertThatTrainOf(CensusLines.line(39, number))
          .contains(
              "column 39 (weeks_worked_in_year): expected a finite number, found \"" + number);
    }
  }

  @Test
  void unknownLabelIsTold() throws IOException {
    assertThatTrainOf(CensusLines.line(41, "50000"))
        .isEqualTo(
            "census-income.data:1: column 41 (income): expected one of [- 50000., 50000+.],"
                + " found \"50000\"; "
                + remedy());
    assertThatTrainOf(CensusLines.line(7, "never married"))
        .contains("column 7 (marital_status): expected one of [Never married, ")
        .contains("found \"never married\"");
  }

  @Test
  void errorsOfTheTestFileNameIt() throws IOException {
    CensusLines.write(directory, CensusLines.copies(1), List.of(CensusLines.line(0, "old")));
    assertThat(message()).startsWith("census-income.test:1: column 0 (age): ");
  }

  @Test
  void fileCutInTheMiddleOfALineIsTold() throws IOException {
    byte[] bytes = CensusLines.bytes(CensusLines.line(), CensusLines.line());
    Files.write(directory.resolve("census-income.data"), Arrays.copyOf(bytes, bytes.length - 3));
    assertThat(message()).startsWith("census-income.data:2: column 41 (income): ");
  }

  @Test
  void truncatedGzipIsTold() throws IOException {
    byte[] bytes =
        CensusLines.gzip(CensusLines.bytes(CensusLines.copies(500).toArray(String[]::new)));
    for (int length : List.of(5, bytes.length / 2, bytes.length - 4)) {
      Files.write(directory.resolve("census-income.data.gz"), Arrays.copyOf(bytes, length));
      assertThat(message())
          .matches("census-income.data.gz:\\d+: expected a complete gzip file, found: .*EOF.*")
          .endsWith(remedy());
    }
  }

  @Test
  void fileThatIsNoGzipIsTold() throws IOException {
    Files.write(directory.resolve("census-income.data.gz"), CensusLines.bytes(CensusLines.line()));
    assertThat(message())
        .contains("census-income.data.gz:1: expected a complete gzip file, found: ");
  }

  @Test
  void emptyFileIsTold() throws IOException {
    Files.createFile(directory.resolve("census-income.data"));
    assertThat(message())
        .isEqualTo(
            "census-income.data: expected lines of 42 fields, found an empty file; " + remedy());
  }

  @Test
  void missingFileIsTold() throws IOException {
    assertThat(message())
        .startsWith(
            "expected the file census-income.data or census-income.data.gz, found neither; ");
    Files.write(directory.resolve("census-income.data"), CensusLines.bytes(CensusLines.line()));
    assertThat(message())
        .startsWith(
            "expected the file census-income.test or census-income.test.gz, found neither; ");
  }

  @Test
  void directoryInPlaceOfAFileIsTold() throws IOException {
    Files.createDirectory(directory.resolve("census-income.data"));
    assertThat(message()).startsWith("census-income.data: expected a file, found a directory");
  }

  @Test
  void explicitDirectoryIsTakenOrRefused() throws IOException {
    Path data = Files.createDirectory(directory.resolve("census-income"));
    Path home = directory.resolve("home");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> CensusIncome.locate(Optional.of(directory), Map.of(), home))
        .withMessageContaining(directory + " and in " + data);
    CensusLines.write(data, CensusLines.copies(1), CensusLines.copies(1));
    assertThat(CensusIncome.locate(Optional.of(data), Map.of(), home)).isEqualTo(data);
    assertThat(CensusIncome.locate(Optional.of(directory), Map.of(), home)).isEqualTo(data);
  }

  @Test
  void environmentComesBeforeTheCache() throws IOException {
    Path home = directory.resolve("home");
    Path cache = home.resolve(".cache").resolve("ple").resolve("census-income");
    Map<String, String> environment = Map.of("PLE_DATA_DIR", directory.toString());
    assertThat(CensusIncome.locate(Optional.empty(), Map.of(), home)).isEqualTo(cache);
    assertThat(CensusIncome.locate(Optional.empty(), environment, home)).isEqualTo(cache);
    assertThat(CensusIncome.isPresent(cache)).isFalse();

    Path data = Files.createDirectory(directory.resolve("census-income"));
    CensusLines.write(data, CensusLines.copies(1), CensusLines.copies(1));
    assertThat(CensusIncome.locate(Optional.empty(), environment, home)).isEqualTo(data);
    assertThat(CensusIncome.isPresent(data)).isTrue();

    Files.delete(data.resolve("census-income.test"));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> CensusIncome.locate(Optional.empty(), environment, home))
        .withMessageContaining(data.toString());
  }

  private AbstractStringAssert<?> assertThatTrainOf(String... lines) throws IOException {
    CensusLines.write(directory, List.of(lines), CensusLines.copies(1));
    return assertThat(message());
  }

  /** The error's message, without the directory. */
  private String message() {
    DataException error =
        catchThrowableOfType(
            DataException.class, () -> CensusIncome.load(directory, Protocol.PAPER, 0));
    return String.valueOf(error.getMessage()).replace(directory + File.separator, "");
  }

  private static String remedy() {
    return "get the original file from UCI, data set 117";
  }
}
