package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;

/**
 * A data set with the first rows of its train split alone, for what does not depend on the others,
 * such as the size of a model. Thread-safe.
 */
record FewRows(Dataset data) implements Dataset {
  private static final int ROWS = 4096;

  @Override
  public String name() {
    return data.name();
  }

  @Override
  public Schema schema() {
    return data.schema();
  }

  @Override
  public Vocabulary vocabulary(String feature) {
    return data.vocabulary(feature);
  }

  @Override
  public Split train() {
    return new First(data.train());
  }

  @Override
  public Split validation() {
    return data.validation();
  }

  @Override
  public Split test() {
    return data.test();
  }

  @Override
  public ImmutableMap<String, String> provenance() {
    return data.provenance();
  }

  private record First(Split split) implements Split {
    @Override
    public int size() {
      return Math.min(ROWS, split.size());
    }

    @Override
    public void read(int[] numbers, int from, int count, Batch batch) {
      split.read(numbers, from, count, batch);
    }

    @Override
    public Batch newBatch(int capacity) {
      return split.newBatch(capacity);
    }
  }
}
