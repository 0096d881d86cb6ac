package io.github.ple4j.train.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.Streams;
import io.github.ple4j.serve.ColumnType;
import io.github.ple4j.train.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows of JSON objects, one a line. Null is a missing value; blank lines are left out. */
final class JsonRowReader implements RowReader {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          // NaN and Infinity, as Python writes them.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // A float's digits reach the float as they are, not by way of a double.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .reader();

  private final BufferedReader text;
  private final String name;
  private final Consumer<String> notes;
  private long line;
  private boolean anyRow;
  private boolean noted;

  JsonRowReader(BufferedReader text, String name, Consumer<String> notes) {
    this.text = text;
    this.name = name;
    this.notes = notes;
  }

  @Override
  public boolean fill(InputBatch batch, int rows) {
    while (batch.rows() < rows) {
      String row = next();
      if (row == null) {
        break;
      }
      if (!row.isBlank()) {
        read(row, batch);
        anyRow = true;
      }
    }
    if (!anyRow) {
      throw new RunException(name + ": expected lines of JSON objects, found an empty file");
    }
    return batch.rows() > 0;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  private void read(String row, InputBatch batch) {
    JsonNode object = parse(row);
    if (!object.isObject()) {
      throw new RunException(at() + "expected a JSON object, found " + kind(object));
    }
    note(object, batch);
    try {
      for (InputColumn column : batch.columns()) {
        JsonNode value = object.get(column.name());
        if (value != null) {
          add(column, value);
        } else if (batch.isOptional(column)) {
          column.leaveOut();
        } else {
          throw new RunException(at() + "expected a key " + column.description() + ", found none");
        }
      }
      batch.endRow();
    } catch (IllegalArgumentException e) {
      throw new RunException(at() + "key " + e.getMessage(), e);
    }
  }

  private JsonNode parse(String row) {
    try {
      return JSON.readTree(row);
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("no JSON");
      throw new RunException(at() + "expected a JSON object, found broken JSON: " + reason, e);
    }
  }

  private void note(JsonNode object, InputBatch batch) {
    if (noted) {
      return;
    }
    List<String> ignored =
        Streams.stream(object.fieldNames()).filter(key -> !batch.names().contains(key)).toList();
    if (!ignored.isEmpty()) {
      notes.accept(RowReader.ignoring(ignored));
      noted = true;
    }
  }

  private static void add(InputColumn column, JsonNode value) {
    if (!column.several()) {
      addValue(column, value);
    } else if (value.isArray()) {
      value.forEach(element -> addValue(column, element));
    } else if (!value.isNull()) {
      throw new IllegalArgumentException(
          '"' + column.name() + "\": expected an array, found " + kind(value));
    } else if (column.isWeights()) {
      column.leaveOut();
    }
  }

  private static void addValue(InputColumn column, JsonNode value) {
    if (value.isNull()) {
      column.addMissing();
    } else if (!isOf(column.type(), value)) {
      throw column.wrong(value.toString());
    } else {
      column.add(value.asText());
    }
  }

  private static boolean isOf(ColumnType type, JsonNode value) {
    return switch (type) {
      case STRING -> value.isTextual();
      case BOOL -> value.isBoolean();
      default -> value.isNumber();
    };
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case NUMBER -> "a number";
      default -> value.toString();
    };
  }

  private @Nullable String next() {
    line++;
    try {
      if (line == 1) {
        RowFormat.skipByteOrderMark(text);
      }
      return text.readLine();
    } catch (IOException e) {
      throw new RunException(at() + "expected readable text in UTF-8, found: " + e, e);
    }
  }

  private String at() {
    return name + ":" + line + ": ";
  }
}
