package io.github.ple4j.serve;

import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** The rows of several columns, one below the other. */
final class StackedRows {
  private static final byte[] EMPTY = new byte[0];

  private StackedRows() {}

  /**
   * One column of columns of the same type and rank. Where they differ in another dimension than
   * the first, the shorter ones are padded with 0, false or the empty string at the end of that
   * dimension. If there are fewer rows than wanted, the last one is repeated.
   */
  static Column of(Column[] parts, int rows) {
    long[] dimensions = parts[0].shape().asArray();
    boolean ragged = false;
    for (Column part : parts) {
      for (int i = 1; i < dimensions.length; i++) {
        long size = part.shape().get(i);
        ragged |= size != dimensions[i];
        dimensions[i] = Math.max(dimensions[i], size);
      }
    }
    dimensions[0] = rows;
    Shape shape = Shape.of(dimensions);
    int width = Math.toIntExact(shape.size() / rows);
    ColumnType type = parts[0].type();
    Object values = type.newArray(Math.multiplyExact(rows, width));
    if (ragged && values instanceof byte[][] strings) {
      Arrays.fill(strings, EMPTY);
    }
    int end = 0;
    for (Column part : parts) {
      if (ragged) {
        copyRagged(part, values, end, dimensions);
      } else {
        System.arraycopy(part.array(), 0, values, end, part.size());
      }
      end += Math.toIntExact(part.shape().get(0)) * width;
    }
    for (; end < rows * width; end += width) {
      System.arraycopy(values, end - width, values, end, width);
    }
    return Column.of(type, values, shape);
  }

  /** Copies the runs of the last dimension to where they stand in an array of larger dimensions. */
  private static void copyRagged(Column part, Object values, int start, long[] dimensions) {
    int rank = dimensions.length;
    int run = Math.toIntExact(part.shape().get(rank - 1));
    int runs = run == 0 ? 0 : part.size() / run;
    int[] index = new int[rank - 1];
    for (int i = 0; i < runs; i++) {
      int to = 0;
      for (int d = 0; d < rank - 1; d++) {
        to = to * Math.toIntExact(dimensions[d]) + index[d];
      }
      to = start + to * Math.toIntExact(dimensions[rank - 1]);
      System.arraycopy(part.array(), i * run, values, to, run);
      for (int d = rank - 2; d >= 0 && ++index[d] == part.shape().get(d); d--) {
        index[d] = 0;
      }
    }
  }
}
