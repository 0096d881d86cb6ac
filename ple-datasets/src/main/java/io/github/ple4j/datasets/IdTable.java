package io.github.ple4j.datasets;

import java.util.List;

/**
 * Ids in memory, {@code [rows, columns]} row-major, in as few bytes as the largest needs. By rows
 * and not by columns, because a row of a shuffled batch is then a cache miss or two, and not one
 * for every column. Immutable.
 */
sealed interface IdTable {

  /** Copies {@code rows} to {@code into}, row-major. */
  void gather(int[] rows, int[] into);

  /** A table of columns of equal length, all of whose ids are in {@code [0, size)}. */
  static IdTable of(List<int[]> columns, int rows, int size) {
    int width = columns.size();
    int length = Math.multiplyExact(rows, width);
    if (size <= 1 << Byte.SIZE) {
      byte[] ids = new byte[length];
      for (int i = 0; i < length; i++) {
        ids[i] = (byte) columns.get(i % width)[i / width];
      }
      return new Bytes(ids, width);
    }
    if (size <= 1 << Short.SIZE) {
      short[] ids = new short[length];
      for (int i = 0; i < length; i++) {
        ids[i] = (short) columns.get(i % width)[i / width];
      }
      return new Shorts(ids, width);
    }
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = columns.get(i % width)[i / width];
    }
    return new Ints(ids, width);
  }

  /** Unsigned bytes. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] ids, int width) implements IdTable {
    @Override
    public void gather(int[] rows, int[] into) {
      for (int i = 0; i < rows.length; i++) {
        int from = rows[i] * width;
        int to = i * width;
        for (int k = 0; k < width; k++) {
          into[to + k] = Byte.toUnsignedInt(ids[from + k]);
        }
      }
    }
  }

  /** Unsigned shorts. */
  @SuppressWarnings("ArrayRecordComponent")
  record Shorts(short[] ids, int width) implements IdTable {
    @Override
    public void gather(int[] rows, int[] into) {
      for (int i = 0; i < rows.length; i++) {
        int from = rows[i] * width;
        int to = i * width;
        for (int k = 0; k < width; k++) {
          into[to + k] = Short.toUnsignedInt(ids[from + k]);
        }
      }
    }
  }

  /** Integers. */
  @SuppressWarnings("ArrayRecordComponent")
  record Ints(int[] ids, int width) implements IdTable {
    @Override
    public void gather(int[] rows, int[] into) {
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(ids, rows[i] * width, into, i * width, width);
      }
    }
  }
}
