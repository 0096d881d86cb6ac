package io.github.ple4j.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.ple4j.serve.Column;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** A request of one row as TensorFlow Serving's REST has it. */
final class JsonRow {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

  private JsonRow() {}

  /** Of columns with one row. */
  static String request(String signature, Map<String, Column> inputs) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("signature_name", signature);
      json.writeArrayFieldStart("instances");
      json.writeStartObject();
      for (Map.Entry<String, Column> input : inputs.entrySet()) {
        json.writeFieldName(input.getKey());
        Column column = input.getValue();
        if (column.shape().numDimensions() == 0 || column.shape().get(0) != 1) {
          throw new IllegalArgumentException(
              input.getKey() + ": expected one row, found the shape " + column.shape());
        }
        write(json, column, 1, 0);
      }
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  /** The values from an index on that a dimension holds; returns the index after them. */
  private static int write(JsonGenerator json, Column column, int dimension, int from)
      throws IOException {
    Shape shape = column.shape();
    if (dimension == shape.numDimensions()) {
      writeValue(json, column, from);
      return from + 1;
    }
    int next = from;
    json.writeStartArray();
    for (long i = 0; i < shape.get(dimension); i++) {
      next = write(json, column, dimension + 1, next);
    }
    json.writeEndArray();
    return next;
  }

  private static void writeValue(JsonGenerator json, Column column, int index) throws IOException {
    switch (column.type()) {
      case FLOAT32 -> json.writeNumber(column.asFloats()[index]);
      case FLOAT64 -> json.writeNumber(column.asDoubles()[index]);
      case INT32 -> json.writeNumber(column.asInts()[index]);
      case INT64 -> json.writeNumber(column.asLongs()[index]);
      case UINT8 -> json.writeNumber(Byte.toUnsignedInt(column.asUnsignedBytes()[index]));
      case BOOL -> json.writeBoolean(column.asBooleans()[index]);
      case STRING -> json.writeString(column.asStrings()[index]);
    }
  }
}
