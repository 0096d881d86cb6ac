package io.github.ple4j.train.cli;

import io.github.ple4j.train.RunException;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears under its name once it is complete, and leaves nothing otherwise. */
final class ResultFile implements Closeable {
  private final Path file;
  private final Path aside;
  private final FileOutputStream stream;

  private ResultFile(Path file, Path aside) throws IOException {
    this.file = file;
    this.aside = aside;
    stream = new FileOutputStream(aside.toFile());
  }

  /** A device or a pipe is written as it is. */
  static ResultFile create(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a directory");
    }
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      return new ResultFile(target, target);
    }
    Path aside = target.resolveSibling("." + target.getFileName() + ".tmp");
    aside.toFile().deleteOnExit(); // of an interrupt
    return new ResultFile(target, aside);
  }

  /**
   * Writes a whole file.
   *
   * @throws RunException if it cannot be written; nothing is left then
   */
  static void write(Path path, String text) {
    try (ResultFile file = create(path)) {
      file.stream().write(text.getBytes(StandardCharsets.UTF_8));
      file.complete();
    } catch (IOException e) {
      throw RunException.unwritable(path, e);
    }
  }

  OutputStream stream() {
    return stream;
  }

  /** Gives the file its name. */
  void complete() throws IOException {
    if (aside.equals(file)) {
      return;
    }
    stream.getFD().sync();
    stream.close();
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    stream.close();
    if (!aside.equals(file)) {
      Files.deleteIfExists(aside);
    }
  }
}
