package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Utf8;
import io.github.ple4j.serve.Column;
import java.io.IOException;
import java.util.Base64;

/** Writes a column's values as JSON. */
final class ColumnWriter {
  private final Column column;
  private final boolean base64;
  private final int[] strides; // how many values an item of each level has

  /** Strings are written as {@code {"b64": "..."}} if asked for, or if they are not UTF-8. */
  ColumnWriter(Column column, boolean base64) {
    this.column = column;
    this.base64 = base64;
    strides = new int[column.shape().numDimensions() + 1];
    strides[strides.length - 1] = 1;
    for (int i = strides.length - 2; i >= 0; i--) {
      strides[i] = Math.toIntExact(strides[i + 1] * column.shape().get(i));
    }
  }

  /** Writes all values as lists within lists, or the one value. */
  void write(JsonGenerator out) throws IOException {
    writeLevel(out, 0, 0);
  }

  /** Writes one item of the first dimension. */
  void writeRow(JsonGenerator out, int row) throws IOException {
    writeLevel(out, 1, row * strides[1]);
  }

  /** Writes all values as one list. */
  void writeFlat(JsonGenerator out) throws IOException {
    out.writeStartArray();
    writeValues(out, 0, column.size());
    out.writeEndArray();
  }

  private void writeLevel(JsonGenerator out, int level, int from) throws IOException {
    int rank = strides.length - 1;
    if (level == rank) {
      writeValues(out, from, from + 1);
      return;
    }
    out.writeStartArray();
    if (level == rank - 1) {
      writeValues(out, from, from + strides[level]);
    } else {
      long items = column.shape().get(level);
      for (int i = 0; i < items; i++) {
        writeLevel(out, level + 1, from + i * strides[level + 1]);
      }
    }
    out.writeEndArray();
  }

  private void writeValues(JsonGenerator out, int from, int to) throws IOException {
    switch (column.type()) {
      case FLOAT32 -> {
        float[] values = column.asFloats();
        for (int i = from; i < to; i++) {
          out.writeNumber(values[i]);
        }
      }
      case FLOAT64 -> {
        double[] values = column.asDoubles();
        for (int i = from; i < to; i++) {
          out.writeNumber(values[i]);
        }
      }
      case INT32 -> {
        int[] values = column.asInts();
        for (int i = from; i < to; i++) {
          out.writeNumber(values[i]);
        }
      }
      case INT64 -> {
        long[] values = column.asLongs();
        for (int i = from; i < to; i++) {
          out.writeNumber(values[i]);
        }
      }
      case UINT8 -> {
        byte[] values = column.asUnsignedBytes();
        for (int i = from; i < to; i++) {
          out.writeNumber(Byte.toUnsignedInt(values[i]));
        }
      }
      case BOOL -> {
        boolean[] values = column.asBooleans();
        for (int i = from; i < to; i++) {
          out.writeBoolean(values[i]);
        }
      }
      case STRING -> {
        byte[][] values = column.asByteStrings();
        for (int i = from; i < to; i++) {
          writeString(out, values[i], base64);
        }
      }
    }
  }

  /** Writes text, or bytes if it is none. */
  static void writeString(JsonGenerator out, byte[] value) throws IOException {
    writeString(out, value, false);
  }

  private static void writeString(JsonGenerator out, byte[] value, boolean base64)
      throws IOException {
    if (base64 || !Utf8.isWellFormed(value)) {
      out.writeStartObject();
      out.writeStringField("b64", Base64.getEncoder().encodeToString(value));
      out.writeEndObject();
    } else {
      out.writeUTF8String(value, 0, value.length);
    }
  }
}
