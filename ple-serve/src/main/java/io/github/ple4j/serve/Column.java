package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * The values of one input or output: a flat array, row-major, and a shape. The first dimension is
 * usually the batch: {@code [rows]}, or {@code [rows, k]}.
 *
 * <p>A column keeps the array it is given, and gives that array back: nothing is copied, so do not
 * change it while a prediction is under way. Columns that nobody changes can be shared by threads.
 * They are equal if type, shape and values are.
 *
 * <pre>{@code
 * Column age = Column.floats(38, 21);                                  // [2]
 * Column scores = Column.floats(new float[] {1, 2, 3, 4, 5, 6}, Shape.of(2, 3));
 * Column education = Column.strings("Bachelors", "HS-grad");           // [2]
 * }</pre>
 *
 * <p>All factories throw {@link IllegalArgumentException} if the shape has unknown dimensions or
 * does not hold as many values as given.
 */
public final class Column {
  private final ColumnType type;
  private final Object values;
  private final Shape shape;

  private Column(ColumnType type, Object values, Shape shape) {
    int size = Array.getLength(values);
    if (!holds(shape, size)) {
      throw new IllegalArgumentException(
          "the number of values does not match the shape " + shape + ": " + size);
    }
    this.type = type;
    this.values = values;
    this.shape = shape;
  }

  private static boolean holds(Shape shape, int size) {
    if (shape.isUnknown()) {
      return false;
    }
    long product = 1;
    boolean empty = false;
    for (int i = 0; i < shape.numDimensions(); i++) {
      long dimension = shape.get(i);
      if (dimension < 0 || dimension > Integer.MAX_VALUE) {
        return false;
      }
      empty |= dimension == 0;
      product = Math.min(Integer.MAX_VALUE + 1L, product * Math.max(1, dimension));
    }
    return (empty ? 0 : product) == size;
  }

  /** A column of type float32 and shape {@code [n]}. */
  public static Column floats(float... values) {
    return floats(values, Shape.of(values.length));
  }

  /** A column of type float32. */
  public static Column floats(float[] values, Shape shape) {
    return new Column(ColumnType.FLOAT32, values, shape);
  }

  /** A column of type float64 and shape {@code [n]}. */
  public static Column doubles(double... values) {
    return doubles(values, Shape.of(values.length));
  }

  /** A column of type float64. */
  public static Column doubles(double[] values, Shape shape) {
    return new Column(ColumnType.FLOAT64, values, shape);
  }

  /** A column of type int32 and shape {@code [n]}. */
  public static Column ints(int... values) {
    return ints(values, Shape.of(values.length));
  }

  /** A column of type int32. */
  public static Column ints(int[] values, Shape shape) {
    return new Column(ColumnType.INT32, values, shape);
  }

  /** A column of type int64 and shape {@code [n]}. */
  public static Column longs(long... values) {
    return longs(values, Shape.of(values.length));
  }

  /** A column of type int64. */
  public static Column longs(long[] values, Shape shape) {
    return new Column(ColumnType.INT64, values, shape);
  }

  /** A column of type uint8 and shape {@code [n]}. */
  public static Column unsignedBytes(byte... values) {
    return unsignedBytes(values, Shape.of(values.length));
  }

  /** A column of type uint8. */
  public static Column unsignedBytes(byte[] values, Shape shape) {
    return new Column(ColumnType.UINT8, values, shape);
  }

  /** A column of type bool and shape {@code [n]}. */
  public static Column booleans(boolean... values) {
    return booleans(values, Shape.of(values.length));
  }

  /** A column of type bool. */
  public static Column booleans(boolean[] values, Shape shape) {
    return new Column(ColumnType.BOOL, values, shape);
  }

  /**
   * A column of type string and shape {@code [n]}; the strings are encoded in UTF-8, and copied.
   */
  public static Column strings(String... values) {
    return strings(values, Shape.of(values.length));
  }

  /** A column of type string; the strings are encoded in UTF-8, and copied. */
  public static Column strings(String[] values, Shape shape) {
    byte[][] bytes = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = requireValue(values[i], i).getBytes(UTF_8);
    }
    return new Column(ColumnType.STRING, bytes, shape);
  }

  /**
   * A column of type string and shape {@code [n]} whose values need not be text, such as serialized
   * examples.
   */
  public static Column byteStrings(byte[]... values) {
    return byteStrings(values, Shape.of(values.length));
  }

  /** A column of type string whose values need not be text, such as serialized examples. */
  public static Column byteStrings(byte[][] values, Shape shape) {
    for (int i = 0; i < values.length; i++) {
      requireValue(values[i], i);
    }
    return new Column(ColumnType.STRING, values, shape);
  }

  private static <T> T requireValue(@Nullable T value, int index) {
    if (value == null) {
      throw new IllegalArgumentException("a string must not be null: value " + index);
    }
    return value;
  }

  /** The type of the values. */
  public ColumnType type() {
    return type;
  }

  /** The shape; no dimension is unknown. */
  public Shape shape() {
    return shape;
  }

  /** The number of values in all rows. */
  public int size() {
    return Array.getLength(values);
  }

  /**
   * The values of a column of type float32.
   *
   * @throws IllegalStateException if it is of another type; as all that follow
   */
  public float[] asFloats() {
    return (float[]) values(ColumnType.FLOAT32);
  }

  /** The values of a column of type float64. */
  public double[] asDoubles() {
    return (double[]) values(ColumnType.FLOAT64);
  }

  /** The values of a column of type int32. */
  public int[] asInts() {
    return (int[]) values(ColumnType.INT32);
  }

  /** The values of a column of type int64. */
  public long[] asLongs() {
    return (long[]) values(ColumnType.INT64);
  }

  /** The values of a column of type uint8; {@link Byte#toUnsignedInt} makes numbers of them. */
  public byte[] asUnsignedBytes() {
    return (byte[]) values(ColumnType.UINT8);
  }

  /** The values of a column of type bool. */
  public boolean[] asBooleans() {
    return (boolean[]) values(ColumnType.BOOL);
  }

  /** The values of a column of type string. */
  public byte[][] asByteStrings() {
    return (byte[][]) values(ColumnType.STRING);
  }

  /** The values of a column of type string, decoded from UTF-8 into a new array. */
  public String[] asStrings() {
    byte[][] bytes = asByteStrings();
    String[] strings = new String[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      strings[i] = new String(bytes[i], UTF_8);
    }
    return strings;
  }

  /** The array itself, of the type's Java type. */
  Object array() {
    return values;
  }

  /** Some rows, copied. The column must have a first dimension. */
  Column rows(int from, int count) {
    long[] dimensions = shape.asArray();
    int width = dimensions[0] == 0 ? 0 : (int) (size() / dimensions[0]);
    Object copy = type.newArray(count * width);
    System.arraycopy(values, from * width, copy, 0, count * width);
    dimensions[0] = count;
    return new Column(type, copy, Shape.of(dimensions));
  }

  /** A column of any type, with an array of {@link ColumnType#newArray}. */
  static Column of(ColumnType type, Object values, Shape shape) {
    return new Column(type, values, shape);
  }

  private Object values(ColumnType wanted) {
    if (type != wanted) {
      throw new IllegalStateException("the column is of type " + type + ", not " + wanted);
    }
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Column column
        && type == column.type
        && shape.equals(column.shape)
        && Objects.deepEquals(values, column.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, shape, Arrays.deepHashCode(new Object[] {values}));
  }

  /** Type and shape, such as {@code float32 of shape [2, 3]}. */
  @Override
  public String toString() {
    return type + " of shape " + shape;
  }
}
