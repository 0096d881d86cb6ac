package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A listener whose failures are logged, the first of them, and harm nobody. */
final class GuardedListener implements ServingListener {
  private static final System.Logger LOGGER = System.getLogger(ServingListener.class.getName());

  private final ServingListener listener;
  private final AtomicBoolean failed = new AtomicBoolean();

  GuardedListener(ServingListener listener) {
    this.listener = listener;
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      if (failed.compareAndSet(false, true)) {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "a listener failed; its further failures are not logged",
            e);
      }
    }
  }

  @Override
  public void predicted(
      String model,
      long version,
      String signature,
      long rows,
      long queueNanos,
      long runNanos,
      Optional<Category> error) {
    tell(() -> listener.predicted(model, version, signature, rows, queueNanos, runNanos, error));
  }

  @Override
  public void batched(
      String model, long version, String signature, int requests, long rows, long paddedRows) {
    tell(() -> listener.batched(model, version, signature, requests, rows, paddedRows));
  }

  @Override
  public void loaded(String model, long version, long loadNanos, long warmUpNanos) {
    tell(() -> listener.loaded(model, version, loadNanos, warmUpNanos));
  }

  @Override
  public void loadFailed(
      String model, long version, Category category, String message, boolean givenUp) {
    tell(() -> listener.loadFailed(model, version, category, message, givenUp));
  }

  @Override
  public void changed(String model, VersionStatus status) {
    tell(() -> listener.changed(model, status));
  }

  @Override
  public void withoutVersions(String model, String problem) {
    tell(() -> listener.withoutVersions(model, problem));
  }

  @Override
  public void configured(Path file) {
    tell(() -> listener.configured(file));
  }

  @Override
  public void refused(Path file, String problem) {
    tell(() -> listener.refused(file, problem));
  }
}
