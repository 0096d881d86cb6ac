package io.github.ple4j.serve;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;

/** The types of values that a {@link Column} holds, by TensorFlow's names for them. */
public enum ColumnType {
  /** In Java {@code float[]}. */
  FLOAT32(DataType.DT_FLOAT),
  /** In Java {@code double[]}. */
  FLOAT64(DataType.DT_DOUBLE),
  /** In Java {@code int[]}. */
  INT32(DataType.DT_INT32),
  /** In Java {@code long[]}. */
  INT64(DataType.DT_INT64),
  /** In Java {@code byte[]}: 0 to 255 as its eight bits. */
  UINT8(DataType.DT_UINT8),
  /** In Java {@code boolean[]}. */
  BOOL(DataType.DT_BOOL),
  /** Bytes, often UTF-8; in Java {@code byte[][]}, or {@code String[]}. */
  STRING(DataType.DT_STRING);

  private static final ColumnType[] TYPES = values();

  private final DataType dataType;

  ColumnType(DataType dataType) {
    this.dataType = dataType;
  }

  /** TensorFlow's number for this type. */
  DataType dataType() {
    return dataType;
  }

  /** An array of the Java type; of strings, without values. */
  Object newArray(int size) {
    return switch (this) {
      case FLOAT32 -> new float[size];
      case FLOAT64 -> new double[size];
      case INT32 -> new int[size];
      case INT64 -> new long[size];
      case UINT8 -> new byte[size];
      case BOOL -> new boolean[size];
      case STRING -> new byte[size][];
    };
  }

  /** Empty if a column cannot hold values of that type. */
  static Optional<ColumnType> of(DataType dataType) {
    for (ColumnType type : TYPES) {
      if (type.dataType == dataType) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type's name, also of one that a column cannot hold, such as {@code bfloat16}. */
  static String name(DataType dataType) {
    return of(dataType)
        .map(ColumnType::toString)
        .orElseGet(() -> dataType.name().replaceFirst("^DT_", "").toLowerCase(Locale.ROOT));
  }

  /** All names, separated by commas. */
  static String names() {
    return Arrays.stream(TYPES).map(ColumnType::toString).collect(Collectors.joining(", "));
  }

  /** TensorFlow's name, such as {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
