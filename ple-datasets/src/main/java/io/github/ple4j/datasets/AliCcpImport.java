package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import io.github.ple4j.datasets.AliCcpRows.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one text into columns with raw ids, in the order of its lines: workers take blocks of
 * lines, parse them beside each other, and wait for their turn only to reserve their rows' place.
 */
final class AliCcpImport {
  private final String name; // of the text
  private final boolean common;
  private final AliCcpFaults faults;
  private final ColumnWriter indices;
  private final @Nullable ColumnWriter clicks;
  private final @Nullable ColumnWriter conversions;
  private final Map<AliCcpField, ColumnWriter> ids = new LinkedHashMap<>();
  private final Map<AliCcpField, ColumnWriter> weights = new LinkedHashMap<>();
  private final Map<AliCcpField, ColumnWriter> offsets = new LinkedHashMap<>();
  private final ImmutableLongArray.Builder leftOut = ImmutableLongArray.builder();

  private int nextBlock;
  private boolean failed;
  private long lines;
  private long rows;
  private long dropped;

  private AliCcpImport(String name, String table, ColumnStoreWriter store, AliCcpFaults faults)
      throws IOException {
    this.name = name;
    this.faults = faults;
    common = AliCcpSource.isCommon(name);
    indices = store.column(table + "/" + INDEX, ColumnType.INT64);
    clicks = common ? null : store.column(table + "/" + CLICK, ColumnType.INT8);
    conversions = common ? null : store.column(table + "/" + CONVERSION, ColumnType.INT8);
    for (AliCcpField field : AliCcpField.of(common)) {
      String column = table + "/" + field.number();
      ids.put(field, store.column(column, ColumnType.INT32));
      if (field.isWeighted()) {
        weights.put(field, store.column(column + ".weights", ColumnType.FLOAT32));
      }
      if (field.isMultiValued()) {
        ColumnWriter ends = store.column(column + ".offsets", ColumnType.INT64);
        ends.append(ByteBuffer.allocate(Long.BYTES));
        offsets.put(field, ends);
      }
    }
  }

  static final String INDEX = "common_index";
  static final String CLICK = "click";
  static final String CONVERSION = "conversion";

  /**
   * What a text was.
   *
   * @param rows that it became
   * @param leftOut its lines that became none, from 1, ascending
   * @param dropped those of them that have a conversion without a click
   * @param source its checksum
   */
  record Result(
      String name, long rows, ImmutableLongArray leftOut, long dropped, StoreSource source) {

    /** The line of a row. */
    long line(long row) {
      long line = row + 1;
      for (int i = 0; i < leftOut.length() && leftOut.get(i) <= line; i++) {
        line++;
      }
      return line;
    }
  }

  /**
   * Reads a text into the columns of a table.
   *
   * @throws DataException for a line that is not as it should be, by the faults' policy
   */
  static Result read(
      String name,
      InputStream text,
      String table,
      ColumnStoreWriter store,
      AliCcpFaults faults,
      Workers workers)
      throws IOException {
    AliCcpImport reading = new AliCcpImport(name, table, store, faults);
    TextBlocks blocks = new TextBlocks(text);
    workers.run(workers.count(), worker -> reading.work(blocks));
    reading.end(blocks);
    for (Map<AliCcpField, ColumnWriter> columns :
        List.of(reading.ids, reading.weights, reading.offsets)) {
      for (ColumnWriter column : columns.values()) {
        column.complete();
      }
    }
    reading.indices.complete();
    if (reading.clicks != null && reading.conversions != null) {
      reading.clicks.complete();
      reading.conversions.complete();
    }
    return new Result(
        name,
        reading.rows,
        reading.leftOut.build(),
        reading.dropped,
        StoreSource.newBuilder()
            .setName(name)
            .setBytes(blocks.bytes())
            .setSha256(blocks.sha256())
            .build());
  }

  /** What one worker does. */
  private void work(TextBlocks blocks) throws IOException {
    AliCcpRows parsed = new AliCcpRows(common);
    AliCcpParser parser = new AliCcpParser(common, parsed);
    TextBlocks.Block block = new TextBlocks.Block();
    try {
      while (blocks.next(block)) {
        parsed.clear();
        List<Fault> found = new ArrayList<>();
        long count = parse(block, parser, found);
        Place place = reserve(block.number(), count, found, parsed);
        if (place == null) {
          return;
        }
        write(parsed, place);
      }
    } catch (IOException | RuntimeException | Error e) {
      fail();
      throw e;
    }
  }

  /**
   * A line that becomes no row.
   *
   * @param line within the block, from 1
   * @param fault null of a conversion without a click
   */
  private record Fault(long line, @Nullable AliCcpFault fault) {}

  private static long parse(TextBlocks.Block block, AliCcpParser parser, List<Fault> found) {
    byte[] text = block.text();
    long line = 0;
    for (int from = 0; from < block.length(); ) {
      int to = from;
      while (to < block.length() && text[to] != '\n') {
        to++;
      }
      line++;
      try {
        if (!parser.parse(text, from, to)) {
          found.add(new Fault(line, null));
        }
      } catch (AliCcpFault fault) {
        found.add(new Fault(line, to < block.length() ? fault : cutOff(fault)));
      }
      from = to + 1;
    }
    return line;
  }

  /** Of a last line without a line end. */
  private static AliCcpFault cutOff(AliCcpFault fault) {
    return new AliCcpFault(
        AliCcpFault.Kind.TRUNCATED_FILE,
        fault.getMessage() + ", in a last line without a line end: the file may be truncated");
  }

  /** Where the rows of a block go. */
  private record Place(long row, ImmutableMap<AliCcpField, Long> values) {}

  /** Waits for the block's turn; null if another worker failed. */
  private synchronized @Nullable Place reserve(
      int block, long count, List<Fault> found, AliCcpRows parsed) {
    while (block != nextBlock && !failed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException("interrupted while data were prepared", e);
      }
    }
    if (failed) {
      return null;
    }
    for (Fault fault : found) {
      leftOut.add(lines + fault.line());
      if (fault.fault() == null) {
        dropped++;
      } else {
        faults.add(name, lines + fault.line(), fault.fault());
      }
    }
    lines += count;
    long row = indices.reserve(parsed.rows());
    if (clicks != null && conversions != null) {
      clicks.reserve(parsed.rows());
      conversions.reserve(parsed.rows());
    }
    rows += parsed.rows();
    if (rows > Integer.MAX_VALUE) {
      throw new DataException(name + ": expected at most 2147483647 rows, found more");
    }
    ImmutableMap.Builder<AliCcpField, Long> values = ImmutableMap.builder();
    for (Values of : parsed.values()) {
      AliCcpField field = of.field();
      long added = of.ids().position() / Integer.BYTES;
      values.put(field, column(ids, field).reserve(added));
      if (field.isWeighted()) {
        column(weights, field).reserve(added);
      }
      if (field.isMultiValued()) {
        column(offsets, field).reserve(parsed.rows());
      }
    }
    nextBlock++;
    notifyAll();
    return new Place(row, values.buildOrThrow());
  }

  private synchronized void fail() {
    failed = true;
    notifyAll();
  }

  private void write(AliCcpRows parsed, Place place) throws IOException {
    indices.write(place.row(), parsed.indices().bytes());
    if (clicks != null && conversions != null) {
      clicks.write(place.row(), parsed.clicks().bytes());
      conversions.write(place.row(), parsed.conversions().bytes());
    }
    for (Values of : parsed.values()) {
      AliCcpField field = of.field();
      long first = place.values().getOrDefault(field, 0L);
      column(ids, field).write(first, of.ids().bytes());
      if (field.isWeighted()) {
        column(weights, field).write(first, of.weights().bytes());
      }
      if (field.isMultiValued()) {
        ByteBuffer ends =
            ByteBuffer.allocate(parsed.rows() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < parsed.rows(); row++) {
          ends.putLong(first + of.ends()[row]);
        }
        column(offsets, field).write(1 + place.row(), ends.flip());
      }
    }
  }

  /** A text that ended too early is a fault of its last line. */
  private void end(TextBlocks blocks) {
    IOException broken = blocks.broken();
    if (broken != null) {
      faults.add(
          name,
          lines + 1,
          new AliCcpFault(
              AliCcpFault.Kind.TRUNCATED_FILE,
              "expected a whole gzip file, found its end: " + broken.getMessage()));
    }
    if (rows == 0) {
      throw new DataException(name + ": expected lines of the file, found none that is a row");
    }
  }

  private static ColumnWriter column(Map<AliCcpField, ColumnWriter> columns, AliCcpField field) {
    ColumnWriter column = columns.get(field);
    if (column == null) {
      throw new IllegalStateException("no column of " + field.number());
    }
    return column;
  }
}
