package io.github.ple4j.datasets;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Path;
import java.util.List;

/** The line of a CSV file that is being read. Not thread-safe. */
final class CsvRow {
  private static final CharMatcher SPACE = CharMatcher.is(' ');
  private static final int LONGEST_SHOWN = 60;

  private final Path file;
  private final ImmutableList<String> header; // empty where there is none
  private final boolean trim;
  private final ImmutableSet<String> missing;
  private List<String> fields = List.of();
  private long line = 1;

  CsvRow(Path file, CsvFormat format, List<String> header) {
    this.file = file;
    this.trim = format.getTrim();
    this.missing = ImmutableSet.copyOf(format.getMissingList());
    this.header = header.stream().map(this::trimmed).collect(ImmutableList.toImmutableList());
    for (int i = 0; i < this.header.size(); i++) {
      int first = this.header.indexOf(this.header.get(i));
      if (first < i) {
        throw new DataException(
            at() + "expected names that differ, found " + this.header.get(i) + " twice");
      }
    }
  }

  /** Goes on to the next line. */
  void next(CsvRecord record, int width) {
    fields = record.getFields();
    line = record.getStartingLineNumber();
    if (fields.size() != width) {
      throw new DataException(
          at()
              + "expected "
              + width
              + " fields as in the first line, found "
              + fields.size()
              + "; check the delimiter and the quotes");
    }
  }

  /** Where a column of the schema stands in this file. */
  int place(CsvColumn column, int width) {
    if (column.getPlaceCase() == CsvColumn.PlaceCase.INDEX) {
      if (column.getIndex() >= width) {
        throw new DataException(
            file
                + ": expected a column "
                + column.getIndex()
                + " (counted from 0), found "
                + width
                + " columns");
      }
      return column.getIndex();
    }
    int place = header.indexOf(column.getName());
    if (place < 0) {
      throw new DataException(
          file
              + ": expected a column "
              + column.getName()
              + ", found "
              + String.join(", ", header)
              + "; correct the schema, or the delimiter in it");
    }
    return place;
  }

  String text(int place) {
    return trimmed(fields.get(place));
  }

  private String trimmed(String text) {
    return trim ? SPACE.trimFrom(text) : text;
  }

  boolean isMissing(String text) {
    return text.isEmpty() || missing.contains(text);
  }

  /** A number of a field. */
  float number(int place, String name) {
    String text = text(place);
    float number;
    try {
      number = Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw wrong(place, name, "a finite number");
    }
    if (!Float.isFinite(number)) {
      throw wrong(place, name, "a finite number");
    }
    return number;
  }

  DataException wrong(int place, String name, String expected) {
    return new DataException(
        at()
            + "column "
            + place
            + " ("
            + name
            + "): expected "
            + expected
            + ", found \""
            + shown(text(place))
            + "\"; correct the file or the schema");
  }

  /** In one line, and not all of it where it is long, as after a quote that nobody closed. */
  private static String shown(String text) {
    return Ascii.truncate(text.replaceAll("\\R", " "), LONGEST_SHOWN, "...");
  }

  String at() {
    return file + ":" + line + ": ";
  }
}
