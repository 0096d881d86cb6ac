package io.github.ple4j.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A temporary directory of a model's versions, as those who publish models write it. */
final class VersionsDirectory implements AutoCloseable {
  private final Path directory;

  private VersionsDirectory(Path directory) {
    this.directory = directory;
  }

  static VersionsDirectory create() throws IOException {
    return new VersionsDirectory(Files.createTempDirectory("versions"));
  }

  Path path() {
    return directory;
  }

  Path path(long version) {
    return directory.resolve(Long.toString(version));
  }

  /** Copies a SavedModel under another name, then renames it. */
  void publish(long version, Path export) throws IOException {
    Path aside = directory.resolve("copy-of-" + version);
    List<Path> files;
    try (var walk = Files.walk(export)) {
      files = walk.toList();
    }
    for (Path file : files) {
      Files.copy(file, aside.resolve(export.relativize(file).toString()));
    }
    Files.move(aside, path(version));
  }

  void remove(long version) throws IOException {
    delete(path(version));
  }

  @Override
  public void close() throws IOException {
    delete(directory);
  }

  private static void delete(Path path) throws IOException {
    MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
