package io.github.ple4j.benchmarks;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** A value that does not change: little-endian, row-major. */
record OnnxConstant(TensorProto.DataType type, Shape shape, ByteString bytes) {
  static OnnxConstant of(TType tensor) {
    ByteDataBuffer data = tensor.asRawTensor().data();
    byte[] bytes = new byte[Math.toIntExact(data.size())];
    data.read(bytes);
    DataType type = DataType.forNumber(tensor.dataType().getNumber());
    return new OnnxConstant(type(type), tensor.shape(), ByteString.copyFrom(bytes));
  }

  /** The numbers of a constant of type int32 or int64, such as axes and shapes. */
  long[] integers() {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = type == TensorProto.DataType.INT64;
    if (!wide && type != TensorProto.DataType.INT32) {
      throw new IllegalArgumentException("expected integers, found " + type);
    }
    long[] values = new long[buffer.remaining() / (wide ? Long.BYTES : Integer.BYTES)];
    Arrays.setAll(values, i -> wide ? buffer.getLong() : buffer.getInt());
    return values;
  }

  TensorProto named(String name) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).setRawData(bytes);
    for (long size : shape.asArray()) {
      tensor.addDims(size);
    }
    return tensor.build();
  }

  static TensorProto.DataType type(DataType type) {
    return switch (type) {
      case DT_FLOAT -> TensorProto.DataType.FLOAT;
      case DT_INT32 -> TensorProto.DataType.INT32;
      case DT_INT64 -> TensorProto.DataType.INT64;
      case DT_BOOL -> TensorProto.DataType.BOOL;
      case DT_STRING -> TensorProto.DataType.STRING;
      default -> throw new IllegalArgumentException("expected a number or a string, found " + type);
    };
  }
}
