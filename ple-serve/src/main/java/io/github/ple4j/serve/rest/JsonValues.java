package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ColumnType;
import io.github.ple4j.serve.ServingException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.tensorflow.ndarray.Shape;

/** The values of a tensor as they come out of JSON, in one growing array of the tensor's type. */
abstract sealed class JsonValues {
  private static final int FIRST_CAPACITY = 16;

  // The greatest integers up to which a float and a double hold every one.
  private static final long EXACT_IN_FLOAT = (1L << 24) - 1;
  private static final long EXACT_IN_DOUBLE = (1L << 53) - 1;

  int size;

  static JsonValues of(ColumnType type) {
    return switch (type) {
      case FLOAT32 -> new Floats();
      case FLOAT64 -> new Doubles();
      case INT32 -> new Ints();
      case INT64 -> new Longs();
      case UINT8 -> new UnsignedBytes();
      case BOOL -> new Booleans();
      case STRING -> new Strings();
    };
  }

  /** How many were added. */
  final int size() {
    return size;
  }

  /**
   * Adds the value at the parser's token.
   *
   * @throws ServingException if it is not of the type, or beyond its range
   */
  abstract void add(JsonParser parser) throws IOException;

  /** All values. */
  abstract Column column(Shape shape);

  /** The capacity for one more. */
  final int capacity() {
    return Math.max(FIRST_CAPACITY, size + (size >> 1) + 1);
  }

  static ServingException typeError(JsonParser parser, String type) throws IOException {
    return ServingException.invalid(
        "JSON Value: "
            + Json.value(parser)
            + " Type: "
            + Json.type(parser)
            + " is not of expected type: "
            + type);
  }

  /** A number for a float or a double, which must hold it if it is an integer. */
  private static double decimal(JsonParser parser, String type, long exact) throws IOException {
    if (!parser.currentToken().isNumeric()) {
      throw typeError(parser, type);
    }
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      if (parser.getNumberType() != NumberType.BIG_INTEGER) {
        long integer = parser.getLongValue();
        if (integer < -exact || integer > exact) {
          throw lossy(parser, type);
        }
        return integer;
      }
      double huge = parser.getDoubleValue();
      if (Math.abs(huge) < 0x1p64) {
        throw lossy(parser, type);
      }
      return huge;
    }
    return parser.getDoubleValue();
  }

  /** The number at the parser's token as a float. */
  static float decimalFloat(JsonParser parser) throws IOException {
    float value =
        parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
            ? parser.getFloatValue()
            : (float) decimal(parser, "float", EXACT_IN_FLOAT);
    if (Float.isInfinite(value) && !isInfinity(parser)) {
      throw lossy(parser, "float");
    }
    return value;
  }

  private static ServingException lossy(JsonParser parser, String type) throws IOException {
    return ServingException.invalid(
        "Cannot convert JSON value: "
            + Json.value(parser)
            + " to "
            + type
            + " without loss of precision.");
  }

  /** Whether the token is a word for infinity, not a number that is too large. */
  private static boolean isInfinity(JsonParser parser) throws IOException {
    String text = parser.getText();
    return !Character.isDigit(text.charAt(text.length() - 1)) && text.indexOf('I') >= 0;
  }

  private static long integer(JsonParser parser, String type, long minimum, long maximum)
      throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == NumberType.BIG_INTEGER) {
      throw typeError(parser, type);
    }
    long value = parser.getLongValue();
    if (value < minimum || value > maximum) {
      throw typeError(parser, type);
    }
    return value;
  }

  private static final class Floats extends JsonValues {
    private float[] values = new float[0];

    @Override
    void add(JsonParser parser) throws IOException {
      float value = decimalFloat(parser);
      if (size == values.length) {
        values = Arrays.copyOf(values, capacity());
      }
      values[size++] = value;
    }

    @Override
    Column column(Shape shape) {
      return Column.floats(size == values.length ? values : Arrays.copyOf(values, size), shape);
    }
  }

  private static final class Doubles extends JsonValues {
    private double[] values = new double[0];

    @Override
    void add(JsonParser parser) throws IOException {
      double value = decimal(parser, "double", EXACT_IN_DOUBLE);
      if (Double.isInfinite(value) && !isInfinity(parser)) {
        throw lossy(parser, "double");
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, capacity());
      }
      values[size++] = value;
    }

    @Override
    Column column(Shape shape) {
      return Column.doubles(size == values.length ? values : Arrays.copyOf(values, size), shape);
    }
  }

  private static final class Ints extends JsonValues {
    private int[] values = new int[0];

    @Override
    void add(JsonParser parser) throws IOException {
      int value = (int) integer(parser, "int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
      if (size == values.length) {
        values = Arrays.copyOf(values, capacity());
      }
      values[size++] = value;
    }

    @Override
    Column column(Shape shape) {
      return Column.ints(size == values.length ? values : Arrays.copyOf(values, size), shape);
    }
  }

  private static final class Longs extends JsonValues {
    private long[] values = new long[0];

    @Override
    void add(JsonParser parser) throws IOException {
      long value = integer(parser, "int64", Long.MIN_VALUE, Long.MAX_VALUE);
      if (size == values.length) {
        values = Arrays.copyOf(values, capacity());
      }
      values[size++] = value;
    }

    @Override
    Column column(Shape shape) {
      return Column.longs(size == values.length ? values : Arrays.copyOf(values, size), shape);
    }
  }

  private static final class UnsignedBytes extends JsonValues {
    private byte[] values = new byte[0];

    @Override
    void add(JsonParser parser) throws IOException {
      byte value = (byte) integer(parser, "uint8", 0, 255);
      if (size == values.length) {
        values = Arrays.copyOf(values, capacity());
      }
      values[size++] = value;
    }

    @Override
    Column column(Shape shape) {
      return Column.unsignedBytes(
          size == values.length ? values : Arrays.copyOf(values, size), shape);
    }
  }

  private static final class Booleans extends JsonValues {
    private boolean[] values = new boolean[0];

    @Override
    void add(JsonParser parser) throws IOException {
      if (!parser.currentToken().isBoolean()) {
        throw typeError(parser, "bool");
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, capacity());
      }
      values[size++] = parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    @Override
    Column column(Shape shape) {
      return Column.booleans(size == values.length ? values : Arrays.copyOf(values, size), shape);
    }
  }

  private static final class Strings extends JsonValues {
    private byte[][] values = new byte[0][];

    @Override
    void add(JsonParser parser) throws IOException {
      byte[] value;
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        value = utf8(parser);
      } else if (parser.currentToken() == JsonToken.START_OBJECT
          || parser.currentToken() == JsonToken.FIELD_NAME) {
        value = base64(parser);
      } else {
        throw typeError(parser, "string");
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, capacity());
      }
      values[size++] = value;
    }

    @Override
    Column column(Shape shape) {
      return Column.byteStrings(
          size == values.length ? values : Arrays.copyOf(values, size), shape);
    }
  }

  /** The string at the parser's token. */
  static byte[] utf8(JsonParser parser) throws IOException {
    String text = parser.getText();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          throw ServingException.invalid(
              "JSON Parse error: The surrogate pair in string is invalid.");
        }
        i++;
      }
    }
    return text.getBytes(UTF_8);
  }

  /** The bytes of {@code {"b64": "..."}}, at whose start or first name the parser stands. */
  static byte[] base64(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      parser.nextToken();
    }
    byte[] bytes = new byte[0];
    boolean formatted = false;
    if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("b64")) {
      if (parser.nextToken() == JsonToken.VALUE_STRING) {
        try {
          bytes = Base64.getDecoder().decode(parser.getText());
        } catch (IllegalArgumentException e) {
          throw ServingException.invalid("Unable to base64 decode");
        }
        formatted = parser.nextToken() == JsonToken.END_OBJECT;
      }
    }
    if (!formatted) {
      throw ServingException.invalid("JSON Value: {...} not formatted correctly for base64 data");
    }
    return bytes;
  }
}
