package io.github.ple4j.serve.rest;

import io.github.ple4j.serve.ColumnType;
import io.github.ple4j.serve.ServingException;

/** The names of types in KServe's protocol. */
final class KServeType {
  private KServeType() {}

  static String name(ColumnType type) {
    return switch (type) {
      case FLOAT32 -> "FP32";
      case FLOAT64 -> "FP64";
      case INT32 -> "INT32";
      case INT64 -> "INT64";
      case UINT8 -> "UINT8";
      case BOOL -> "BOOL";
      case STRING -> "BYTES";
    };
  }

  static ColumnType of(String input, String name) {
    for (ColumnType type : ColumnType.values()) {
      if (name(type).equals(name)) {
        return type;
      }
    }
    throw ServingException.invalid(
        "input \""
            + input
            + "\": expected datatype FP32, FP64, INT32, INT64, UINT8, BOOL or BYTES, found \""
            + name
            + "\"");
  }
}
