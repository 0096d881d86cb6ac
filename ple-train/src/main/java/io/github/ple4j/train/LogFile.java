package io.github.ple4j.train;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that grows while a run lasts. A run that is resumed cuts what was written after its
 * checkpoint, and appends. What is written is buffered until {@link #flush()}. Not thread-safe.
 */
final class LogFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final OutputStream buffered;
  private long bytes;

  private LogFile(Path file, FileChannel channel, long bytes) {
    this.file = file;
    this.channel = channel;
    this.buffered = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    this.bytes = bytes;
  }

  /**
   * Opens a file to append to it. It is created, and its parents are, where absent.
   *
   * @param keep bytes of a file that is there to keep; the rest is cut
   * @throws RunException if it is shorter than that, or cannot be written
   */
  static LogFile open(Path file, long keep) {
    checkArgument(keep >= 0, "bytes to keep must not be negative: %s", keep);
    try {
      long kept = Files.exists(file) ? keep : 0;
      if (kept > 0 && Files.size(file) < kept) {
        throw new RunException(
            file
                + ": expected the "
                + kept
                + " bytes that the run had written, found "
                + Files.size(file)
                + "; restore the file, or remove it to go on with a new one");
      }
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        Files.createDirectories(parent);
      }
      try (FileChannel cut = FileChannel.open(file, CREATE, WRITE)) {
        cut.truncate(kept);
      }
      AtomicDirectory.syncParent(file);
      return new LogFile(file, FileChannel.open(file, APPEND), kept);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /** The bytes of the file, those that are buffered included. */
  long bytes() {
    return bytes;
  }

  /**
   * Appends.
   *
   * @throws RunException if the file cannot be written
   */
  void write(byte[] content) {
    try {
      buffered.write(content);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
    bytes += content.length;
  }

  /**
   * Has all that was written on disk.
   *
   * @return the bytes of the file
   * @throws RunException if the file cannot be written
   */
  long flush() {
    try {
      buffered.flush();
      channel.force(true);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
    return bytes;
  }

  /** Writes what is buffered. Closing twice is harmless. */
  @Override
  public void close() {
    try {
      buffered.close();
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }
}
