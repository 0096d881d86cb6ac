package io.github.ple4j.datasets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A column of a file, mapped into memory in segments, as one mapping ends at 2 GB. Safe for reading
 * by any number of threads; the mapping lasts as long as the object is reachable.
 */
final class MappedColumn {
  private static final int SEGMENT_SHIFT = 30; // of bytes

  private final long elements;
  private final int shift; // from an element's number to its segment's
  private final long mask; // to its place within
  private final ByteBuffer[] bytes;
  private final IntBuffer[] ints;
  private final LongBuffer[] longs;
  private final FloatBuffer[] floats;

  private MappedColumn(ColumnType type, long elements, ByteBuffer[] bytes) {
    this.elements = elements;
    this.bytes = bytes;
    shift = SEGMENT_SHIFT - type.shift();
    mask = (1L << shift) - 1;
    boolean isInt = type == ColumnType.INT32;
    boolean isLong = type == ColumnType.INT64;
    boolean isFloat = type == ColumnType.FLOAT32;
    ints = new IntBuffer[isInt ? bytes.length : 0];
    longs = new LongBuffer[isLong ? bytes.length : 0];
    floats = new FloatBuffer[isFloat ? bytes.length : 0];
    Arrays.setAll(ints, i -> bytes[i].asIntBuffer());
    Arrays.setAll(longs, i -> bytes[i].asLongBuffer());
    Arrays.setAll(floats, i -> bytes[i].asFloatBuffer());
  }

  /** Maps a file whose header and length were checked, or are about to be. */
  static MappedColumn open(Path file, ColumnType type, long elements, boolean writable)
      throws IOException {
    long size = elements << type.shift();
    int segments = Math.toIntExact((size + (1L << SEGMENT_SHIFT) - 1) >> SEGMENT_SHIFT);
    ByteBuffer[] bytes = new ByteBuffer[segments];
    try (FileChannel channel =
        writable
            ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(file, StandardOpenOption.READ)) {
      for (int i = 0; i < segments; i++) {
        long from = (long) i << SEGMENT_SHIFT;
        bytes[i] =
            channel
                .map(
                    writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY,
                    NpyHeader.BYTES + from,
                    Math.min(size - from, 1L << SEGMENT_SHIFT))
                .order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    return new MappedColumn(type, elements, bytes);
  }

  long elements() {
    return elements;
  }

  byte getByte(long index) {
    return bytes[(int) (index >>> shift)].get((int) (index & mask));
  }

  int getInt(long index) {
    return ints[(int) (index >>> shift)].get((int) (index & mask));
  }

  long getLong(long index) {
    return longs[(int) (index >>> shift)].get((int) (index & mask));
  }

  float getFloat(long index) {
    return floats[(int) (index >>> shift)].get((int) (index & mask));
  }

  /** Replaces an element of a column that was opened to be written. */
  void putInt(long index, int value) {
    ints[(int) (index >>> shift)].put((int) (index & mask), value);
  }

  /** Copies {@code count} elements from {@code from} on. */
  void copy(long from, int[] into, int at, int count) {
    long next = from;
    int place = at;
    for (int left = count; left > 0; ) {
      int within = (int) (next & mask);
      int part = (int) Math.min(left, mask + 1 - within);
      ints[(int) (next >>> shift)].get(within, into, place, part);
      next += part;
      place += part;
      left -= part;
    }
  }

  /** Copies {@code count} elements from {@code from} on. */
  void copy(long from, float[] into, int at, int count) {
    long next = from;
    int place = at;
    for (int left = count; left > 0; ) {
      int within = (int) (next & mask);
      int part = (int) Math.min(left, mask + 1 - within);
      floats[(int) (next >>> shift)].get(within, into, place, part);
      next += part;
      place += part;
      left -= part;
    }
  }

  /** All elements of a column of ints. */
  int[] toInts() {
    int[] all = new int[Math.toIntExact(elements)];
    copy(0, all, 0, all.length);
    return all;
  }

  /** CRC-32C of the elements' bytes. */
  int checksum() {
    CRC32C checksum = new CRC32C();
    for (ByteBuffer segment : bytes) {
      checksum.update(segment.duplicate());
    }
    return (int) checksum.getValue();
  }
}
