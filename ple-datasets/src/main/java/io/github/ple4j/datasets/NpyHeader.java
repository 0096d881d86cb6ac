package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * The beginning of a file in <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's format</a>,
 * version 1.0, of an array of one dimension. It is of one size for any number of elements, so that
 * it can be written last.
 */
final class NpyHeader {

  /** Where the elements begin. */
  static final int BYTES = 128;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private NpyHeader() {}

  static void write(FileChannel channel, ColumnType type, long elements) throws IOException {
    ByteBuffer header = header(type, elements);
    while (header.hasRemaining()) {
      channel.write(header, header.position());
    }
  }

  /** Whether a file begins as one of so many elements does. */
  static boolean matches(FileChannel channel, ColumnType type, long elements) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(BYTES);
    while (found.hasRemaining() && channel.read(found, found.position()) > 0) {
      // until the header is there, or the file ends
    }
    return Arrays.equals(found.array(), header(type, elements).array());
  }

  private static ByteBuffer header(ColumnType type, long elements) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }"
            .formatted(type.descriptor(), elements);
    ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(header.array(), (byte) ' ');
    header.put(MAGIC).putShort((short) (BYTES - MAGIC.length - Short.BYTES));
    header.put(dictionary.getBytes(ISO_8859_1));
    header.put(BYTES - 1, (byte) '\n');
    return header.rewind();
  }
}
