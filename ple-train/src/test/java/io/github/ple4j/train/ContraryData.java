package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import java.util.Optional;

/**
 * Task {@code same} is y = 2x in all splits, task {@code contrary} y = 2x in train and -2x in
 * validation and test: the better the latter is learnt, the worse it is there.
 */
record ContraryData() implements Dataset {
  private static final Schema SCHEMA =
      new Schema(
          ImmutableList.of(new Feature.Numeric("x", false, false, false)),
          ImmutableList.of(
              new Label("same", Label.Kind.REGRESSION, Optional.empty()),
              new Label("contrary", Label.Kind.REGRESSION, Optional.empty())),
          false,
          false);

  @Override
  public String name() {
    return "contrary";
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Vocabulary vocabulary(String feature) {
    throw new IllegalArgumentException("no vocabulary for " + feature);
  }

  @Override
  public Split train() {
    return new Line(2);
  }

  @Override
  public Split validation() {
    return new Line(-2);
  }

  @Override
  public Split test() {
    return new Line(-2);
  }

  @Override
  public ImmutableMap<String, String> provenance() {
    return ImmutableMap.of();
  }

  private record Line(float slope) implements Split {
    @Override
    public int size() {
      return 101;
    }

    @Override
    public void read(int[] rows, int from, int count, Batch batch) {
      batch.resize(count);
      for (int i = 0; i < count; i++) {
        float x = rows[from + i] / 50f - 1;
        batch.numeric()[i] = x;
        batch.label(0)[i] = 2 * x;
        batch.label(1)[i] = slope * x;
      }
    }

    @Override
    public Batch newBatch(int capacity) {
      return new Batch(SCHEMA, capacity);
    }
  }
}
