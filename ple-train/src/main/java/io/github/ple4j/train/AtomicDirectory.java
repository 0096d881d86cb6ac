package io.github.ple4j.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Directories that appear under their name once all that is in them is written and on disk. */
final class AtomicDirectory {
  private AtomicDirectory() {}

  /** Fills a directory. */
  interface Content {
    void write(Path directory) throws IOException;
  }

  /**
   * Writes a new directory, and its parents where they are absent.
   *
   * @throws RunException if there is one of that name, or it cannot be written; nothing is left
   *     then
   */
  static void write(Path directory, Content content) {
    if (Files.exists(directory)) {
      throw new RunException(
          directory + ": expected no such file or directory yet, found one; choose another name");
    }
    Path aside = directory.resolveSibling("." + directory.getFileName() + ".tmp");
    try {
      Path parent = aside.toAbsolutePath().getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        Files.createDirectories(parent);
      }
      delete(aside); // of a process that was killed
      Files.createDirectory(aside);
      try {
        content.write(aside);
        sync(aside);
        Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
        syncParent(directory);
      } finally {
        delete(aside);
      }
    } catch (UncheckedIOException e) {
      throw RunException.unwritable(directory, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw RunException.unwritable(directory, e);
    }
  }

  /** Deletes a directory, if it is there, and all that is in it. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void sync(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.toList();
    }
    for (Path path : paths) {
      if (Files.isRegularFile(path)) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      } else {
        syncDirectory(path);
      }
    }
  }

  /** Has the entry of a new file or directory on disk. */
  static void syncParent(Path created) {
    Path parent = created.toAbsolutePath().getParent();
    if (parent != null) {
      syncDirectory(parent);
    }
  }

  private static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every platform opens directories; the rename is atomic either way.
    }
  }
}
