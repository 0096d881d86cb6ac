package io.github.ple4j.serve;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The versions that lie in a model's directory: those of its directories that are named by a number
 * and have a graph in them. What else lies there, such as a version that is still being written
 * under another name, is left alone.
 */
final class VersionDirectories {
  private VersionDirectories() {}

  /**
   * The versions in a directory. Of two names of one number the one without zeros counts.
   *
   * @throws IOException if it, or one of those in it, cannot be read
   */
  static ImmutableSortedMap<Long, VersionFiles> in(Path directory) throws IOException {
    NavigableMap<Long, Path> paths = new TreeMap<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        OptionalLong version = number(name);
        if (version.isPresent()
            && VersionFiles.attributes(child)
                .filter(BasicFileAttributes::isDirectory)
                .isPresent()) {
          paths.merge(version.getAsLong(), child, VersionDirectories::shorter);
        }
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    ImmutableSortedMap.Builder<Long, VersionFiles> versions = ImmutableSortedMap.naturalOrder();
    for (Map.Entry<Long, Path> entry : paths.entrySet()) {
      VersionFiles.of(entry.getValue()).ifPresent(files -> versions.put(entry.getKey(), files));
    }
    return versions.buildOrThrow();
  }

  private static Path shorter(Path one, Path other) {
    return one.toString().length() <= other.toString().length() ? one : other;
  }

  /** What a name of digits says; nothing for other names, and for more than a long holds. */
  static OptionalLong number(String name) {
    boolean digits = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }
}
