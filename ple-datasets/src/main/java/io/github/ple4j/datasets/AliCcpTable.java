package io.github.ple4j.datasets;

import java.io.IOException;

/** A table that is being prepared, by fields, with raw ids or final ones. */
record AliCcpTable(String name, ColumnStoreWriter store) {

  /** The ids of a field. */
  MappedColumn ids(AliCcpField field, boolean writable) throws IOException {
    return store.map(name + "/" + field.number(), writable);
  }

  /** Where the values of a multi-valued field's rows begin and end. */
  MappedColumn offsets(AliCcpField field) throws IOException {
    return store.map(name + "/" + field.number() + ".offsets", /* writable= */ false);
  }
}
