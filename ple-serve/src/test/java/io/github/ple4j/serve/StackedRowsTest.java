package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class StackedRowsTest {
  @Test
  void rowsOfAllTypesStandBelowEachOther() {
    assertThat(stacked(3, Column.floats(1), Column.floats(2, 3))).isEqualTo(Column.floats(1, 2, 3));
    assertThat(stacked(2, Column.doubles(1), Column.doubles(2))).isEqualTo(Column.doubles(1, 2));
    assertThat(stacked(2, Column.ints(1), Column.ints(2))).isEqualTo(Column.ints(1, 2));
    assertThat(stacked(2, Column.longs(1), Column.longs(2))).isEqualTo(Column.longs(1, 2));
    assertThat(stacked(2, Column.unsignedBytes((byte) 1), Column.unsignedBytes((byte) -1)))
        .isEqualTo(Column.unsignedBytes((byte) 1, (byte) -1));
    assertThat(stacked(2, Column.booleans(true), Column.booleans(false)))
        .isEqualTo(Column.booleans(true, false));
    assertThat(stacked(2, Column.strings("a"), Column.strings("")))
        .isEqualTo(Column.strings("a", ""));
  }

  @Test
  void theLastRowIsRepeated() {
    Column part = Column.ints(new int[] {1, 2, 3, 4}, Shape.of(2, 2));
    assertThat(stacked(4, part))
        .isEqualTo(Column.ints(new int[] {1, 2, 3, 4, 3, 4, 3, 4}, Shape.of(4, 2)));
  }

  @Test
  void shorterOnesArePaddedAtTheEndOfEveryDimension() {
    Column wide = Column.strings(new String[] {"a", "b", "c"}, Shape.of(1, 1, 3));
    Column high = Column.strings(new String[] {"d", "e", "f", "g"}, Shape.of(2, 2, 1));
    assertThat(stacked(3, wide, high))
        .isEqualTo(
            Column.strings(
                new String[] {
                  "a", "b", "c", "", "", "", //
                  "d", "", "", "e", "", "", //
                  "f", "", "", "g", "", ""
                },
                Shape.of(3, 2, 3)));
  }

  @Test
  void rowsWithoutValuesStayWithout() {
    Column empty = Column.floats(new float[0], Shape.of(2, 0));
    assertThat(stacked(4, empty, empty)).isEqualTo(Column.floats(new float[0], Shape.of(4, 0)));
    assertThat(empty.rows(1, 1)).isEqualTo(Column.floats(new float[0], Shape.of(1, 0)));
  }

  @Test
  void someRowsAreACopy() {
    Column column = Column.longs(new long[] {1, 2, 3, 4, 5, 6}, Shape.of(3, 2));
    Column rows = column.rows(1, 2);
    assertThat(rows).isEqualTo(Column.longs(new long[] {3, 4, 5, 6}, Shape.of(2, 2)));
    rows.asLongs()[0] = 9;
    assertThat(column.asLongs()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  private static Column stacked(int rows, Column... parts) {
    return StackedRows.of(parts, rows);
  }
}
