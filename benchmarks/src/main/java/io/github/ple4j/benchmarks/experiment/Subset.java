package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import java.util.Arrays;

/**
 * A data set of rows of another one's train split. Thread-safe.
 *
 * @param validation also stands for test, which nobody looks at
 */
record Subset(Dataset data, Split train, Split validation, ImmutableMap<String, String> provenance)
    implements Dataset {
  private static final int ONE_IN = 5;
  private static final int FEW = 4096;

  /** A few rows, for what does not depend on the others, such as the size of a model. */
  static Subset few(Dataset data) {
    int rows = Math.min(FEW, data.train().size());
    Split few = new Rows(data.train(), Shuffle.identity(rows));
    return new Subset(data, few, few, data.provenance());
  }

  /**
   * One row in five, chosen by seed, is validation and the others train, so that settings can be
   * chosen without a look at the validation and test of the data.
   */
  static Subset heldOut(Dataset data, long seed) {
    int rows = data.train().size();
    int[] order = Shuffle.permutation(rows, seed, 0);
    int heldOut = Math.max(1, rows / ONE_IN);
    int[] validation = Arrays.copyOf(order, heldOut);
    int[] train = Arrays.copyOfRange(order, heldOut, rows);
    Arrays.sort(validation);
    Arrays.sort(train);
    return new Subset(
        data,
        new Rows(data.train(), train),
        new Rows(data.train(), validation),
        ImmutableMap.<String, String>builder()
            .putAll(data.provenance())
            .put("held_out_of_train", "1 in " + ONE_IN)
            .put("held_out_seed", Long.toString(seed))
            .buildOrThrow());
  }

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
  public boolean isSimulated() {
    return data.isSimulated();
  }

  @Override
  public Split test() {
    return validation;
  }

  /** Some rows of a split. */
  private static final class Rows implements Split {
    private final Split split;
    private final int[] rows;

    private Rows(Split split, int[] rows) {
      this.split = split;
      this.rows = rows;
    }

    @Override
    public int size() {
      return rows.length;
    }

    @Override
    public void read(int[] numbers, int from, int count, Batch batch) {
      int[] mapped = new int[count];
      for (int i = 0; i < count; i++) {
        mapped[i] = rows[numbers[from + i]];
      }
      split.read(mapped, 0, count, batch);
    }

    @Override
    public Batch newBatch(int capacity) {
      return split.newBatch(capacity);
    }
  }
}
