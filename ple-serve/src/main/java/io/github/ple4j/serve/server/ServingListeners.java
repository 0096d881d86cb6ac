package io.github.ple4j.serve.server;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.PredictorException.Category;
import io.github.ple4j.serve.ServingListener;
import io.github.ple4j.serve.VersionStatus;
import java.nio.file.Path;
import java.util.Optional;

/** Several listeners as one. */
record ServingListeners(ImmutableList<ServingListener> all) implements ServingListener {
  @Override
  public void predicted(
      String model,
      long version,
      String signature,
      long rows,
      long queueNanos,
      long runNanos,
      Optional<Category> error) {
    all.forEach(one -> one.predicted(model, version, signature, rows, queueNanos, runNanos, error));
  }

  @Override
  public void batched(
      String model, long version, String signature, int requests, long rows, long paddedRows) {
    all.forEach(one -> one.batched(model, version, signature, requests, rows, paddedRows));
  }

  @Override
  public void loaded(String model, long version, long loadNanos, long warmUpNanos) {
    all.forEach(one -> one.loaded(model, version, loadNanos, warmUpNanos));
  }

  @Override
  public void loadFailed(
      String model, long version, Category category, String message, boolean givenUp) {
    all.forEach(one -> one.loadFailed(model, version, category, message, givenUp));
  }

  @Override
  public void changed(String model, VersionStatus status) {
    all.forEach(one -> one.changed(model, status));
  }

  @Override
  public void withoutVersions(String model, String problem) {
    all.forEach(one -> one.withoutVersions(model, problem));
  }

  @Override
  public void configured(Path file) {
    all.forEach(one -> one.configured(file));
  }

  @Override
  public void refused(Path file, String problem) {
    all.forEach(one -> one.refused(file, problem));
  }
}
