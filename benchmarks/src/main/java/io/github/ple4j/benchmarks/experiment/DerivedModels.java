package io.github.ple4j.benchmarks.experiment;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.ModelDerivation;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Model specs of data sets. A data set's statistics, which take a pass over its train split, are
 * kept for as long as the data set is: systems and seeds share them. Thread-safe.
 */
final class DerivedModels {
  /** Any of those that take all features. */
  private static final String ANY = "hard-sharing";

  private static final Cache<Dataset, Map<ModelDerivation, ModelSpec>> KEPT =
      CacheBuilder.newBuilder().weakKeys().build(); // by identity

  private DerivedModels() {}

  /** What {@link ModelDerivation#derive} gives, not validated. */
  static ModelSpec.Builder of(
      ModelDerivation derivation, Dataset data, String system, long initializationSeed) {
    ModelSpec.Builder model = features(derivation, data).toBuilder().clearArchitecture();
    model.setInitializationSeed(initializationSeed);
    DefaultModels.setArchitecture(model, system);
    return model;
  }

  private static ModelSpec features(ModelDerivation derivation, Dataset data) {
    try {
      return Objects.requireNonNull(
          KEPT.get(data, ConcurrentHashMap::new)
              .computeIfAbsent(derivation, one -> one.derive(data, ANY, 0)));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
