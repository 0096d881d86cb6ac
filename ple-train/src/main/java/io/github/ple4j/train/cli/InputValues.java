package io.github.ple4j.train.cli;

import io.github.ple4j.graph.RawFeatures;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ColumnType;
import java.util.Arrays;
import java.util.Locale;
import org.tensorflow.ndarray.Shape;

/**
 * Values of one type, one after the other, read from text.
 *
 * @param <A> the array that holds them
 */
abstract class InputValues<A> {
  private static final int FIRST_CAPACITY = 1024;

  private A array;
  private int capacity = FIRST_CAPACITY;
  private int size;

  private InputValues(A first) {
    array = first;
  }

  /**
   * Values of a type.
   *
   * @param missing what stands for a missing number with a fraction
   * @throws IllegalArgumentException if there is no text for values of the type
   */
  static InputValues<?> of(ColumnType type, float missing) {
    return switch (type) {
      case FLOAT32 -> new Floats(missing);
      case FLOAT64 -> new Doubles(missing);
      case INT32 -> new Ints();
      case INT64 -> new Longs();
      case BOOL -> new Booleans();
      case STRING -> new Strings();
      case UINT8 -> throw new IllegalArgumentException("no text stands for " + type);
    };
  }

  /** What a text has to be, such as {@code a number}. */
  abstract String expected();

  /** An array of what fills rows that are shorter than others. */
  abstract A padding(int length);

  abstract A copy(A from, int length);

  /** Returns false if the text is no value of this type. */
  abstract boolean set(A values, int index, String text);

  /** Returns false if this type has no missing value. */
  abstract boolean setMissing(A values, int index);

  abstract Column column(A values, Shape shape);

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  boolean add(String text) {
    reserve();
    return set(array, size++, text);
  }

  boolean addMissing() {
    reserve();
    return setMissing(array, size++);
  }

  /**
   * The values as rows, padded to a width.
   *
   * @param ends of every row, the index after its last value
   */
  Column column(int[] ends, int rows, int width, Shape shape) {
    A padded = padding(rows * width);
    int from = 0;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(array, from, padded, row * width, ends[row] - from);
      from = ends[row];
    }
    return column(padded, shape);
  }

  private void reserve() {
    if (size == capacity) {
      capacity *= 2;
      array = copy(array, capacity);
    }
  }

  /** Java's way to write a number takes types and bases too, as in {@code 1f} and {@code 0x1p3}. */
  private static boolean isDecimal(String text) {
    char last = text.charAt(text.length() - 1);
    return (Character.isDigit(last) || last == '.')
        && text.indexOf('x') < 0
        && text.indexOf('X') < 0;
  }

  /** NaN and the infinities by name, in small or capital letters. */
  private static double named(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> 0;
    };
  }

  private static final class Floats extends InputValues<float[]> {
    private final float missing;

    Floats(float missing) {
      super(new float[FIRST_CAPACITY]);
      this.missing = missing;
    }

    @Override
    String expected() {
      return "a number (float32)";
    }

    @Override
    float[] padding(int length) {
      return new float[length];
    }

    @Override
    float[] copy(float[] from, int length) {
      return Arrays.copyOf(from, length);
    }

    @Override
    boolean set(float[] values, int index, String text) {
      if (!isDecimal(text)) {
        values[index] = (float) named(text);
        return values[index] != 0;
      }
      try {
        values[index] = Float.parseFloat(text);
      } catch (NumberFormatException e) {
        return false;
      }
      return !Float.isInfinite(values[index]);
    }

    @Override
    boolean setMissing(float[] values, int index) {
      values[index] = missing;
      return true;
    }

    @Override
    Column column(float[] values, Shape shape) {
      return Column.floats(values, shape);
    }
  }

  private static final class Doubles extends InputValues<double[]> {
    private final double missing;

    Doubles(double missing) {
      super(new double[FIRST_CAPACITY]);
      this.missing = missing;
    }

    @Override
    String expected() {
      return "a number (float64)";
    }

    @Override
    double[] padding(int length) {
      return new double[length];
    }

    @Override
    double[] copy(double[] from, int length) {
      return Arrays.copyOf(from, length);
    }

    @Override
    boolean set(double[] values, int index, String text) {
      if (!isDecimal(text)) {
        values[index] = named(text);
        return values[index] != 0;
      }
      try {
        values[index] = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return false;
      }
      return !Double.isInfinite(values[index]);
    }

    @Override
    boolean setMissing(double[] values, int index) {
      values[index] = missing;
      return true;
    }

    @Override
    Column column(double[] values, Shape shape) {
      return Column.doubles(values, shape);
    }
  }

  private static final class Ints extends InputValues<int[]> {
    Ints() {
      super(new int[FIRST_CAPACITY]);
    }

    @Override
    String expected() {
      return "a whole number (int32)";
    }

    @Override
    int[] padding(int length) {
      return new int[length];
    }

    @Override
    int[] copy(int[] from, int length) {
      return Arrays.copyOf(from, length);
    }

    @Override
    boolean set(int[] values, int index, String text) {
      try {
        values[index] = Integer.parseInt(text);
        return true;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    boolean setMissing(int[] values, int index) {
      return false;
    }

    @Override
    Column column(int[] values, Shape shape) {
      return Column.ints(values, shape);
    }
  }

  private static final class Longs extends InputValues<long[]> {
    Longs() {
      super(new long[FIRST_CAPACITY]);
    }

    @Override
    String expected() {
      return "a whole number (int64)";
    }

    @Override
    long[] padding(int length) {
      long[] padding = new long[length];
      Arrays.fill(padding, RawFeatures.MISSING_LONG);
      return padding;
    }

    @Override
    long[] copy(long[] from, int length) {
      return Arrays.copyOf(from, length);
    }

    @Override
    boolean set(long[] values, int index, String text) {
      try {
        values[index] = Long.parseLong(text);
        return true;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    boolean setMissing(long[] values, int index) {
      values[index] = RawFeatures.MISSING_LONG;
      return true;
    }

    @Override
    Column column(long[] values, Shape shape) {
      return Column.longs(values, shape);
    }
  }

  private static final class Booleans extends InputValues<boolean[]> {
    Booleans() {
      super(new boolean[FIRST_CAPACITY]);
    }

    @Override
    String expected() {
      return "true or false";
    }

    @Override
    boolean[] padding(int length) {
      return new boolean[length];
    }

    @Override
    boolean[] copy(boolean[] from, int length) {
      return Arrays.copyOf(from, length);
    }

    @Override
    boolean set(boolean[] values, int index, String text) {
      values[index] = text.equalsIgnoreCase("true");
      return values[index] || text.equalsIgnoreCase("false");
    }

    @Override
    boolean setMissing(boolean[] values, int index) {
      return false;
    }

    @Override
    Column column(boolean[] values, Shape shape) {
      return Column.booleans(values, shape);
    }
  }

  private static final class Strings extends InputValues<String[]> {
    Strings() {
      super(new String[FIRST_CAPACITY]);
    }

    @Override
    String expected() {
      return "a string";
    }

    @Override
    String[] padding(int length) {
      String[] padding = new String[length];
      Arrays.fill(padding, "");
      return padding;
    }

    @Override
    String[] copy(String[] from, int length) {
      return Arrays.copyOf(from, length);
    }

    @Override
    boolean set(String[] values, int index, String text) {
      values[index] = text;
      return true;
    }

    @Override
    boolean setMissing(String[] values, int index) {
      values[index] = "";
      return true;
    }

    @Override
    Column column(String[] values, Shape shape) {
      return Column.strings(values, shape);
    }
  }
}
