package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;
import java.util.Optional;

/**
 * A multi-valued column of a batch: the values of row {@code r} are those at {@code offsets()[r]}
 * to {@code offsets()[r + 1] - 1} of {@link #ids()} and {@link #weights()}. Reusable; arrays grow,
 * so take them anew after every read. Not thread-safe.
 */
public final class Bag {

  private final int[] offsets;
  private int rows;
  private int values;
  private int[] ids = new int[16];
  private float[] weights = new float[16];

  Bag(int capacity) {
    offsets = new int[capacity + 1];
  }

  /** Starts of the rows' values, and after the last row their end: {@code [rows + 1]} are valid. */
  public int[] offsets() {
    return offsets;
  }

  /** Ids, {@code [values]} of which are valid. */
  public int[] ids() {
    return ids;
  }

  /** Weights, {@code [values]} of which are valid; 1 where the feature is unweighted. */
  public float[] weights() {
    return weights;
  }

  /** Number of complete rows. */
  public int rows() {
    return rows;
  }

  /** Number of values in all rows. */
  public int values() {
    return values;
  }

  /** Removes all rows. */
  public void clear() {
    rows = 0;
    values = 0;
  }

  /** Adds a value to the row under way. */
  public void add(int id, float weight) {
    if (values == ids.length) {
      ids = Arrays.copyOf(ids, 2 * values);
      weights = Arrays.copyOf(weights, 2 * values);
    }
    ids[values] = id;
    weights[values] = weight;
    values++;
  }

  /** Adds values of columns to the row under way, with weights of 1 where there are none. */
  void addAll(MappedColumn from, Optional<MappedColumn> weighted, long first, int count) {
    if (ids.length - values < count) {
      int capacity = Math.max(Math.multiplyExact(2, ids.length), Math.addExact(values, count));
      ids = Arrays.copyOf(ids, capacity);
      weights = Arrays.copyOf(weights, capacity);
    }
    from.copy(first, ids, values, count);
    if (weighted.isPresent()) {
      weighted.get().copy(first, weights, values, count);
    } else {
      Arrays.fill(weights, values, values + count, 1f);
    }
    values += count;
  }

  /** Ends the row under way, which may be empty, and begins the next. */
  public void endRow() {
    checkState(rows < offsets.length - 1, "bag holds at most %s rows", offsets.length - 1);
    rows++;
    offsets[rows] = values;
  }
}
