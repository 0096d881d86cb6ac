package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableSet;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** CSV with a header; several values of a row are separated by {@code |}. */
final class CsvPredictionWriter implements PredictionWriter {
  private final OutputStream out;
  // A batch of text is what goes out at once; so nothing but the stream itself can fail.
  private final StringWriter text = new StringWriter();
  private final CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);

  /** Writes the header. */
  CsvPredictionWriter(OutputStream out, ImmutableSet<String> outputs) throws IOException {
    this.out = out;
    csv.writeRecord(outputs);
    send();
  }

  @Override
  public void write(Prediction prediction, int rows) throws IOException {
    List<String> fields = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      fields.clear();
      for (Column column : prediction.columns().values()) {
        fields.add(field(column, row, column.size() / rows));
      }
      csv.writeRecord(fields);
    }
    send();
  }

  private void send() throws IOException {
    csv.flush();
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    text.getBuffer().setLength(0);
  }

  private static String field(Column column, int row, int width) {
    if (width == 1) {
      return value(column, row);
    }
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < width; i++) {
      field.append(i == 0 ? "" : "|").append(value(column, row * width + i));
    }
    return field.toString();
  }

  private static String value(Column column, int index) {
    return switch (column.type()) {
      case FLOAT32 -> Float.toString(column.asFloats()[index]);
      case FLOAT64 -> Double.toString(column.asDoubles()[index]);
      case INT32 -> Integer.toString(column.asInts()[index]);
      case INT64 -> Long.toString(column.asLongs()[index]);
      case UINT8 -> Integer.toString(Byte.toUnsignedInt(column.asUnsignedBytes()[index]));
      case BOOL -> Boolean.toString(column.asBooleans()[index]);
      case STRING -> new String(column.asByteStrings()[index], StandardCharsets.UTF_8);
    };
  }
}
