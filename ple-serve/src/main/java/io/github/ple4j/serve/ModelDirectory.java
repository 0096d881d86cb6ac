package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One model in this process, with versions that come and go with their directories:
 *
 * <pre>{@code
 * try (ModelDirectory model =
 *     ModelDirectory.open(
 *         Path.of("export"), new VersionPolicy.Latest(1), ModelsOptions.defaults())) {
 *   model.awaitLoaded(Duration.ofMinutes(1));
 *   try (ModelLease lease = model.lease(VersionChoice.latest())) {
 *     Prediction prediction =
 *         lease.predict(Predictor.DEFAULT_SIGNATURE, inputs, Set.of(), Long.MAX_VALUE);
 *   }
 * }
 * }</pre>
 *
 * <p>Which versions are loaded, and when they are let go, is told at {@link Models}. Thread-safe.
 */
public final class ModelDirectory implements AutoCloseable {
  private final String name;
  private final Models models;

  private ModelDirectory(String name, Models models) {
    this.name = name;
    this.models = models;
  }

  /**
   * Begins to watch a directory; versions are loaded in the background. The model's name, which the
   * listener is told, is the directory's, with {@code _} for characters that names do not have.
   */
  public static ModelDirectory open(Path path, VersionPolicy policy, ModelsOptions options) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    String name = "model";
    if (last != null) {
      name = last.toString().replaceAll("[^A-Za-z0-9_.-]", "_");
    }
    ModelConfiguration configuration =
        new ModelConfiguration(name, path, policy, ImmutableSortedMap.of());
    return new ModelDirectory(
        name, Models.open(new ModelsConfiguration(ImmutableList.of(configuration)), options));
  }

  /** The model's name. */
  public String name() {
    return name;
  }

  /**
   * Waits until a version answers, or all that are there have been given up; false after the time.
   */
  public boolean awaitLoaded(Duration time) throws InterruptedException {
    return models.awaitLoaded(time);
  }

  /** Whether a version answers. */
  public boolean isReady() {
    return models.isReady();
  }

  /**
   * A version, held until the lease is closed: it is not unloaded meanwhile.
   *
   * @throws PredictorException of category {@code NOT_FOUND} if it does not answer, {@code
   *     UNAVAILABLE} if this is closed
   */
  public ModelLease lease(VersionChoice version) {
    return models.lease(name, version);
  }

  /** The versions that were seen, the newest first. */
  public ImmutableList<VersionStatus> status() {
    return models.status(name);
  }

  /** As {@link Models#close()}. */
  @Override
  public void close() {
    models.close();
  }
}
