package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * All embedding tables of one width, as one variable. A batch's ids are made distinct before their
 * rows are gathered, once for all features, so that the gradient is one of rows and an id's
 * gradients are added before its update.
 */
record EmbeddingTables(int width, FieldIds.OfWidth ids) {

  private static final double INITIAL_STANDARD_DEVIATION = 0.05;

  /**
   * Embeds the fields: single-valued ones and buckets, then pooled bags.
   *
   * @param batchSize scalar
   * @return {@code [B, fields * width]}
   */
  Operand<TFloat32> apply(ModelScope scope, Operand<TInt32> batchSize) {
    Ops tf = scope.tf();
    ModelScope atTable = scope.onTableDevice();
    Variable table =
        atTable.embedding(
            "table", ids.tableRows(), width, new Initializer.Normal(INITIAL_STANDARD_DEVIATION));

    List<Operand<TInt32>> parts = new ArrayList<>(); // of [n_i]
    ids.single().ifPresent(single -> parts.add(tf.reshape(single, tf.constant(new int[] {-1}))));
    ids.bags().forEach(pooled -> parts.add(pooled.bag().ids()));
    Operand<TInt32> flat = parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(0));
    GraphOps.Distinct distinct = GraphOps.distinct(tf, flat);
    Operand<TFloat32> rows =
        atTable
            .tf()
            .withName("rows")
            .resourceGather(table.handle(), distinct.values(), TFloat32.class); // [u, width]

    ImmutableList.Builder<Operand<TFloat32>> embedded = ImmutableList.builder();
    Operand<TInt32> start = tf.constant(new int[] {0});
    int bag = 0;
    for (int i = 0; i < parts.size(); i++) {
      Operand<TInt32> length = tf.shape(parts.get(i)); // [1]
      Operand<TInt32> index =
          parts.size() == 1 ? distinct.indices() : tf.slice(distinct.indices(), start, length);
      Operand<TFloat32> values = tf.gather(rows, index, tf.constant(0)); // [n_i, width]
      start = tf.math.add(start, length);
      boolean single = i == 0 && ids.single().isPresent();
      embedded.add(
          single ? fields(tf, values) : pooled(tf, values, ids.bags().get(bag++), batchSize));
    }
    ImmutableList<Operand<TFloat32>> all = embedded.build();
    Operand<TFloat32> joined = all.size() == 1 ? all.get(0) : tf.concat(all, tf.constant(1));
    scope.add(
        new EmbeddingLookup(table, distinct.values(), rows, Optional.of(joined), Optional.empty()));
    return joined;
  }

  /** The embeddings of single-valued fields side by side, scaled by their weights. */
  private Operand<TFloat32> fields(Ops tf, Operand<TFloat32> values) {
    int columns = ids.fields() * width;
    Operand<TFloat32> scaled =
        ids.weights()
            .<Operand<TFloat32>>map(
                weights -> {
                  Operand<TFloat32> column =
                      tf.reshape(weights, tf.constant(new int[] {-1, 1})); // [B * fields, 1]
                  return tf.math.mul(values, column);
                })
            .orElse(values);
    return tf.reshape(scaled, tf.constant(new int[] {-1, columns}));
  }

  private Operand<TFloat32> pooled(
      Ops tf, Operand<TFloat32> values, FieldIds.PooledBag pooled, Operand<TInt32> batchSize) {
    Operand<TInt32> rows = pooled.bag().rows(); // [n]
    Operand<TFloat32> weights = tf.reshape(pooled.bag().weights(), tf.constant(new int[] {-1, 1}));
    Operand<TFloat32> sum =
        tf.math.unsortedSegmentSum(tf.math.mul(values, weights), rows, batchSize); // [B, width]
    // The reshape states the width, which the segment sum's shape inference may lose.
    Operand<TFloat32> shaped = tf.reshape(sum, tf.constant(new int[] {-1, width}));
    return switch (pooled.pooling()) {
      case SUM -> shaped;
      case MEAN -> tf.math.divNoNan(shaped, tf.math.unsortedSegmentSum(weights, rows, batchSize));
      case SQRTN ->
          tf.math.divNoNan(
              shaped,
              tf.math.sqrt(tf.math.unsortedSegmentSum(tf.math.square(weights), rows, batchSize)));
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown pooling");
    };
  }
}
