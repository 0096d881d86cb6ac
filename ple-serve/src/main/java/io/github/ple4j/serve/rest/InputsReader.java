package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.serve.TensorSpec;
import java.io.IOException;
import java.util.Map;

/** Reads the inputs of a signature, by rows or by columns. */
final class InputsReader {
  private static final String BASE64 = "b64";

  private final String[] names; // in their order
  private final TensorReader[] readers;
  private final int maximumRows;
  private int next; // where the next name of an object is expected

  InputsReader(Signature signature, int maximumRows) {
    this.maximumRows = maximumRows;
    names = signature.inputs().keySet().toArray(new String[0]);
    readers = new TensorReader[names.length];
    int i = 0;
    for (Map.Entry<String, TensorSpec> input : signature.inputs().entrySet()) {
      readers[i++] = new TensorReader(input.getValue().type());
    }
  }

  /** Reads {@code instances}: a list of values, or of objects with a value for each input. */
  ImmutableMap<String, Column> readRows(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw ServingException.invalid("Excepting 'instances' to be an list/array");
    }
    int row = 0;
    boolean objects = false;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (row == maximumRows) {
        throw tooManyRows();
      }
      boolean object = isObject(parser);
      if (row == 0) {
        objects = object;
        if (!object && names.length > 1) {
          throw ServingException.invalid(
              "instances is a plain list, but expecting list of objects as multiple input tensors"
                  + " required as per tensorinfo_map");
        }
      } else if (object != objects) {
        throw ServingException.invalid(
            (objects ? "Expecting object but got list" : "Expecting value/list but got object")
                + " at item "
                + row
                + " of input list");
      }
      if (object) {
        readObject(parser, row);
      } else {
        readValue(parser, row, 0, "");
      }
      row++;
    }
    if (row == 0) {
      throw ServingException.invalid("No values in 'instances' array");
    }
    ImmutableMap.Builder<String, Column> columns = ImmutableMap.builder();
    for (int i = 0; i < names.length; i++) {
      columns.put(names[i], readers[i].column());
    }
    return columns.buildOrThrow();
  }

  /** Whether a value is an object other than one of bytes; its start is passed then and else. */
  private boolean isObject(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    return parser.nextToken() != JsonToken.FIELD_NAME
        || !parser.currentName().equals(BASE64)
        || index(BASE64) >= 0;
  }

  private int index(String name) {
    for (int tried = 0; tried < names.length; tried++) {
      int i = next < names.length ? next : 0;
      next = i + 1;
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private void readObject(JsonParser parser, int row) throws IOException {
    int found = 0;
    for (; parser.currentToken() != JsonToken.END_OBJECT; parser.nextToken()) {
      String name = parser.currentName();
      int i = index(name);
      if (i < 0) {
        throw failed(row, " key: " + name, "JSON object: does not have named input: " + name);
      }
      if (readers[i].rows() > row) {
        throw Json.duplicate(name);
      }
      parser.nextToken();
      readValue(parser, row, i, " key: " + name);
      found++;
    }
    if (found != names.length) {
      throw ServingException.invalid(
          "Failed to process element: "
              + row
              + " of 'instances' list. JSON object: {...} keys must be equal to: "
              + String.join(",", names));
    }
  }

  private void readValue(JsonParser parser, int row, int input, String where) throws IOException {
    try {
      readers[input].readRow(parser);
    } catch (ServingException e) {
      throw failed(row, where, String.valueOf(e.getMessage()));
    }
  }

  private static ServingException failed(int row, String where, String problem) {
    return ServingException.invalid(
        "Failed to process element: "
            + row
            + where
            + " of 'instances' list. Error: INVALID_ARGUMENT: "
            + problem);
  }

  /** Reads {@code inputs}: a tensor, or an object with a tensor for each input. */
  ImmutableMap<String, Column> readColumns(JsonParser parser) throws IOException {
    if (!isObject(parser)) {
      if (names.length > 1) {
        throw ServingException.invalid(
            "inputs is a plain value/list, but expecting an object as multiple input tensors"
                + " required as per tensorinfo_map");
      }
      return ImmutableMap.of(names[0], checked(readers[0].read(parser)));
    }
    Column[] columns = new Column[names.length];
    for (; parser.currentToken() != JsonToken.END_OBJECT; parser.nextToken()) {
      String name = parser.currentName();
      int i = index(name);
      parser.nextToken();
      if (i < 0) {
        parser.skipChildren(); // As TensorFlow Serving does.
      } else if (columns[i] != null) {
        throw Json.duplicate(name);
      } else {
        columns[i] = checked(readers[i].read(parser));
      }
    }
    ImmutableMap.Builder<String, Column> named = ImmutableMap.builder();
    for (int i = 0; i < names.length; i++) {
      if (columns[i] == null) {
        throw ServingException.invalid("Missing named input: " + names[i] + " in 'inputs' object.");
      }
      named.put(names[i], columns[i]);
    }
    return named.buildOrThrow();
  }

  private Column checked(Column column) {
    if (column.shape().numDimensions() > 0 && column.shape().get(0) > maximumRows) {
      throw tooManyRows();
    }
    return column;
  }

  private ServingException tooManyRows() {
    return ServingException.invalid("a request may have at most " + maximumRows + " rows");
  }
}
