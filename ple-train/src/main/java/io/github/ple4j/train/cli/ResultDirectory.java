package io.github.ple4j.train.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that appears under its name once it is complete, and leaves nothing otherwise. Until
 * then it is beside its place, with {@code .partial} after its name.
 */
final class ResultDirectory implements Closeable {
  private final Path directory;
  private final Path aside;

  private ResultDirectory(Path directory, Path aside) {
    this.directory = directory;
    this.aside = aside;
  }

  /** Begins a directory that is not there yet, or is empty. */
  static ResultDirectory create(Path directory) throws IOException {
    Path target =
        Files.exists(directory) ? directory.toRealPath() : directory.toAbsolutePath().normalize();
    if (Files.exists(target)) {
      if (!Files.isDirectory(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      if (!list(target).isEmpty()) {
        throw new IOException("it is not empty");
      }
    }
    Path name = target.getFileName();
    if (name == null) {
      throw new IOException("it is the root directory");
    }
    Path aside = target.resolveSibling(name + ".partial");
    if (Files.exists(aside)) {
      throw new IOException("there is " + aside + ", which another command writes or left behind");
    }
    Files.createDirectories(aside);
    return new ResultDirectory(target, aside);
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** Where to write. */
  Path path() {
    return aside;
  }

  /** Gives the directory its name. */
  void complete() throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      throw new IOException("it is not empty any more", e);
    }
    Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes what is not complete; files only, which is all that is written. */
  @Override
  public void close() throws IOException {
    if (Files.exists(aside)) {
      for (Path file : list(aside)) {
        Files.delete(file);
      }
      Files.delete(aside);
    }
  }
}
