package io.github.ple4j.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.internal.c_api.global.tensorflow;

/** What comes of opening a library by its name. */
sealed interface LibraryState {

  /**
   * It is open.
   *
   * @param file from where; empty if the system does not tell
   */
  record Opened(Optional<Path> file) implements LibraryState {}

  /** There is no file of that name in the places that are searched. */
  record Missing() implements LibraryState {}

  /**
   * There is one, but it cannot be used.
   *
   * @param reason the system's, such as the name of another library that this one needs
   */
  record Unusable(String reason) implements LibraryState {}

  /**
   * Opens a library as TensorFlow does, and leaves it open. The system looks for it in {@code
   * LD_LIBRARY_PATH} as it was at this process's start, in its cache and its default directories.
   *
   * @param library a file name, or a path
   */
  static LibraryState open(String library) {
    Loader.load(tensorflow.class); // has the native part of what follows
    try {
      Loader.loadGlobal(library);
    } catch (UnsatisfiedLinkError e) {
      return failure(library, String.valueOf(e.getMessage()));
    }
    return new Opened(openFile(library));
  }

  private static LibraryState failure(String library, String reason) {
    return reason.startsWith(library + ": cannot open shared object file: No such file")
        ? new Missing()
        : new Unusable(reason);
  }

  /** The file may have a longer version than the name: libcuda.so.560.35 for libcuda.so.1. */
  private static Optional<Path> openFile(String library) {
    String name = Path.of(library).getFileName().toString();
    int end = name.indexOf(".so");
    String stem = end < 0 ? name : name.substring(0, end + 3);
    try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return mappings
          .filter(mapping -> mapping.indexOf('/') >= 0)
          .map(mapping -> Path.of(mapping.substring(mapping.indexOf('/'))))
          .filter(file -> String.valueOf(file.getFileName()).startsWith(stem))
          .findFirst();
    } catch (IOException noLinux) {
      return Optional.empty();
    }
  }
}
