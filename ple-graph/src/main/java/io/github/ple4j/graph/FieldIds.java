package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The ids of a batch by embedding width, as rows of the variable that holds all tables of that
 * width. One variable for all tables of a width makes one gather and one update of forty.
 */
final class FieldIds {
  private final Ops tf;
  private final ModelSpec spec;
  private final FeatureInputs inputs;
  private final Operand<TInt32> batchSize;
  private final ImmutableSortedMap<String, TableRows> tableRows;
  private final ImmutableSortedMap<Integer, OfWidth> byWidth;

  /**
   * The ids that embeddings of one width have.
   *
   * @param tableRows rows of all tables of that width
   * @param single ids of single-valued features and of buckets, {@code [B, fields]}
   * @param fields number of columns of {@code single}
   * @param weights of {@code single}, {@code [B, fields]}; absent if all are 1
   * @param bags multi-valued features
   */
  record OfWidth(
      int tableRows,
      Optional<Operand<TInt32>> single,
      int fields,
      Optional<Operand<TFloat32>> weights,
      ImmutableList<PooledBag> bags) {}

  /** A multi-valued feature, its ids being rows of the variable of its width. */
  record PooledBag(FeatureInputs.Bag bag, CategoricalFeature.Pooling pooling) {}

  FieldIds(Ops tf, ModelSpec spec, FeatureInputs inputs, Operand<TInt32> batchSize) {
    this.tf = tf;
    this.spec = spec;
    this.inputs = inputs;
    this.batchSize = batchSize;
    this.tableRows = TableRows.of(spec);
    SortedMap<Integer, OfWidth> widths = new TreeMap<>();
    for (EmbeddingTable table : spec.getEmbeddingTablesList()) {
      widths.computeIfAbsent(table.getWidth(), this::ofWidth);
    }
    this.byWidth = ImmutableSortedMap.copyOfSorted(widths);
  }

  ImmutableSortedMap<Integer, OfWidth> byWidth() {
    return byWidth;
  }

  private OfWidth ofWidth(int width) {
    List<EmbeddingTable> tables =
        spec.getEmbeddingTablesList().stream().filter(t -> t.getWidth() == width).toList();
    List<String> names = tables.stream().map(EmbeddingTable::getName).toList();
    int rows = tables.stream().mapToInt(EmbeddingTable::getRows).sum();

    FeatureColumns columns = FeatureColumns.of(spec);
    List<Integer> categorical = new ArrayList<>();
    List<TableRows> categoricalRows = new ArrayList<>();
    for (int i = 0; i < columns.singleValued().size(); i++) {
      String table = columns.singleValued().get(i).getCategorical().getEmbeddingTable();
      if (names.contains(table)) {
        categorical.add(i);
        categoricalRows.add(rowsOf(table));
      }
    }
    List<Integer> bucketed = new ArrayList<>();
    for (int i = 0; i < columns.numerics().size(); i++) {
      NumericFeature numeric = columns.numerics().get(i).getNumeric();
      if (numeric.hasBuckets() && names.contains(numeric.getBuckets().getEmbeddingTable())) {
        bucketed.add(i);
      }
    }
    List<Operand<TInt32>> single = new ArrayList<>();
    if (!categorical.isEmpty()) {
      single.add(
          rowsOfVariable(
              columns(inputs.ids(), categorical, columns.singleValued().size()), categoricalRows));
    }
    if (!bucketed.isEmpty()) {
      single.add(bucketIds(bucketed));
    }
    return new OfWidth(
        rows,
        joined(single),
        categorical.size() + bucketed.size(),
        inputs.idWeights().map(weights -> fieldWeights(weights, categorical, bucketed.size())),
        bags(columns, names));
  }

  /** Weights of the categorical columns, and 1 for every bucket. */
  private Operand<TFloat32> fieldWeights(
      Operand<TFloat32> weights, List<Integer> categorical, int buckets) {
    Operand<TFloat32> own =
        columns(weights, categorical, FeatureColumns.of(spec).singleValued().size());
    Operand<TInt32> shape = tf.stack(List.of(batchSize, tf.constant(buckets)));
    return tf.concat(List.of(own, tf.fill(shape, tf.constant(1f))), tf.constant(1));
  }

  private ImmutableList<PooledBag> bags(FeatureColumns columns, List<String> tables) {
    ImmutableList.Builder<PooledBag> bags = ImmutableList.builder();
    for (int i = 0; i < columns.multiValued().size(); i++) {
      CategoricalFeature feature = columns.multiValued().get(i).getCategorical();
      if (tables.contains(feature.getEmbeddingTable())) {
        FeatureInputs.Bag bag = inputs.bags().get(i);
        Operand<TInt32> ids =
            rowsOfVariable(bag.ids(), List.of(rowsOf(feature.getEmbeddingTable())));
        bags.add(
            new PooledBag(
                new FeatureInputs.Bag(ids, bag.rows(), bag.weights()), feature.getPooling()));
      }
    }
    return bags.build();
  }

  /** Bucket of every value: 0 missing, 1 zero, 2 + number of boundaries at or below the value. */
  private Operand<TInt32> bucketIds(List<Integer> numericColumns) {
    List<FeatureSpec> numerics = FeatureColumns.of(spec).numerics();
    List<Buckets> buckets =
        numericColumns.stream().map(i -> numerics.get(i).getNumeric().getBuckets()).toList();
    int most = buckets.stream().mapToInt(Buckets::getBoundariesCount).max().orElse(0);
    float[][] boundaries = new float[buckets.size()][Math.max(1, most)];
    int[] offsets = new int[buckets.size()];
    for (int i = 0; i < buckets.size(); i++) {
      for (int j = 0; j < boundaries[i].length; j++) {
        boundaries[i][j] =
            j < buckets.get(i).getBoundariesCount()
                ? (float) buckets.get(i).getBoundaries(j)
                : Float.NaN; // above every value
      }
      offsets[i] = rowsOf(buckets.get(i).getEmbeddingTable()).offset();
    }
    Operand<TFloat32> values =
        columns(inputs.numeric(), numericColumns, numerics.size()); // [B, fields]
    Operand<TBool> above =
        tf.math.greaterEqual(
            tf.expandDims(values, tf.constant(2)),
            tf.constant(boundaries)); // [B, fields, boundaries]
    Operand<TInt32> count =
        tf.sum(tf.dtypes.cast(above, TInt32.class), tf.constant(2)); // [B, fields]
    Operand<TInt32> nonZero = tf.math.add(count, tf.constant(2));
    Operand<TInt32> present =
        tf.select(tf.math.equal(values, tf.constant(0f)), tf.constant(1), nonZero);
    Operand<TInt32> ids = tf.select(tf.math.isNan(values), tf.constant(0), present);
    return tf.math.add(ids, tf.constant(offsets));
  }

  /** Ids of tables as rows of the variable; an id outside of its table is the table's 0. */
  private Operand<TInt32> rowsOfVariable(Operand<TInt32> ids, List<TableRows> tables) {
    Operand<TInt32> rows = tf.constant(tables.stream().mapToInt(TableRows::rows).toArray());
    Operand<TInt32> offsets = tf.constant(tables.stream().mapToInt(TableRows::offset).toArray());
    Operand<TBool> inside =
        tf.math.logicalAnd(tf.math.greaterEqual(ids, tf.constant(0)), tf.math.less(ids, rows));
    return tf.math.add(tf.select(inside, ids, tf.constant(0)), offsets);
  }

  private TableRows rowsOf(String table) {
    TableRows rows = tableRows.get(table);
    if (rows == null) {
      throw new IllegalStateException("no embedding table " + table);
    }
    return rows;
  }

  private <T extends org.tensorflow.types.family.TType> Operand<T> columns(
      Operand<T> matrix, List<Integer> columns, int all) {
    if (columns.size() == all) {
      return matrix;
    }
    int[] indices = columns.stream().mapToInt(Integer::intValue).toArray();
    return tf.gather(matrix, tf.constant(indices), tf.constant(1));
  }

  private Optional<Operand<TInt32>> joined(List<Operand<TInt32>> parts) {
    return switch (parts.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(parts.get(0));
      default -> Optional.of(tf.concat(parts, tf.constant(1)));
    };
  }
}
