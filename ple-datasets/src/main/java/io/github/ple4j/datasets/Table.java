package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Rows in memory.
 *
 * @param numerics {@code [rows, numeric features]}, row-major
 * @param ids {@code [rows, single-valued features]}
 * @param bags of the multi-valued features
 * @param labels {@code [rows, tasks]}, row-major; NaN outside of a task's sample space
 * @param sampleWeights {@code [rows]}, or empty where there are none
 * @param groups {@code [rows]}, or empty where there are none
 */
@SuppressWarnings("ArrayRecordComponent")
record Table(
    Schema schema,
    float[] numerics,
    IdTable ids,
    ImmutableList<TableBag> bags,
    float[] labels,
    float[] sampleWeights,
    long[] groups) {

  /** Columns of equal length as rows. */
  static float[] rowMajor(List<float[]> columns, int rows) {
    int width = columns.size();
    float[] values = new float[Math.multiplyExact(rows, width)];
    for (int k = 0; k < width; k++) {
      for (int row = 0; row < rows; row++) {
        values[row * width + k] = columns.get(k)[row];
      }
    }
    return values;
  }
}
