package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Where JavaCPP unpacks TensorFlow's native libraries: a directory named by what is in them, so
 * that jars with the same libraries share it, and jars of another version or for GPUs do not write
 * over it. JavaCPP locks the directory while it unpacks, and does so only where a file's size or
 * time differs from the jar's.
 */
final class NativeCache {
  private static final String NATIVES = "org/tensorflow/internal/c_api/";

  private NativeCache() {}

  /**
   * The directory, created if need be; empty if no jar on the class path holds native libraries, or
   * no place for them can be written. JavaCPP's own choice is then as good as any.
   */
  static Optional<Path> directory() {
    try {
      Optional<String> name = contentName();
      return name.isPresent() ? writableDirectory(name.get()) : Optional.empty();
    } catch (IOException unreadableJar) {
      return Optional.empty();
    }
  }

  private static Optional<String> contentName() throws IOException {
    String platform = platform();
    String library = "/" + System.mapLibraryName("jnitensorflow");
    Optional<URL> url =
        Stream.of("", "-gpu")
            .map(
                extension ->
                    ClassLoader.getSystemResource(NATIVES + platform + extension + library))
            .flatMap(Stream::ofNullable)
            .findFirst();
    if (url.isEmpty() || !(url.get().openConnection() instanceof JarURLConnection connection)) {
      return Optional.empty();
    }
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      return Optional.of(platform + "-" + checksum(jar, NATIVES + platform));
    }
  }

  /**
   * Of the names and contents of all files under {@code prefix}; reads only the jar's directory.
   */
  private static String checksum(JarFile jar, String prefix) {
    CRC32 checksum = new CRC32();
    jar.stream()
        .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
        .sorted(Comparator.comparing(JarEntry::getName))
        .map(entry -> entry.getName() + " " + entry.getSize() + " " + entry.getCrc() + "\n")
        .forEach(line -> checksum.update(line.getBytes(UTF_8)));
    return String.format(Locale.ROOT, "%08x", checksum.getValue());
  }

  /** JavaCPP's name for this platform. */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String architecture = System.getProperty("os.arch");
    return System.getProperty(
        "org.bytedeco.javacpp.platform",
        (system.startsWith("windows") ? "windows" : system.startsWith("mac") ? "macosx" : system)
            + "-"
            + switch (architecture) {
              case "amd64", "x86-64", "x64" -> "x86_64";
              case "aarch64" -> "arm64";
              default -> architecture;
            });
  }

  private static Optional<Path> writableDirectory(String name) {
    try {
      return Optional.of(create(userCache().resolve("ple"), name));
    } catch (IOException | InvalidPathException unusable) {
      try {
        return Optional.of(create(privateTemporary(), name));
      } catch (IOException alsoUnusable) {
        return Optional.empty();
      }
    }
  }

  private static Path create(Path parent, String name) throws IOException {
    Path directory = Files.createDirectories(parent.resolve("natives").resolve(name));
    if (!Files.isWritable(directory)) {
      throw new IOException(directory + " is not writable");
    }
    return directory;
  }

  /**
   * Where programs keep what they can make again.
   *
   * @throws IOException if the user has no home directory
   */
  static Path userCache() throws IOException {
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && Path.of(xdg).isAbsolute()) {
      return Path.of(xdg);
    }
    String localAppData = System.getenv("LOCALAPPDATA");
    if (localAppData != null && System.getProperty("os.name").startsWith("Windows")) {
      return Path.of(localAppData);
    }
    Path home = Path.of(System.getProperty("user.home"));
    if (!home.isAbsolute()) {
      throw new IOException("the user has no home directory"); // user.home is "?"
    }
    return home.resolve(".cache");
  }

  private static Path privateTemporary() throws IOException {
    Path directory =
        Path.of(System.getProperty("java.io.tmpdir"), "ple-" + System.getProperty("user.name"));
    Files.createDirectories(directory);
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      // Libraries that another user could replace must not be loaded; fails if it is not ours.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    return directory;
  }
}
