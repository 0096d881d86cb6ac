package io.github.ple4j.train.cli;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifier;
import io.github.ple4j.train.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rows of a CSV file with a header. An empty field is a missing value; several values of a field
 * are separated by {@code |}.
 */
final class CsvRowReader implements RowReader {
  private static final Splitter VALUES = Splitter.on('|');
  private static final FieldModifier STRIP =
      new FieldModifier() {
        @Override
        public String modify(long line, int index, boolean quoted, String field) {
          return quoted ? field : field.strip();
        }
      };

  private final String name;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;
  private final int fields;
  private final ImmutableList<Integer> places; // of every input; negative if it is left out
  private long line;

  /** Reads the header. */
  CsvRowReader(BufferedReader text, String name, InputBatch batch, Consumer<String> notes) {
    this.name = name;
    try {
      RowFormat.skipByteOrderMark(text);
    } catch (IOException e) {
      throw unreadable(e);
    }
    reader =
        CsvReader.builder()
            .skipEmptyLines(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .trimWhitespacesAroundQuotes(true)
            .build(CsvRecordHandler.of(handler -> handler.fieldModifier(STRIP)), text);
    records = reader.iterator();
    List<String> header =
        next()
            .orElseThrow(() -> new RunException(name + ": expected a header, found an empty file"))
            .getFields();
    fields = header.size();
    ImmutableList.Builder<Integer> found = ImmutableList.builder();
    for (InputColumn column : batch.columns()) {
      int place = header.indexOf(column.name());
      if (place < 0 && !batch.isOptional(column)) {
        throw new RunException(
            name + ": expected a column " + column.description() + ", found none");
      }
      if (place != header.lastIndexOf(column.name())) {
        throw new RunException(
            at() + "expected one column \"" + column.name() + "\", found several");
      }
      found.add(place);
    }
    places = found.build();
    List<String> ignored = header.stream().filter(c -> !batch.names().contains(c)).toList();
    if (!ignored.isEmpty()) {
      notes.accept(RowReader.ignoring(ignored));
    }
  }

  @Override
  public boolean fill(InputBatch batch, int rows) {
    while (batch.rows() < rows) {
      Optional<CsvRecord> next = next();
      if (next.isEmpty()) {
        break;
      }
      CsvRecord row = next.get();
      if (row.getFieldCount() != fields) {
        throw new RunException(
            at() + "expected %s fields, found %s".formatted(fields, row.getFieldCount()));
      }
      try {
        for (int i = 0; i < places.size(); i++) {
          int place = places.get(i);
          if (place < 0) {
            batch.columns().get(i).leaveOut();
          } else {
            add(batch.columns().get(i), row.getField(place));
          }
        }
        batch.endRow();
      } catch (IllegalArgumentException e) {
        throw new RunException(at() + "column " + e.getMessage(), e);
      }
    }
    return batch.rows() > 0;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private static void add(InputColumn column, String field) {
    if (!column.several()) {
      addValue(column, field);
    } else if (!field.isEmpty()) {
      for (String value : VALUES.split(field)) {
        addValue(column, value.strip());
      }
    } else if (column.isWeights()) {
      column.leaveOut();
    }
  }

  private static void addValue(InputColumn column, String value) {
    if (value.isEmpty()) {
      column.addMissing();
    } else {
      column.add(value);
    }
  }

  /** The next line that is not blank; where there is one column, a blank line is a row. */
  private Optional<CsvRecord> next() {
    try {
      while (records.hasNext()) {
        CsvRecord row = records.next();
        line = row.getStartingLineNumber();
        if (fields == 1 || row.getFieldCount() > 1 || !row.getField(0).isBlank()) {
          return Optional.of(row);
        }
      }
      return Optional.empty();
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause() == null ? new IOException(e) : e.getCause());
    } catch (CsvParseException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      line++;
      throw new RunException(at() + "expected CSV, found: " + reason.getMessage(), e);
    }
  }

  private RunException unreadable(IOException e) {
    line++;
    return new RunException(at() + "expected readable text in UTF-8, found: " + e, e);
  }

  private String at() {
    return name + ":" + line + ": ";
  }
}
