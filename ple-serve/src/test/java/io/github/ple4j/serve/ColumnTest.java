package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class ColumnTest {
  @Test
  void valuesAloneAreAVector() {
    assertThat(Column.floats(1, 2, 3)).hasToString("float32 of shape [3]");
    assertThat(Column.strings("a", "b")).hasToString("string of shape [2]");
  }

  @Test
  void columnsAreEqualByTypeShapeAndValues() {
    Column column = Column.floats(new float[] {1, 2}, Shape.of(2, 1));
    assertThat(column)
        .isEqualTo(Column.floats(new float[] {1, 2}, Shape.of(2, 1)))
        .hasSameHashCodeAs(Column.floats(new float[] {1, 2}, Shape.of(2, 1)))
        .isNotEqualTo(Column.floats(1, 2))
        .isNotEqualTo(Column.floats(new float[] {1, 3}, Shape.of(2, 1)))
        .isNotEqualTo(Column.doubles(new double[] {1, 2}, Shape.of(2, 1)));
    assertThat(Column.strings("é")).isEqualTo(Column.byteStrings(new byte[] {-61, -87}));
  }

  @Test
  void aShapeMustHoldTheValues() {
    assertRefused(
        () -> Column.floats(new float[5], Shape.of(2, 3)),
        "the number of values does not match the shape [2, 3]: 5");
    assertRefused(
        () -> Column.longs(new long[0], Shape.scalar()),
        "the number of values does not match the shape []: 0");
    assertRefused(
        () -> Column.ints(new int[2], Shape.of(-1, 2)),
        "the number of values does not match the shape [-1, 2]: 2");
    assertRefused(
        () -> Column.ints(new int[0], Shape.of(1L << 31, 1L << 33)),
        "the number of values does not match the shape [2147483648, 8589934592]: 0");
    assertThat(Column.ints(new int[0], Shape.of(1000, 0, 1000)).size()).isZero();
  }

  @Test
  void aColumnIsReadByItsOwnType() {
    assertThat(Column.longs(1).asLongs()).containsExactly(1);
    assertThatThrownBy(() -> Column.longs(1).asFloats())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the column is of type int64, not float32");
  }

  private static void assertRefused(Runnable factory, String message) {
    assertThatThrownBy(factory::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
