package io.github.ple4j.datasets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a column in parts, by several threads at a time: a part's place is reserved, then filled.
 * Thread-safe.
 */
final class ColumnWriter implements AutoCloseable {
  private final ColumnType type;
  private final FileChannel channel;
  private final AtomicLong elements = new AtomicLong();

  /** Creates the file, and its directory. */
  ColumnWriter(Path file, ColumnType type) throws IOException {
    this.type = type;
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Makes room behind what is reserved already, and returns where it begins. */
  long reserve(long count) {
    return elements.getAndAdd(count);
  }

  /** Writes elements in little-endian order from a reserved place on. */
  void write(long first, ByteBuffer bytes) throws IOException {
    long at = NpyHeader.BYTES + (first << type.shift());
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Reserves and writes. */
  void append(ByteBuffer bytes) throws IOException {
    write(reserve(bytes.remaining() >> type.shift()), bytes);
  }

  long elements() {
    return elements.get();
  }

  /** Writes the header, and closes. All parts must be written. */
  void complete() throws IOException {
    try (channel) {
      NpyHeader.write(channel, type, elements.get());
    }
  }

  /** Closes the file, whole or not. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
