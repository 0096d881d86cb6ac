package io.github.ple4j.train;

import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature.Categorical;
import io.github.ple4j.datasets.Feature.Numeric;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Gathers what a {@link ColumnDescription} says, batch by batch. Not thread-safe. */
interface ColumnStatistics {

  void add(Batch batch);

  ColumnDescription description();

  /** Of the numeric column {@code column} of {@code columns}. */
  final class OfNumeric implements ColumnStatistics {
    private final Numeric feature;
    private final int column;
    private final int columns;
    private final RunningDistribution values;
    private final DistinctValues distinct;
    private long rows;
    private long present;

    OfNumeric(Numeric feature, int column, int columns, int mostKept) {
      this.feature = feature;
      this.column = column;
      this.columns = columns;
      values = new RunningDistribution(mostKept, feature.skewed());
      distinct = new DistinctValues(DistinctValues.limit(columns));
    }

    @Override
    public void add(Batch batch) {
      for (int row = 0; row < batch.size(); row++) {
        float value = batch.numeric()[row * columns + column];
        if (!Float.isNaN(value)) {
          present++;
          values.add(value);
          distinct.add(value);
        }
      }
      rows += batch.size();
    }

    @Override
    public ColumnDescription description() {
      return new ColumnDescription.OfNumeric(
          feature.name(), rows, present, distinct.count(), values.distribution());
    }
  }

  /** Of the column {@code column} of {@code columns} of one id a row. */
  final class OfSingleValued implements ColumnStatistics {
    private final Categorical feature;
    private final int column;
    private final int columns;
    private final OptionalInt absentId;
    private final IdCounts ids;
    private final RunningDistribution weights;
    private long rows;
    private long absent;

    OfSingleValued(Dataset data, Categorical feature, int column, int columns, int mostKept) {
      this.feature = feature;
      this.column = column;
      this.columns = columns;
      absentId = absentId(data, feature);
      ids = new IdCounts(data, feature);
      weights = new RunningDistribution(mostKept, false);
    }

    @Override
    public void add(Batch batch) {
      int absentId = this.absentId.orElse(-1);
      for (int row = 0; row < batch.size(); row++) {
        int id = batch.ids()[row * columns + column];
        ids.add(id);
        absent += id == absentId ? 1 : 0;
      }
      for (int row = 0; row < batch.size() && feature.weighted(); row++) {
        weights.add(batch.idWeights()[row * columns + column]);
      }
      rows += batch.size();
    }

    @Override
    public ColumnDescription description() {
      return new ColumnDescription.OfSingleValued(
          feature.name(),
          rows,
          absentId.isPresent() ? OptionalLong.of(rows - absent) : OptionalLong.empty(),
          ids.use(),
          weights.distribution());
    }

    /** None too where the vocabulary lacks the token: id 0 is then not of it alone. */
    private static OptionalInt absentId(Dataset data, Categorical feature) {
      Optional<String> token = data.absentToken(feature.name());
      if (token.isEmpty()) {
        return OptionalInt.empty();
      }
      if (feature.encoding() instanceof Encoding.HashEncoding hash) {
        return OptionalInt.of(hash.id(token.get()));
      }
      int id = data.vocabulary(feature.name()).id(token.get());
      return id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }
  }

  /** Of a bag. */
  final class OfMultiValued implements ColumnStatistics {
    private final Categorical feature;
    private final int index;
    private final IdCounts ids;
    private final RunningDistribution valuesPerRow;
    private final RunningDistribution weights;
    private long rows;
    private long filled;

    OfMultiValued(Dataset data, Categorical feature, int index, int mostKept) {
      this.feature = feature;
      this.index = index;
      ids = new IdCounts(data, feature);
      valuesPerRow = new RunningDistribution(mostKept, false);
      weights = new RunningDistribution(mostKept, false);
    }

    @Override
    public void add(Batch batch) {
      Bag bag = batch.bag(index);
      for (int row = 0; row < batch.size(); row++) {
        int values = bag.offsets()[row + 1] - bag.offsets()[row];
        valuesPerRow.add(values);
        filled += values > 0 ? 1 : 0;
      }
      for (int i = 0; i < bag.values(); i++) {
        ids.add(bag.ids()[i]);
      }
      for (int i = 0; i < bag.values() && feature.weighted(); i++) {
        weights.add(bag.weights()[i]);
      }
      rows += batch.size();
    }

    @Override
    public ColumnDescription description() {
      return new ColumnDescription.OfMultiValued(
          feature.name(),
          rows,
          filled,
          valuesPerRow.distribution(),
          ids.use(),
          weights.distribution());
    }
  }
}
