package io.github.ple4j.datasets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the common features of every sample of train or test, and which samples go where. Train
 * gives about one in ten common indices to validation, by a hash of index and seed.
 */
final class AliCcpJoin {
  private static final int PART = 1 << 20;
  private static final int VALIDATION = 10;

  private final ColumnStoreWriter store;
  private final String part;
  private final LongIndex index;
  private final int commonRows;
  private final long duplicates;

  /**
   * @param rows of the samples that are used, ascending
   * @param validationRows as well
   * @param uses of every common row by {@code rows}
   * @param missing samples without common features
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Result(
      int[] rows,
      int[] validationRows,
      int[] uses,
      long duplicates,
      long missing,
      long clicks,
      long conversions) {}

  private AliCcpJoin(
      ColumnStoreWriter store, String part, LongIndex index, int commonRows, long duplicates) {
    this.store = store;
    this.part = part;
    this.index = index;
    this.commonRows = commonRows;
    this.duplicates = duplicates;
  }

  /** Reads the indices of the common rows; the first of equal ones counts. */
  static AliCcpJoin of(ColumnStoreWriter store, String part) throws IOException {
    MappedColumn keys = store.map(part + "/common/" + AliCcpImport.INDEX, /* writable= */ false);
    int rows = Math.toIntExact(keys.elements());
    LongIndex index = new LongIndex(rows);
    long duplicates = 0;
    for (int row = 0; row < rows; row++) {
      if (!index.add(keys.getLong(row), row)) {
        duplicates++;
      }
    }
    return new AliCcpJoin(store, part, index, rows, duplicates);
  }

  /**
   * Writes the column of references to common rows, and lists the rows that are used.
   *
   * @param skeleton how the samples were read, for the lines of those without common features
   */
  Result samples(AliCcpImport.Result skeleton, boolean split, long seed, AliCcpFaults faults)
      throws IOException {
    MappedColumn keys = column(AliCcpImport.INDEX);
    MappedColumn clicks = column(AliCcpImport.CLICK);
    MappedColumn conversions = column(AliCcpImport.CONVERSION);
    int samples = Math.toIntExact(keys.elements());
    int[] rows = new int[samples];
    int[] validation = new int[split ? samples / VALIDATION * 2 + 1024 : 0];
    int count = 0;
    int validationCount = 0;
    long missing = 0;
    long clicked = 0;
    long converted = 0;
    int[] uses = new int[commonRows];
    ColumnWriter references = store.column(part + "/samples/common_row", ColumnType.INT32);
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.min(samples, PART) * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < samples; from += PART) {
      buffer.clear();
      for (int row = from; row < Math.min(samples, from + PART); row++) {
        long key = keys.getLong(row);
        int common = index.row(key);
        buffer.putInt(Math.max(0, common));
        if (common < 0) {
          missing++;
          faults.add(skeleton.name(), skeleton.line(row), noCommonRow(key));
        } else if (split && isValidation(key, seed)) {
          if (validationCount == validation.length) {
            validation = Arrays.copyOf(validation, 2 * validationCount);
          }
          validation[validationCount++] = row;
        } else {
          rows[count++] = row;
          uses[common]++;
          clicked += clicks.getByte(row);
          converted += conversions.getByte(row);
        }
      }
      references.append(buffer.flip());
    }
    references.complete();
    return new Result(
        Arrays.copyOf(rows, count),
        Arrays.copyOf(validation, validationCount),
        uses,
        duplicates,
        missing,
        clicked,
        converted);
  }

  /** Whether the samples of a common index are for validation. */
  static boolean isValidation(long commonIndex, long seed) {
    return Long.remainderUnsigned(Seeds.mix(Seeds.mix(seed) + commonIndex), VALIDATION) == 0;
  }

  private AliCcpFault noCommonRow(long key) {
    return new AliCcpFault(
        AliCcpFault.Kind.NO_COMMON_ROW,
        "column 3 (common_feature_index): expected an index of %s%s.csv, found %016x"
            .formatted(AliCcpSource.COMMON, part, key));
  }

  private MappedColumn column(String name) throws IOException {
    return store.map(part + "/samples/" + name, /* writable= */ false);
  }
}
