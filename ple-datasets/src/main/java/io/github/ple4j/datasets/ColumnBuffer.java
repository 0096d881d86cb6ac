package io.github.ple4j.datasets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of a column on their way to its file, in little-endian order. Not thread-safe. */
final class ColumnBuffer {
  private ByteBuffer bytes;

  /** A buffer that grows from so many bytes. */
  ColumnBuffer(int capacity) {
    bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  void addByte(int value) {
    room(Byte.BYTES);
    bytes.put((byte) value);
  }

  void addInt(int value) {
    room(Integer.BYTES);
    bytes.putInt(value);
  }

  void addLong(long value) {
    room(Long.BYTES);
    bytes.putLong(value);
  }

  void addFloat(float value) {
    room(Float.BYTES);
    bytes.putFloat(value);
  }

  /** Bytes in use. */
  int position() {
    return bytes.position();
  }

  /** Takes back what was added since {@link #position} was this. */
  void rewind(int position) {
    bytes.position(position);
  }

  /** What was added, for a single reading; the buffer is empty once {@link #clear} is called. */
  ByteBuffer bytes() {
    return bytes.duplicate().flip();
  }

  void clear() {
    bytes.clear();
  }

  private void room(int count) {
    if (bytes.remaining() < count) {
      ByteBuffer larger =
          ByteBuffer.allocateDirect(Math.multiplyExact(2, bytes.capacity() + count))
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes = larger.put(bytes.flip());
    }
  }
}
