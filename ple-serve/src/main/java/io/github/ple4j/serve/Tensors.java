package io.github.ple4j.serve;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Columns to tensors and back; each value is copied once. */
final class Tensors {
  private static final int STRING_BYTES = 24;
  private static final int LONGEST_INLINE = 22;

  private Tensors() {}

  /** A tensor that the caller has to close. */
  static Tensor of(Column column) {
    Shape shape = column.shape();
    return switch (column.type()) {
      case FLOAT32 -> TFloat32.tensorOf(shape, DataBuffers.of(column.asFloats(), true, false));
      case FLOAT64 -> TFloat64.tensorOf(shape, DataBuffers.of(column.asDoubles(), true, false));
      case INT32 -> TInt32.tensorOf(shape, DataBuffers.of(column.asInts(), true, false));
      case INT64 -> TInt64.tensorOf(shape, DataBuffers.of(column.asLongs(), true, false));
      case UINT8 -> TUint8.tensorOf(shape, DataBuffers.of(column.asUnsignedBytes(), true, false));
      case BOOL -> TBool.tensorOf(shape, DataBuffers.of(column.asBooleans(), true, false));
      case STRING -> strings(shape, column.asByteStrings());
    };
  }

  /**
   * A string of at most {@value #LONGEST_INLINE} bytes stands in the tensor's own memory, in
   * {@value #STRING_BYTES} bytes: its length in the upper six bits of the first, whose lower two
   * are 0 for that form, and its bytes. TensorFlow keeps this layout of TF_TString stable for
   * plug-ins, the same on all of its platforms, which are little-endian. One copy of an array is an
   * eighth of the time of a native call for every string.
   */
  private static Tensor strings(Shape shape, byte[][] strings) {
    byte[] memory = new byte[Math.multiplyExact(STRING_BYTES, strings.length)];
    for (int i = 0; i < strings.length; i++) {
      byte[] string = strings[i];
      if (string.length > LONGEST_INLINE) {
        return TString.tensorOfBytes(shape, DataBuffers.of(strings, true, false));
      }
      memory[STRING_BYTES * i] = (byte) (string.length << 2);
      System.arraycopy(string, 0, memory, STRING_BYTES * i + 1, string.length);
    }
    return memory.length == 0
        ? TString.tensorOfBytes(shape, DataBuffers.of(strings, true, false))
        : Tensor.of(TString.class, shape, DataBuffers.of(memory, true, false));
  }

  /** A column with a tensor's values; the tensor stays open, and must be of that type. */
  static Column column(ColumnType type, Tensor tensor) {
    Shape shape = tensor.shape();
    int size = Math.toIntExact(shape.size());
    switch (type) {
      case FLOAT32 -> {
        float[] values = new float[size];
        copy((TFloat32) tensor, DataBuffers.of(values, false, false));
        return Column.floats(values, shape);
      }
      case FLOAT64 -> {
        double[] values = new double[size];
        copy((TFloat64) tensor, DataBuffers.of(values, false, false));
        return Column.doubles(values, shape);
      }
      case INT32 -> {
        int[] values = new int[size];
        copy((TInt32) tensor, DataBuffers.of(values, false, false));
        return Column.ints(values, shape);
      }
      case INT64 -> {
        long[] values = new long[size];
        copy((TInt64) tensor, DataBuffers.of(values, false, false));
        return Column.longs(values, shape);
      }
      case UINT8 -> {
        byte[] values = new byte[size];
        copy((TUint8) tensor, DataBuffers.of(values, false, false));
        return Column.unsignedBytes(values, shape);
      }
      case BOOL -> {
        boolean[] values = new boolean[size];
        copy((TBool) tensor, DataBuffers.of(values, false, false));
        return Column.booleans(values, shape);
      }
      case STRING -> {
        byte[][] values = new byte[size][];
        copy(((TString) tensor).asBytes(), DataBuffers.of(values, false, false));
        return Column.byteStrings(values, shape);
      }
    }
    throw new AssertionError(type);
  }

  private static <T> void copy(NdArray<T> array, DataBuffer<T> values) {
    if (values.size() > 0) {
      array.copyTo(values);
    }
  }
}
