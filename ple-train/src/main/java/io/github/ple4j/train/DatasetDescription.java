package io.github.ple4j.train;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Feature.Categorical;
import io.github.ple4j.datasets.Feature.Numeric;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What the columns and labels of a split are like. Immutable.
 *
 * @param data the name of the data set
 * @param rows how many rows were read
 * @param splitRows how many rows the split has
 * @param columns in the order of the schema's features
 * @param labels in the order of the tasks
 * @param sampleWeights of the rows; empty if they have none
 */
public record DatasetDescription(
    String data,
    long rows,
    long splitRows,
    ImmutableList<ColumnDescription> columns,
    ImmutableList<LabelDescription> labels,
    Optional<Distribution> sampleWeights) {
  /** Seed of the choice of rows. */
  public static final long SEED = 1;

  private static final int BATCH = 4096;

  /**
   * Reads rows once and in their order. Memory does not grow with the rows: quantiles are those of
   * at most two million values of a column, a random sample where there are more, or fewer where
   * there are more than 16 columns (128 MiB for all together); and eight bytes for every id of a
   * categorical column.
   *
   * @param sample how many rows to read, drawn without replacement by {@link Shuffle#permutation}
   *     of {@link #SEED} and epoch 0; all if 0, or if the split has no more
   * @param progress told how many rows are done
   */
  public static DatasetDescription of(
      Dataset data, Split split, int sample, LongConsumer progress) {
    checkArgument(sample >= 0, "sample must not be negative: %s", sample);
    Schema schema = data.schema();
    int mostKept = RunningDistribution.mostKept(distributions(schema));
    List<ColumnStatistics> columns = columns(data, mostKept);
    List<LabelStatistics> labels = new ArrayList<>();
    for (int task = 0; task < schema.labels().size(); task++) {
      labels.add(new LabelStatistics(schema.labels().get(task), task, mostKept));
    }
    RunningDistribution sampleWeights = new RunningDistribution(mostKept, false);

    Optional<int[]> chosen = chosen(split.size(), sample);
    int rows = chosen.map(numbers -> numbers.length).orElse(split.size());
    Batch batch = split.newBatch(BATCH);
    for (int from = 0; from < rows; from += BATCH) {
      int count = Math.min(BATCH, rows - from);
      if (chosen.isPresent()) {
        split.read(chosen.get(), from, count, batch);
      } else {
        split.read(range(from, count), 0, count, batch);
      }
      columns.forEach(column -> column.add(batch));
      labels.forEach(label -> label.add(batch));
      for (int row = 0; row < count && schema.hasSampleWeight(); row++) {
        sampleWeights.add(batch.sampleWeight()[row]);
      }
      progress.accept(from + (long) count);
    }
    return new DatasetDescription(
        data.name(),
        rows,
        split.size(),
        columns.stream().map(ColumnStatistics::description).collect(toImmutableList()),
        labels.stream().map(LabelStatistics::description).collect(toImmutableList()),
        sampleWeights.distribution());
  }

  private static List<ColumnStatistics> columns(Dataset data, int mostKept) {
    Schema schema = data.schema();
    int numerics = schema.numerics().size();
    int singles = schema.singleValued().size();
    int numeric = 0;
    int single = 0;
    int bag = 0;
    List<ColumnStatistics> columns = new ArrayList<>();
    for (Feature feature : schema.features()) {
      if (feature instanceof Numeric number) {
        columns.add(new ColumnStatistics.OfNumeric(number, numeric++, numerics, mostKept));
      } else if (feature instanceof Categorical tokens) {
        columns.add(
            tokens.multiValued()
                ? new ColumnStatistics.OfMultiValued(data, tokens, bag++, mostKept)
                : new ColumnStatistics.OfSingleValued(data, tokens, single++, singles, mostKept));
      }
    }
    return columns;
  }

  /** How many distributions there are that keep values: two of a bag, one of another column. */
  private static int distributions(Schema schema) {
    return schema.features().size() + schema.multiValued().size() + schema.labels().size() + 1;
  }

  /** Ascending, which reads files from front to back; none if all rows are. */
  private static Optional<int[]> chosen(int size, int sample) {
    if (sample == 0 || sample >= size) {
      return Optional.empty();
    }
    int[] rows = Arrays.copyOf(Shuffle.permutation(size, SEED, 0), sample);
    Arrays.sort(rows);
    return Optional.of(rows);
  }

  private static int[] range(int from, int count) {
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> from + i);
    return rows;
  }
}
