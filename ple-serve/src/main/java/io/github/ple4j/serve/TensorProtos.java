package io.github.ple4j.serve;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Columns to TensorFlow's protocol buffers and back. */
final class TensorProtos {
  private TensorProtos() {}

  /** The column as a message; numbers as little-endian bytes. */
  static TensorProto of(Column column) {
    TensorProto.Builder proto = TensorProto.newBuilder().setDtype(column.type().dataType());
    for (long size : column.shape().asArray()) {
      proto.getTensorShapeBuilder().addDimBuilder().setSize(size);
    }
    proto.getTensorShapeBuilder();
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

  private static ByteBuffer littleEndian(int values, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(values, width)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A message as a column. Values may be given as bytes or one by one; of the latter the last
   * stands for all that are left out, as in TensorFlow.
   *
   * @throws IllegalArgumentException if the type is unknown or the values do not match the shape
   */
  static Column column(TensorProto proto) {
    ColumnType type =
        ColumnType.of(proto.getDtype())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "type "
                            + ColumnType.name(proto.getDtype())
                            + " is not one of "
                            + ColumnType.names()));
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
