package io.github.ple4j.train.cli;

import io.github.ple4j.graph.RawFeatures;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ColumnType;
import io.github.ple4j.serve.TensorSpec;
import io.github.ple4j.train.RunException;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * One input of a model as it is read, row after row: {@code [B]}, or {@code [B, n]} where rows may
 * differ in length and are padded. What is wrong with a value is told by an {@link
 * IllegalArgumentException} that begins with the input's name.
 */
final class InputColumn {
  private static final int LONGEST_QUOTE = 60;

  private final String name;
  private final ColumnType type;
  private final boolean several;
  private final int fixedWidth; // negative if there is none
  private final boolean weights;
  private final InputValues<?> values;

  private int[] ends = new int[16];
  private int rows;
  private boolean absent;

  private InputColumn(String name, ColumnType type, boolean several, int fixedWidth) {
    this.name = name;
    this.type = type;
    this.several = several;
    this.fixedWidth = fixedWidth;
    boolean fraction = type == ColumnType.FLOAT32 || type == ColumnType.FLOAT64;
    weights = fraction && name.endsWith(RawFeatures.WEIGHTS);
    values = InputValues.of(type, weights ? 1 : Float.NaN);
  }

  /** Empty if rows of text cannot give such a tensor. */
  static Optional<InputColumn> of(String name, TensorSpec spec) {
    Shape shape = spec.shape();
    if (spec.type() == ColumnType.UINT8
        || shape.isUnknown()
        || shape.numDimensions() < 1
        || shape.numDimensions() > 2) {
      return Optional.empty();
    }
    boolean several = shape.numDimensions() == 2;
    int width = several ? Math.toIntExact(shape.get(1)) : -1;
    return Optional.of(new InputColumn(name, spec.type(), several, width));
  }

  String name() {
    return name;
  }

  ColumnType type() {
    return type;
  }

  /** Whether a row has any number of values, not one. */
  boolean several() {
    return several;
  }

  /** Whether these are weights, which are 1 where they are not given. */
  boolean isWeights() {
    return weights;
  }

  /** Name and type, such as {@code "age" (float32)}. */
  String description() {
    return '"' + name + "\" (" + type + (several ? "[])" : ")");
  }

  void add(String text) {
    if (!values.add(text)) {
      throw wrong('"' + text + '"');
    }
  }

  void addMissing() {
    if (!values.addMissing()) {
      throw wrong("no value");
    }
  }

  /** Says that the row has nothing for this column. */
  void leaveOut() {
    absent = true;
  }

  /** The failure of a value that this column cannot take. */
  IllegalArgumentException wrong(String found) {
    return new IllegalArgumentException(
        '"' + name + "\": expected " + values.expected() + ", found " + shortened(found));
  }

  /** How many values the row has so far. */
  int count() {
    return values.size() - (rows == 0 ? 0 : ends[rows - 1]);
  }

  /**
   * Ends a row.
   *
   * @param weighed what these are the weights of, if they are
   */
  void endRow(Optional<InputColumn> weighed) {
    int wanted = several ? weighed.map(InputColumn::lastCount).orElse(fixedWidth) : 1;
    if (absent) {
      for (int i = 0; i < wanted; i++) {
        addMissing();
      }
    }
    absent = false;
    if (wanted >= 0 && count() != wanted) {
      throw new IllegalArgumentException(
          "\"%s\": expected %s values%s, found %s"
              .formatted(
                  name,
                  wanted,
                  weighed.map(other -> ", as many as \"" + other.name + "\" has").orElse(""),
                  count()));
    }
    if (rows == ends.length) {
      ends = Arrays.copyOf(ends, rows * 2);
    }
    ends[rows] = values.size();
    rows++;
  }

  /** All rows; the column shares nothing with this. */
  Column column() {
    if (!several) {
      return values.column(ends, rows, 1, Shape.of(rows));
    }
    int width = Math.max(0, fixedWidth);
    for (int row = 0; row < rows; row++) {
      width = Math.max(width, count(row));
    }
    if ((long) rows * width > Integer.MAX_VALUE / 2) {
      throw new RunException(
          "input \"%s\": %s rows, padded to the longest with %s values, are more than memory holds; give a smaller --batch-size"
              .formatted(name, rows, width));
    }
    return values.column(ends, rows, width, Shape.of(rows, width));
  }

  /** Forgets all rows. */
  void clear() {
    values.clear();
    rows = 0;
  }

  private int lastCount() {
    return count(rows - 1);
  }

  private int count(int row) {
    return ends[row] - (row == 0 ? 0 : ends[row - 1]);
  }

  /** On one line, and not too long to be read. */
  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
  }
}
