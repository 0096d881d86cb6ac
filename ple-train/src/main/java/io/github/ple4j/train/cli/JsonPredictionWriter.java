package io.github.ple4j.train.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A JSON object a line; a row's values are a number, or arrays by the shape of the output. NaN,
 * which JSON has no number for, is null, and the infinities are strings.
 */
final class JsonPredictionWriter implements PredictionWriter {
  private final JsonGenerator json;

  JsonPredictionWriter(OutputStream out) throws IOException {
    json = new JsonFactory().createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter("")); // no blank between objects
  }

  @Override
  public void write(Prediction prediction, int rows) throws IOException {
    for (int row = 0; row < rows; row++) {
      json.writeStartObject();
      for (Map.Entry<String, Column> output : prediction.columns().entrySet()) {
        json.writeFieldName(output.getKey());
        Column column = output.getValue();
        int width = column.size() / rows;
        writeValues(column, 1, row * width, width);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
    json.flush();
  }

  private void writeValues(Column column, int dimension, int from, int count) throws IOException {
    if (dimension == column.shape().numDimensions()) {
      writeValue(column, from);
      return;
    }
    int parts = Math.toIntExact(column.shape().get(dimension));
    json.writeStartArray();
    for (int i = 0; i < parts; i++) {
      writeValues(column, dimension + 1, from + i * (count / parts), count / parts);
    }
    json.writeEndArray();
  }

  private void writeValue(Column column, int index) throws IOException {
    switch (column.type()) {
      case FLOAT32 -> {
        float value = column.asFloats()[index];
        if (Float.isNaN(value)) {
          json.writeNull();
        } else {
          json.writeNumber(value);
        }
      }
      case FLOAT64 -> {
        double value = column.asDoubles()[index];
        if (Double.isNaN(value)) {
          json.writeNull();
        } else {
          json.writeNumber(value);
        }
      }
      case INT32 -> json.writeNumber(column.asInts()[index]);
      case INT64 -> json.writeNumber(column.asLongs()[index]);
      case UINT8 -> json.writeNumber(Byte.toUnsignedInt(column.asUnsignedBytes()[index]));
      case BOOL -> json.writeBoolean(column.asBooleans()[index]);
      case STRING ->
          json.writeString(new String(column.asByteStrings()[index], StandardCharsets.UTF_8));
    }
  }
}
