package io.github.ple4j.datasets;

/** What the elements of a stored column are. */
enum ColumnType {
  INT8("|i1", 0, StoreColumn.Type.INT8),
  INT32("<i4", 2, StoreColumn.Type.INT32),
  INT64("<i8", 3, StoreColumn.Type.INT64),
  FLOAT32("<f4", 2, StoreColumn.Type.FLOAT32);

  private final String descriptor;
  private final int shift;
  private final StoreColumn.Type stored;

  ColumnType(String descriptor, int shift, StoreColumn.Type stored) {
    this.descriptor = descriptor;
    this.shift = shift;
    this.stored = stored;
  }

  /** NumPy's name of the type. */
  String descriptor() {
    return descriptor;
  }

  /** Bytes of an element, as a power of two. */
  int shift() {
    return shift;
  }

  StoreColumn.Type stored() {
    return stored;
  }

  static ColumnType of(StoreColumn column) {
    for (ColumnType type : values()) {
      if (type.stored == column.getType()) {
        return type;
      }
    }
    throw new DataException(column.getName() + ": expected a known type, found another");
  }
}
