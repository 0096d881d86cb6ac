package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

class TensorProtosTest {
  @Test
  void everyTypeComesBack() {
    List<Column> columns =
        List.of(
            Column.floats(1.5f, -0f),
            Column.doubles(0.1),
            Column.ints(-3, 4),
            Column.longs(new long[] {1, 2, 3, 4, 5, 6}, Shape.of(1, 2, 3)),
            Column.unsignedBytes((byte) 200),
            Column.booleans(true, false),
            Column.strings("", "é"),
            Column.floats(new float[] {7}, Shape.scalar()),
            Column.strings());
    assertThat(columns)
        .allSatisfy(
            column -> assertThat(TensorProtos.column(TensorProtos.of(column))).isEqualTo(column));
  }

  @Test
  void valuesMayBeGivenOneByOneAndTheLastStandsForTheRest() {
    assertThat(
            TensorProtos.column(proto(DataType.DT_FLOAT, 3).addFloatVal(1).addFloatVal(2).build()))
        .isEqualTo(Column.floats(1, 2, 2));
    assertThat(TensorProtos.column(proto(DataType.DT_DOUBLE, 2).addDoubleVal(3).build()))
        .isEqualTo(Column.doubles(3, 3));
    assertThat(TensorProtos.column(proto(DataType.DT_INT32, 2).addIntVal(3).build()))
        .isEqualTo(Column.ints(3, 3));
    assertThat(TensorProtos.column(proto(DataType.DT_UINT8, 2).addIntVal(255).build()))
        .isEqualTo(Column.unsignedBytes((byte) 255, (byte) 255));
    assertThat(TensorProtos.column(proto(DataType.DT_INT64, 1).addInt64Val(9).build()))
        .isEqualTo(Column.longs(9));
    assertThat(TensorProtos.column(proto(DataType.DT_BOOL, 2).addBoolVal(true).build()))
        .isEqualTo(Column.booleans(true, true));
    assertThat(
            TensorProtos.column(
                proto(DataType.DT_STRING, 2).addStringVal(ByteString.copyFromUtf8("a")).build()))
        .isEqualTo(Column.strings("a", "a"));
  }

  @Test
  void noValuesAreZeros() {
    assertThat(TensorProtos.column(proto(DataType.DT_FLOAT, 2).build()))
        .isEqualTo(Column.floats(0, 0));
    assertThat(TensorProtos.column(proto(DataType.DT_STRING, 2).build()))
        .isEqualTo(Column.strings("", ""));
  }

  @Test
  void stringsMayBePacked() {
    ByteString packed = ByteString.copyFrom(new byte[] {1, 0, 2, 'a', 'b', 'c'});
    assertThat(TensorProtos.column(proto(DataType.DT_STRING, 3).setTensorContent(packed).build()))
        .isEqualTo(Column.strings("a", "", "bc"));
    for (int length : new int[] {2, 5}) {
      assertRefused(
          proto(DataType.DT_STRING, 3).setTensorContent(packed.substring(0, length)),
          "expected 3 strings, found " + length + " bytes");
    }
    assertRefused(
        proto(DataType.DT_STRING, 1).setTensorContent(packed), "expected 1 strings, found 6 bytes");
  }

  @Test
  void whatDoesNotMatchIsRefused() {
    assertRefused(
        proto(DataType.DT_FLOAT, 2).setTensorContent(ByteString.copyFrom(new byte[7])),
        "expected 2 values, found 7 bytes");
    assertRefused(
        proto(DataType.DT_FLOAT, 1).addFloatVal(1).addFloatVal(2), "expected 1 values, found 2");
    assertRefused(
        proto(DataType.DT_STRING, 0).addStringVal(ByteString.EMPTY), "expected 0 values, found 1");
    assertRefused(
        proto(DataType.DT_HALF, 1),
        "type half is not one of float32, float64, int32, int64, uint8, bool, string");
    assertRefused(proto(DataType.DT_FLOAT, -1), "shape [-1] is no shape of values");
    assertRefused(
        proto(DataType.DT_FLOAT, 1L << 40), "shape [1099511627776] is no shape of values");
  }

  @Test
  void valuesCanBeGivenOneByOne() {
    List<Column> columns =
        List.of(
            Column.floats(1.5f, -0f),
            Column.doubles(0.1),
            Column.ints(-3, 4),
            Column.longs(new long[] {1, 2, 3, 4, 5, 6}, Shape.of(1, 2, 3)),
            Column.unsignedBytes((byte) 200),
            Column.booleans(true, false),
            Column.strings("", "é"),
            Column.floats());
    assertThat(columns)
        .allSatisfy(
            column -> {
              TensorProto fields = TensorProtos.fields(column);
              assertThat(fields.getTensorContent()).isEmpty();
              assertThat(TensorProtos.column(fields)).isEqualTo(column);
            });
  }

  @Test
  void allInputsTogetherHaveALimit() {
    TensorProto four = proto(DataType.DT_FLOAT, 4).addFloatVal(1).build();
    assertThat(TensorProtos.columns(Map.of("a", four, "b", four), 32))
        .containsEntry("a", Column.floats(1, 1, 1, 1))
        .containsOnlyKeys("a", "b");
    assertThatThrownBy(() -> TensorProtos.columns(Map.of("a", four, "b", four), 31))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "input \"[ab]\": at most 31 bytes of tensors are allowed, found shape \\[4\\]");
    TensorProto strings = proto(DataType.DT_STRING, Integer.MAX_VALUE).build();
    assertThatThrownBy(() -> TensorProtos.columns(Map.of("a", strings), 1 << 30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "input \"a\": at most 1073741824 bytes of tensors are allowed,"
                + " found shape [2147483647]");
  }

  @Test
  void aStringThatStandsForManyCountsForAllOfThem() {
    TensorProto repeated =
        proto(DataType.DT_STRING, 1000).addStringVal(ByteString.copyFrom(new byte[60_000])).build();
    assertThatThrownBy(() -> TensorProtos.columns(Map.of("a", repeated), 50 << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes of tensors are allowed, found shape [1000]");
    assertThat(TensorProtos.columns(Map.of("a", repeated), 60 << 20)).containsOnlyKeys("a");
  }

  @Test
  void shapesOfManyDimensionsAreRefused() {
    TensorProto.Builder deep = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(1);
    for (int i = 0; i < 255; i++) {
      deep.getTensorShapeBuilder().addDimBuilder().setSize(1);
    }
    assertRefused(deep, "at most 254 dimensions are allowed, found 255");
  }

  private static TensorProto.Builder proto(DataType type, long size) {
    TensorProto.Builder proto = TensorProto.newBuilder().setDtype(type);
    proto.getTensorShapeBuilder().addDimBuilder().setSize(size);
    return proto;
  }

  private static void assertRefused(TensorProto.Builder proto, String message) {
    assertThatThrownBy(() -> TensorProtos.column(proto.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
