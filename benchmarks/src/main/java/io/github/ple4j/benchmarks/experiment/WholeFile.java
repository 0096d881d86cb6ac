package io.github.ple4j.benchmarks.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ple4j.train.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A text file that has its old content or its new one, whenever the writing ends. */
final class WholeFile {
  private WholeFile() {}

  /**
   * Writes aside, and renames.
   *
   * @throws RunException if it cannot be written
   */
  static void write(Path file, String content) {
    Path aside =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try {
        Files.writeString(aside, content, UTF_8);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }
}
