package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Told of what a {@link Models} does, for metrics and logs. Called by many threads; must be quick.
 * What it throws is logged once, and changes nothing else.
 */
public interface ServingListener {
  /**
   * A request was answered, or refused.
   *
   * @param signature its name; empty if the version has no signature of the name asked for
   * @param rows in the request
   * @param queueNanos how long it waited for a batch
   * @param runNanos how long the model ran for its batch
   * @param error empty if it was answered
   */
  default void predicted(
      String model,
      long version,
      String signature,
      long rows,
      long queueNanos,
      long runNanos,
      Optional<Category> error) {}

  /** A batch of several requests was run; {@code paddedRows} counts those added to it too. */
  default void batched(
      String model, long version, String signature, int requests, long rows, long paddedRows) {}

  /** A version was loaded and warmed up. */
  default void loaded(String model, long version, long loadNanos, long warmUpNanos) {}

  /**
   * A version could not be loaded, this time.
   *
   * @param givenUp false: it is tried again after a while; true: when its files change
   */
  default void loadFailed(
      String model, long version, Category category, String message, boolean givenUp) {}

  /** A version changed its state. */
  default void changed(String model, VersionStatus status) {}

  /**
   * A model's directory cannot be read, or has none of the versions that its policy wants; what is
   * loaded stays. Told once while it is so.
   */
  default void withoutVersions(String model, String problem) {}

  /** A changed configuration file is in force. */
  default void configured(Path file) {}

  /**
   * A changed configuration file was not taken; the configuration before it stays. Told once for
   * each problem.
   */
  default void refused(Path file, String problem) {}
}
