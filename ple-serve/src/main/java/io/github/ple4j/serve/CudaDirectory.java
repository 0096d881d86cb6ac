package io.github.ple4j.serve;

import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a user puts CUDA's libraries who has not installed them in the system. */
final class CudaDirectory {
  static final String VARIABLE = "PLE_CUDA_DIR";

  private CudaDirectory() {}

  /**
   * The directory, be it there or not: of {@code $PLE_CUDA_DIR}, or {@code ple/cuda} in the user's
   * cache; none if the variable is empty, the user has no home, or a library path cannot hold it.
   */
  static Optional<Path> find() {
    String variable = System.getenv(VARIABLE);
    try {
      Optional<Path> directory =
          variable == null
              ? Optional.of(NativeCache.userCache().resolve("ple").resolve("cuda"))
              : Optional.of(variable).filter(name -> !name.isBlank()).map(Path::of);
      return directory
          .map(Path::toAbsolutePath)
          .filter(path -> !path.toString().contains(File.pathSeparator));
    } catch (IOException | InvalidPathException unusable) {
      return Optional.empty();
    }
  }
}
