package io.github.ple4j.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows at its end, and can be cut back to what was there earlier. Not thread-safe. */
final class LogFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

  private LogFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens a file, which is made if it is absent.
   *
   * @param keep bytes that stay; what comes after them is cut off
   * @throws RunException if the file is shorter, or cannot be written
   */
  @SuppressWarnings("MustBeClosedChecker")
  static LogFile open(Path path, long keep) {
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        Files.createDirectories(parent);
      }
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.size() < keep) {
        long size = channel.size();
        channel.close();
        throw new RunException(
            path
                + ": expected "
                + keep
                + " bytes or more, as the run wrote, found "
                + size
                + "; put the file back, or begin a new run");
      }
      channel.truncate(keep);
      channel.position(keep);
      return new LogFile(path, channel);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  void write(byte[] bytes) {
    if (bytes.length > buffer.remaining()) {
      drain();
    }
    if (bytes.length > buffer.remaining()) {
      put(ByteBuffer.wrap(bytes));
    } else {
      buffer.put(bytes);
    }
  }

  /** Makes all that was written last through a power cut; the file's size. */
  long flush() {
    drain();
    try {
      channel.force(true);
      return channel.position();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  @Override
  public void close() {
    try (channel) {
      drain();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private void drain() {
    buffer.flip();
    try {
      put(buffer);
    } finally {
      buffer.clear(); // what could not be written is not tried again when the file is closed
    }
  }

  private void put(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static RunException unwritable(Path path, IOException e) {
    return new RunException(
        path + ": cannot be written: " + e.getMessage() + "; check the disk and its permissions",
        e);
  }
}
