package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The classes of a command in the form in which the JVM has them in memory, so that a start need
 * not read and check them: a dynamic archive of JEP 350. The first run of a command writes it when
 * it ends, the next ones start with it. One is kept for each executable jar and command; that of a
 * jar or a JVM that has changed since is not used, and goes when the new one is written.
 *
 * @param file where the archive is, or is to be
 * @param family how the names of all archives of this jar and command begin
 */
record ClassArchive(Path file, String family) {

  /**
   * Whether a JVM can write such archives: HotSpot can, where it uses the archive of the JDK's own
   * classes. A runtime that jlink made has none, and would not start if it were asked for another.
   *
   * @param name of the JVM, {@code java.vm.name}
   * @param info of it, {@code java.vm.info}, such as "mixed mode, sharing"
   */
  static boolean isPossible(String name, String info) {
    return (name.contains("HotSpot") || name.contains("OpenJDK")) && info.contains("sharing");
  }

  /**
   * The archive of a command; none where the class path is not one jar, the user decides about
   * archives, or the first argument is not the name of a command.
   *
   * @param directory of archives
   * @param jvmOptions of the user
   */
  static Optional<ClassArchive> of(
      Path directory,
      String classPath,
      Class<?> main,
      String[] arguments,
      List<String> jvmOptions) {
    boolean users =
        jvmOptions.stream()
            .anyMatch(
                option ->
                    option.startsWith("-Xshare")
                        || option.startsWith("-XX:SharedArchiveFile")
                        || option.startsWith("-XX:ArchiveClassesAtExit")
                        || option.startsWith("-XX:SharedClassListFile"));
    if (users
        || arguments.length == 0
        || !arguments[0].matches("[a-z]{2,20}")
        || !classPath.endsWith(".jar")
        || classPath.contains(File.pathSeparator)) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(classPath).toRealPath();
      String family = "classes-" + checksum(main.getName() + " " + jar) + "-" + arguments[0] + "-";
      String state =
          Files.size(jar)
              + " "
              + Files.getLastModifiedTime(jar).toMillis()
              + " "
              + System.getProperty("java.vm.version")
              + " "
              + System.getProperty("java.home");
      return Optional.of(
          new ClassArchive(directory.resolve(family + checksum(state) + ".jsa"), family));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Options for a JVM that is to start with the archive, or to write it when it ends. */
  List<String> options() {
    // The JVM would warn, on standard output, of what it leaves out and of what it does not use.
    String quiet = "-Xlog:disable";
    String warnings = "-Xlog:all=warning,cds*=off,class*=off:stderr";
    return Files.exists(file)
        ? List.of(quiet, warnings, "-XX:SharedArchiveFile=" + file)
        : List.of(quiet, warnings, "-XX:ArchiveClassesAtExit=" + written());
  }

  /**
   * Keeps what a JVM has written that has ended, in place of older archives.
   *
   * @param whole whether the JVM ended well; else what it wrote may be a part
   */
  void keep(boolean whole) {
    Path written = written();
    try {
      if (!whole || !Files.exists(written)) {
        Files.deleteIfExists(written);
        return;
      }
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      try (Stream<Path> archives = Files.list(directory())) {
        for (Path other : archives.filter(this::isOlder).toList()) {
          Files.deleteIfExists(other);
        }
      }
    } catch (IOException e) {
      // The next run tries again; a command does not fail for it.
    }
  }

  private boolean isOlder(Path other) {
    String name = other.getFileName().toString();
    return name.startsWith(family) && name.endsWith(".jsa") && !other.equals(file);
  }

  private Path directory() {
    return file.toAbsolutePath().resolveSibling("");
  }

  private Path written() {
    return file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
  }

  private static String checksum(String text) {
    CRC32 checksum = new CRC32();
    checksum.update(text.getBytes(UTF_8));
    return String.format(Locale.ROOT, "%08x", checksum.getValue());
  }
}
