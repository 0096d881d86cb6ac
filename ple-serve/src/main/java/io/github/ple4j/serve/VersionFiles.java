package io.github.ple4j.serve;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;

/**
 * A version's directory as it was found. A directory that was removed and made again has another
 * graph file, and so is not equal.
 *
 * @param path of the directory
 * @param key of the graph's file, where the file system has such
 * @param time of the graph's last change
 * @param size of the graph in bytes
 */
record VersionFiles(Path path, Optional<Object> key, FileTime time, long size) {
  /**
   * The files in a directory; empty if there is no graph in it (yet).
   *
   * @throws IOException if that cannot be said, as for a moment on a file system of a network
   */
  static Optional<VersionFiles> of(Path path) throws IOException {
    return attributes(path.resolve("saved_model.pb"))
        .filter(BasicFileAttributes::isRegularFile)
        .map(
            graph ->
                new VersionFiles(
                    path,
                    Optional.ofNullable(graph.fileKey()),
                    graph.lastModifiedTime(),
                    graph.size()));
  }

  /**
   * What is known of a file; empty if there is none.
   *
   * @throws IOException if that cannot be said
   */
  static Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (NoSuchFileException notThere) {
      return Optional.empty();
    }
  }

  /** A number that changes with any file below, or behind a link, by name, size and time. */
  long contents() {
    long[] sum = {0};
    try {
      Files.walkFileTree(
          path,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              // A sum, since the order of the files is not defined.
              sum[0] += Objects.hash(file, attributes.size(), attributes.lastModifiedTime());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException goneOrLoop) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException gone) {
      return sum[0];
    }
    return sum[0];
  }
}
