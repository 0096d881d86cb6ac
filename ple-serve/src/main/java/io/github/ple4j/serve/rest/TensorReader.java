package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ColumnType;
import io.github.ple4j.serve.ServingException;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * Reads nested lists of values. The first list of each level says how long the others must be, the
 * first value how deep all must lie.
 */
final class TensorReader {
  private static final int UNKNOWN = -1;

  private final JsonValues values;
  private int[] sizes = new int[4]; // by level, of the item that is being read
  private int rank = UNKNOWN;
  private int[] rowSizes = new int[0]; // of the first row
  private int firstRowValues;
  private int rows;

  TensorReader(ColumnType type) {
    values = JsonValues.of(type);
  }

  /** Reads a whole tensor, which starts at the parser's token. */
  Column read(JsonParser parser) throws IOException {
    readItem(parser);
    return values.column(shape());
  }

  /** All values that were read. */
  JsonValues values() {
    return values;
  }

  /** The shape of what was read last. */
  private Shape shape() {
    long[] dimensions = new long[rank];
    for (int i = 0; i < rank; i++) {
      dimensions[i] = sizes[i];
    }
    return Shape.of(dimensions);
  }

  /** How many rows were read. */
  int rows() {
    return rows;
  }

  /** Reads a row, which starts at the parser's token, and must be shaped as those before. */
  void readRow(JsonParser parser) throws IOException {
    int before = values.size();
    readItem(parser);
    int found = values.size() - before;
    if (rows == 0) {
      rowSizes = Arrays.copyOf(sizes, rank);
      firstRowValues = found;
    } else if (found != firstRowValues) {
      throw ServingException.invalid(
          "Expecting tensor size: " + firstRowValues + " but got: " + found);
    } else if (!Arrays.equals(rowSizes, 0, rowSizes.length, sizes, 0, rank)) {
      throw ServingException.invalid(
          "Expecting shape " + text(rowSizes, rowSizes.length) + " but got: " + text(sizes, rank));
    }
    rows++;
  }

  /** All rows. */
  Column column() {
    long[] dimensions = new long[rowSizes.length + 1];
    dimensions[0] = rows;
    for (int i = 0; i < rowSizes.length; i++) {
      dimensions[i + 1] = rowSizes[i];
    }
    return values.column(Shape.of(dimensions));
  }

  private static String text(int[] sizes, int rank) {
    return IntStream.of(sizes)
        .limit(rank)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void readItem(JsonParser parser) throws IOException {
    Arrays.fill(sizes, UNKNOWN);
    rank = UNKNOWN;
    readLevel(parser, 0);
  }

  private void readLevel(JsonParser parser, int level) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      if (rank == UNKNOWN) {
        rank = level;
      } else if (level != rank) {
        throw ServingException.invalid(
            "JSON Value: "
                + Json.value(parser)
                + " found at incorrect level: "
                + (level + 1)
                + " in the JSON DOM. Expected at level: "
                + rank);
      }
      values.add(parser);
      return;
    }
    if (rank != UNKNOWN && level >= rank) {
      throw ServingException.invalid(
          "Encountered list at unexpected level: " + level + " expected < " + rank);
    }
    int size = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      readLevel(parser, level + 1);
      size++;
    }
    if (rank == UNKNOWN) {
      rank = level + 1; // An empty list.
    }
    if (level >= sizes.length) {
      int known = sizes.length;
      sizes = Arrays.copyOf(sizes, Math.max(level + 1, 2 * known));
      Arrays.fill(sizes, known, sizes.length, UNKNOWN);
    }
    if (sizes[level] == UNKNOWN) {
      sizes[level] = size;
    } else if (sizes[level] != size) {
      throw ServingException.invalid(
          "Encountered list at unexpected size: "
              + size
              + " at level: "
              + level
              + " expected size: "
              + sizes[level]);
    }
  }
}
