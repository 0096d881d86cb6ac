package io.github.ple4j.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Records in TensorFlow's TFRecord format. Of each record: its length as 8 bytes, their checksum,
 * as many bytes, and their checksum. Numbers are little-endian; a checksum is a CRC-32C, rotated
 * and shifted so that it may itself stand in what is summed.
 */
final class RecordWriter {
  private static final int MASK = 0xa282ead8;

  private final LogFile file;

  RecordWriter(LogFile file) {
    this.file = file;
  }

  /**
   * Appends a record.
   *
   * @throws RunException if the file cannot be written
   */
  void write(byte[] content) {
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + content.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(content.length);
    record.putInt(checksum(record.array(), Long.BYTES));
    record.put(content);
    record.putInt(checksum(content, content.length));
    file.write(record.array());
  }

  private static int checksum(byte[] content, int length) {
    CRC32C crc = new CRC32C();
    crc.update(content, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
