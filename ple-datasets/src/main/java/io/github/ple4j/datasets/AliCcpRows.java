package io.github.ple4j.datasets;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one block of a file, column by column, with raw ids. A row's values are added, and then
 * the row is ended or dropped. Reusable; not thread-safe.
 */
final class AliCcpRows {
  private static final int CAPACITY = 1 << 16;

  private final ImmutableList<Values> values; // of the fields of the kind of file
  private final @Nullable Values[] byField = new Values[AliCcpField.ALL.size()];
  private final ColumnBuffer indices = new ColumnBuffer(CAPACITY);
  private final ColumnBuffer clicks = new ColumnBuffer(CAPACITY);
  private final ColumnBuffer conversions = new ColumnBuffer(CAPACITY);
  private int rows;

  /** Rows of common features, or of the skeleton. */
  AliCcpRows(boolean common) {
    values = AliCcpField.of(common).stream().map(Values::new).collect(toImmutableList());
    values.forEach(of -> byField[AliCcpField.ALL.indexOf(of.field)] = of);
  }

  /** The values of one field. */
  static final class Values {
    private final AliCcpField field;
    private final ColumnBuffer ids = new ColumnBuffer(CAPACITY);
    private final ColumnBuffer weights = new ColumnBuffer(CAPACITY);
    private int[] ends = new int[1024]; // of the rows of a multi-valued field
    private int idsBefore; // bytes, of rows that are ended
    private int weightsBefore;
    private int id; // of the row under way, of a single-valued field
    private float weight;

    private Values(AliCcpField field) {
      this.field = field;
    }

    AliCcpField field() {
      return field;
    }

    ColumnBuffer ids() {
      return ids;
    }

    ColumnBuffer weights() {
      return weights;
    }

    /** Where the values of each row end. */
    int[] ends() {
      return ends;
    }

    /** Adds a value to the row under way; of a single-valued field the last one counts. */
    void add(int value, float ofWeight) {
      if (!field.isMultiValued()) {
        id = value;
        weight = ofWeight;
        return;
      }
      ids.addInt(value);
      if (field.isWeighted()) {
        weights.addFloat(ofWeight);
      }
    }

    private void endRow(int row) {
      if (field.isMultiValued()) {
        if (row == ends.length) {
          ends = Arrays.copyOf(ends, 2 * row);
        }
        ends[row] = ids.position() / Integer.BYTES;
      } else {
        ids.addInt(id);
        if (field.isWeighted()) {
          weights.addFloat(weight);
        }
        id = 0;
        weight = 0;
      }
      idsBefore = ids.position();
      weightsBefore = weights.position();
    }

    private void dropRow() {
      ids.rewind(idsBefore);
      weights.rewind(weightsBefore);
      id = 0;
      weight = 0;
    }

    private void clear() {
      ids.clear();
      weights.clear();
      idsBefore = 0;
      weightsBefore = 0;
      id = 0;
      weight = 0;
    }
  }

  /** Where values of a field go, by its place in {@link AliCcpField#ALL}; null if not here. */
  @Nullable Values of(int field) {
    return byField[field];
  }

  ImmutableList<Values> values() {
    return values;
  }

  int rows() {
    return rows;
  }

  ColumnBuffer indices() {
    return indices;
  }

  ColumnBuffer clicks() {
    return clicks;
  }

  ColumnBuffer conversions() {
    return conversions;
  }

  /** Ends a row of common features. */
  void endRow(long index) {
    indices.addLong(index);
    for (Values of : values) {
      of.endRow(rows);
    }
    rows++;
  }

  /** Ends a row of the skeleton. */
  void endRow(long index, int click, int conversion) {
    clicks.addByte(click);
    conversions.addByte(conversion);
    endRow(index);
  }

  /** Forgets the row under way. */
  void dropRow() {
    for (Values of : values) {
      of.dropRow();
    }
  }

  /** Forgets all rows. */
  void clear() {
    indices.clear();
    clicks.clear();
    conversions.clear();
    values.forEach(Values::clear);
    rows = 0;
  }
}
