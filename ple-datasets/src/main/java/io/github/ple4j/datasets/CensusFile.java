package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * One of the two files, read to its end.
 *
 * @param fields what was collected of every column, in the order of columns
 * @param sha256 of the uncompressed bytes
 */
record CensusFile(
    Path path, int rows, ImmutableMap<CensusColumn, CensusField> fields, String sha256) {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final String REMEDY = "; get the original file from UCI, data set 117";

  /** Reads {@code name} or {@code name.gz}; of the columns only {@code inputs} and the labels. */
  static CensusFile read(Path directory, String name, Collection<CensusColumn> inputs) {
    Path path = find(directory, name);
    Lines lines = new Lines(path, inputs);
    try (InputStream raw = Files.newInputStream(path);
        InputStream text = isGzip(path) ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
        HashingInputStream hashed = new HashingInputStream(Hashing.sha256(), text);
        CsvReader<String> reader =
            CsvReader.builder()
                .quoteCharacter('\0')
                .skipEmptyLines(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .build(lines, new InputStreamReader(hashed, StandardCharsets.UTF_8))) {
      for (String problem : reader) {
        if (!problem.isEmpty()) {
          throw new DataException(problem + REMEDY);
        }
      }
      if (lines.rows == 0) {
        throw new DataException(
            path + ": expected lines of 42 fields, found an empty file" + REMEDY);
      }
      return new CensusFile(path, lines.rows, lines.fields(), hashed.hash().toString());
    } catch (IOException e) {
      throw unreadable(path, lines, e);
    } catch (UncheckedIOException e) {
      throw unreadable(path, lines, Objects.requireNonNull(e.getCause()));
    } catch (CsvParseException e) {
      throw new DataException(at(path, lines.line + 1) + e.getMessage() + REMEDY, e);
    }
  }

  CensusField.Tokens tokens(CensusColumn column) {
    return (CensusField.Tokens) Objects.requireNonNull(fields.get(column));
  }

  CensusField.Numbers numbers(CensusColumn column) {
    return (CensusField.Numbers) Objects.requireNonNull(fields.get(column));
  }

  private static Path find(Path directory, String name) {
    List<Path> candidates = List.of(directory.resolve(name), directory.resolve(name + ".gz"));
    Path path =
        candidates.stream()
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(
                () ->
                    new DataException(
                        "expected the file %s or %s, found neither; name the directory of the files, or download them from %s"
                            .formatted(
                                candidates.get(0), candidates.get(1), CensusIncome.ARCHIVE)));
    if (!Files.isRegularFile(path)) {
      throw new DataException(path + ": expected a file, found a directory or a device" + REMEDY);
    }
    return path;
  }

  private static boolean isGzip(Path path) {
    return path.toString().endsWith(".gz");
  }

  private static String at(Path path, long line) {
    return path + ":" + line + ": ";
  }

  private static DataException unreadable(Path path, Lines lines, IOException cause) {
    String expected = isGzip(path) ? "a complete gzip file" : "a readable file";
    return new DataException(
        at(path, lines.line + 1) + "expected " + expected + ", found: " + cause + REMEDY, cause);
  }

  /** Takes lines apart without a string per field: FastCSV's records cost twice the time. */
  private static final class Lines extends AbstractBaseCsvCallbackHandler<String> {

    private static final ImmutableList<CensusColumn> COLUMNS =
        ImmutableList.copyOf(CensusColumn.values());

    private final Path path;
    private final ImmutableList<CensusField> fields;

    private int rows;
    private long line;
    private int badColumn;
    private String badText = "";

    Lines(Path path, Collection<CensusColumn> inputs) {
      this.path = path;
      ImmutableList.Builder<CensusField> builder = ImmutableList.builder();
      for (CensusColumn column : COLUMNS) {
        builder.add(field(column, inputs.contains(column)));
      }
      fields = builder.build();
    }

    ImmutableMap<CensusColumn, CensusField> fields() {
      ImmutableMap.Builder<CensusColumn, CensusField> builder = ImmutableMap.builder();
      for (int i = 0; i < fields.size(); i++) {
        builder.put(COLUMNS.get(i), fields.get(i));
      }
      return builder.buildOrThrow();
    }

    private static CensusField field(CensusColumn column, boolean isInput) {
      return switch (column) {
        case INCOME -> new CensusField.Tokens(CensusColumn.INCOMES);
        case MARITAL_STATUS -> new CensusField.Tokens(CensusColumn.MARITAL_STATUSES);
        default -> {
          if (!isInput) {
            yield new CensusField.Unused();
          }
          yield column.isNumber()
              ? new CensusField.Numbers()
              : new CensusField.Tokens(ImmutableSet.of());
        }
      };
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
      line = startingLineNumber;
      badColumn = -1;
    }

    @Override
    protected void handleField(int column, char[] buffer, int offset, int length, boolean quoted) {
      if (column >= fields.size()) {
        return;
      }
      int from = offset;
      int to = offset + length;
      while (from < to && buffer[from] == ' ') {
        from++;
      }
      while (from < to && buffer[to - 1] == ' ') {
        to--;
      }
      if (!fields.get(column).accept(buffer, from, to) && badColumn < 0) {
        // Told at the end of the line, as a wrong number of fields is the better message.
        badColumn = column;
        badText = new String(buffer, from, to - from);
      }
    }

    /** Returns what is wrong with the line, or nothing: the reader would wrap an exception. */
    @Override
    protected String buildRecord() {
      rows++;
      if (getFieldCount() != fields.size()) {
        return at(path, line)
            + "expected %s fields, found %s".formatted(fields.size(), getFieldCount());
      }
      if (badColumn >= 0) {
        return at(path, line)
            + "column %s (%s): expected %s, found \"%s\""
                .formatted(
                    badColumn,
                    COLUMNS.get(badColumn).title(),
                    fields.get(badColumn).expected(),
                    badText);
      }
      return "";
    }
  }
}
