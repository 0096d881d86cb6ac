package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Booleans;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Columns to TensorFlow's protocol buffers and back. */
public final class TensorProtos {
  // TensorFlow's own limit.
  private static final int MAXIMUM_RANK = 254;
  // What a string takes in a tensor, besides its bytes.
  private static final int STRING_BYTES = 24;

  private TensorProtos() {}

  /** The column as a message; numbers as little-endian bytes, the shortest and quickest way. */
  public static TensorProto of(Column column) {
    TensorProto.Builder proto = described(column);
    switch (column.type()) {
      case FLOAT32 -> {
        ByteBuffer content = littleEndian(column.size(), Float.BYTES);
        content.asFloatBuffer().put(column.asFloats());
        proto.setTensorContent(ByteString.copyFrom(content));
      }
      case FLOAT64 -> {
        ByteBuffer content = littleEndian(column.size(), Double.BYTES);
        content.asDoubleBuffer().put(column.asDoubles());
        proto.setTensorContent(ByteString.copyFrom(content));
      }
      case INT32 -> {
        ByteBuffer content = littleEndian(column.size(), Integer.BYTES);
        content.asIntBuffer().put(column.asInts());
        proto.setTensorContent(ByteString.copyFrom(content));
      }
      case INT64 -> {
        ByteBuffer content = littleEndian(column.size(), Long.BYTES);
        content.asLongBuffer().put(column.asLongs());
        proto.setTensorContent(ByteString.copyFrom(content));
      }
      case UINT8 -> proto.setTensorContent(ByteString.copyFrom(column.asUnsignedBytes()));
      case BOOL -> {
        byte[] content = new byte[column.size()];
        for (int i = 0; i < content.length; i++) {
          content[i] = (byte) (column.asBooleans()[i] ? 1 : 0);
        }
        proto.setTensorContent(ByteString.copyFrom(content));
      }
      case STRING -> {
        for (byte[] value : column.asByteStrings()) {
          proto.addStringVal(ByteString.copyFrom(value));
        }
      }
    }
    return proto.build();
  }

  /**
   * The column as a message with its values one by one, in {@code float_val} and so on, where
   * clients of TensorFlow Serving look for them.
   */
  public static TensorProto fields(Column column) {
    TensorProto.Builder proto = described(column);
    switch (column.type()) {
      case FLOAT32 -> proto.addAllFloatVal(Floats.asList(column.asFloats()));
      case FLOAT64 -> proto.addAllDoubleVal(Doubles.asList(column.asDoubles()));
      case INT32 -> proto.addAllIntVal(Ints.asList(column.asInts()));
      case INT64 -> proto.addAllInt64Val(Longs.asList(column.asLongs()));
      case UINT8 -> {
        for (byte value : column.asUnsignedBytes()) {
          proto.addIntVal(Byte.toUnsignedInt(value));
        }
      }
      case BOOL -> proto.addAllBoolVal(Booleans.asList(column.asBooleans()));
      case STRING -> {
        for (byte[] value : column.asByteStrings()) {
          proto.addStringVal(ByteString.copyFrom(value));
        }
      }
    }
    return proto.build();
  }

  private static TensorProto.Builder described(Column column) {
    TensorProto.Builder proto = TensorProto.newBuilder().setDtype(column.type().dataType());
    TensorShapeProto.Builder shape = proto.getTensorShapeBuilder();
    for (long size : column.shape().asArray()) {
      shape.addDimBuilder().setSize(size);
    }
    return proto;
  }

  private static ByteBuffer littleEndian(int values, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(values, width)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A request's inputs as columns, by the same names. A message of a few bytes can describe a
   * tensor of any size, of which TensorFlow repeats the last value; nothing is made for one that is
   * too large.
   *
   * @param maximumBytes of all tensors together, as TensorFlow holds them
   * @throws IllegalArgumentException as {@link #column}, or if they are larger; it names the input
   */
  public static ImmutableMap<String, Column> columns(
      Map<String, TensorProto> inputs, long maximumBytes) {
    ImmutableMap.Builder<String, Column> columns =
        ImmutableMap.builderWithExpectedSize(inputs.size());
    long left = maximumBytes;
    for (Map.Entry<String, TensorProto> input : inputs.entrySet()) {
      try {
        TensorProto proto = input.getValue();
        ColumnType type = type(proto);
        Shape shape = shape(proto.getTensorShape());
        int size = size(shape);
        left -= (long) size * width(type) + repeatedBytes(proto, type, size);
        if (left < 0) {
          throw new IllegalArgumentException(
              "at most " + maximumBytes + " bytes of tensors are allowed, found shape " + shape);
        }
        columns.put(input.getKey(), column(proto));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "input \"" + input.getKey() + "\": " + e.getMessage(), e);
      }
    }
    return columns.buildOrThrow();
  }

  /** Of the last string, which stands for all that are left out, and is copied for each. */
  private static long repeatedBytes(TensorProto proto, ColumnType type, int size) {
    int count = proto.getStringValCount();
    return type != ColumnType.STRING || count == 0
        ? 0
        : (long) Math.max(0, size - count) * proto.getStringVal(count - 1).size();
  }

  private static int width(ColumnType type) {
    return switch (type) {
      case UINT8, BOOL -> 1;
      case FLOAT32, INT32 -> Integer.BYTES;
      case FLOAT64, INT64 -> Long.BYTES;
      case STRING -> STRING_BYTES;
    };
  }

  private static ColumnType type(TensorProto proto) {
    return ColumnType.of(proto.getDtype())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "type "
                        + ColumnType.name(proto.getDtype())
                        + " is not one of "
                        + ColumnType.names()));
  }

  /**
   * A message as a column. Values may be given as bytes or one by one; of the latter the last
   * stands for all that are left out, as in TensorFlow.
   *
   * @throws IllegalArgumentException if the type is unknown or the values do not match the shape
   */
  static Column column(TensorProto proto) {
    ColumnType type = type(proto);
    Shape shape = shape(proto.getTensorShape());
    int size = size(shape);
    ByteBuffer content =
        proto.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean packed = content.hasRemaining();
    switch (type) {
      case FLOAT32 -> {
        checkCount(content, size, Float.BYTES, proto.getFloatValCount());
        float[] values = new float[size];
        if (packed) {
          content.asFloatBuffer().get(values);
        } else {
          for (int i = 0, last = proto.getFloatValCount() - 1; last >= 0 && i < size; i++) {
            values[i] = proto.getFloatVal(Math.min(i, last));
          }
        }
        return Column.floats(values, shape);
      }
      case FLOAT64 -> {
        checkCount(content, size, Double.BYTES, proto.getDoubleValCount());
        double[] values = new double[size];
        if (packed) {
          content.asDoubleBuffer().get(values);
        } else {
          for (int i = 0, last = proto.getDoubleValCount() - 1; last >= 0 && i < size; i++) {
            values[i] = proto.getDoubleVal(Math.min(i, last));
          }
        }
        return Column.doubles(values, shape);
      }
      case INT32 -> {
        checkCount(content, size, Integer.BYTES, proto.getIntValCount());
        int[] values = new int[size];
        if (packed) {
          content.asIntBuffer().get(values);
        } else {
          for (int i = 0, last = proto.getIntValCount() - 1; last >= 0 && i < size; i++) {
            values[i] = proto.getIntVal(Math.min(i, last));
          }
        }
        return Column.ints(values, shape);
      }
      case INT64 -> {
        checkCount(content, size, Long.BYTES, proto.getInt64ValCount());
        long[] values = new long[size];
        if (packed) {
          content.asLongBuffer().get(values);
        } else {
          for (int i = 0, last = proto.getInt64ValCount() - 1; last >= 0 && i < size; i++) {
            values[i] = proto.getInt64Val(Math.min(i, last));
          }
        }
        return Column.longs(values, shape);
      }
      case UINT8 -> {
        checkCount(content, size, 1, proto.getIntValCount());
        byte[] values = new byte[size];
        if (packed) {
          content.get(values);
        } else {
          for (int i = 0, last = proto.getIntValCount() - 1; last >= 0 && i < size; i++) {
            values[i] = (byte) proto.getIntVal(Math.min(i, last));
          }
        }
        return Column.unsignedBytes(values, shape);
      }
      case BOOL -> {
        checkCount(content, size, 1, proto.getBoolValCount());
        boolean[] values = new boolean[size];
        for (int i = 0, last = proto.getBoolValCount() - 1; i < size; i++) {
          values[i] =
              packed ? content.get(i) != 0 : last >= 0 && proto.getBoolVal(Math.min(i, last));
        }
        return Column.booleans(values, shape);
      }
      case STRING -> {
        byte[][] values =
            packed ? packedStrings(proto.getTensorContent(), size) : strings(proto, size);
        return Column.byteStrings(values, shape);
      }
    }
    throw new AssertionError(type);
  }

  private static void checkCount(ByteBuffer content, int size, int width, int values) {
    if (content.hasRemaining() ? content.remaining() != (long) size * width : values > size) {
      throw new IllegalArgumentException(
          "expected "
              + size
              + " values, found "
              + (content.hasRemaining() ? content.remaining() + " bytes" : values));
    }
  }

  private static byte[][] strings(TensorProto proto, int size) {
    int count = proto.getStringValCount();
    if (count > size) {
      throw new IllegalArgumentException("expected " + size + " values, found " + count);
    }
    byte[][] values = new byte[size][];
    for (int i = 0; i < size; i++) {
      values[i] =
          i < count ? proto.getStringVal(i).toByteArray() : i == 0 ? new byte[0] : values[i - 1];
    }
    return values;
  }

  /** TensorFlow packs strings as all their lengths, then all their bytes. */
  private static byte[][] packedStrings(ByteString content, int size) {
    try {
      if (size > content.size()) {
        throw new EOFException();
      }
      CodedInputStream in = content.newCodedInput();
      int[] lengths = new int[size];
      for (int i = 0; i < size; i++) {
        lengths[i] = in.readUInt32();
      }
      byte[][] values = new byte[size][];
      for (int i = 0; i < size; i++) {
        values[i] = in.readRawBytes(lengths[i]);
      }
      if (in.isAtEnd()) {
        return values;
      }
    } catch (IOException cut) {
      throw new IllegalArgumentException(
          "expected " + size + " strings, found " + content.size() + " bytes", cut);
    }
    throw new IllegalArgumentException(
        "expected " + size + " strings, found " + content.size() + " bytes");
  }

  /** The shape that a message describes; unknown rank and dimensions are kept. */
  static Shape shape(TensorShapeProto proto) {
    if (proto.getUnknownRank()) {
      return Shape.unknown();
    }
    long[] sizes = new long[proto.getDimCount()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = proto.getDim(i).getSize();
    }
    return Shape.of(sizes);
  }

  private static int size(Shape shape) {
    if (shape.numDimensions() > MAXIMUM_RANK) {
      throw new IllegalArgumentException(
          "at most " + MAXIMUM_RANK + " dimensions are allowed, found " + shape.numDimensions());
    }
    long size = shape.isUnknown() ? -1 : 1;
    for (int i = 0; i < shape.numDimensions() && size >= 0; i++) {
      long dimension = shape.get(i);
      size = dimension < 0 || dimension > Integer.MAX_VALUE ? -1 : size * dimension;
      size = size > Integer.MAX_VALUE ? -1 : size;
    }
    if (size < 0) {
      throw new IllegalArgumentException("shape " + shape + " is no shape of values");
    }
    return (int) size;
  }
}
