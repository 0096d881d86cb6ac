package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** How rows are written as text, in UTF-8. */
enum RowFormat {
  /** A header, then a line a row, fields separated by commas. */
  csv,
  /** A JSON object a line. */
  jsonl;

  private static final int BUFFER = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** The format that a file's ending tells. */
  static Optional<RowFormat> ofFile(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return Optional.of(csv);
    }
    return name.endsWith(".jsonl") || name.endsWith(".json")
        ? Optional.of(jsonl)
        : Optional.empty();
  }

  /**
   * Rows of a stream.
   *
   * @param name of the file, for errors
   * @param notes takes a line about what is left out
   * @throws io.github.ple4j.train.RunException if a column is missing
   */
  RowReader reader(InputStream in, String name, InputBatch batch, Consumer<String> notes)
      throws IOException {
    // A decoder, as a charset would replace bytes that are no text.
    BufferedReader text =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), BUFFER);
    return switch (this) {
      case csv -> new CsvRowReader(text, name, batch, notes);
      case jsonl -> new JsonRowReader(text, name, notes);
    };
  }

  /**
   * A writer of rows; a header is written at once.
   *
   * @param outputs the columns' names, in the order of predictions
   */
  PredictionWriter writer(OutputStream out, ImmutableSet<String> outputs) throws IOException {
    return switch (this) {
      case csv -> new CsvPredictionWriter(out, outputs);
      case jsonl -> new JsonPredictionWriter(out);
    };
  }

  /** Reads past a byte-order mark, if the text begins with one. */
  static void skipByteOrderMark(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
  }
}
