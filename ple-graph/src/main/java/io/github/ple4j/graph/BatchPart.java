package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Consecutive rows of a batch, which a replica reads; none where the batch has fewer rows than
 * there are replicas.
 *
 * @param start the first row, a scalar
 * @param rows the number of rows, a scalar
 * @param ofRows the number of rows of the whole batch, a scalar
 */
public record BatchPart(Operand<TInt32> start, Operand<TInt32> rows, Operand<TInt32> ofRows) {

  /** The parts of a batch, which differ by at most one row, in their order. */
  static ImmutableList<BatchPart> of(Ops tf, Operand<TInt32> ofRows, int parts) {
    ImmutableList.Builder<BatchPart> all = ImmutableList.builder();
    Operand<TInt32> start = tf.constant(0);
    for (int part = 1; part <= parts; part++) {
      Operand<TInt32> end =
          tf.math.floorDiv(tf.math.mul(ofRows, tf.constant(part)), tf.constant(parts));
      all.add(new BatchPart(start, tf.math.sub(end, start), ofRows));
      start = end;
    }
    return all.build();
  }

  /**
   * The features of these rows.
   *
   * @param whole of the batch; the values of a bag in the order of their rows
   */
  FeatureInputs of(Ops tf, FeatureInputs whole) {
    return new FeatureInputs(
        rowsOf(tf, whole.numeric()),
        rowsOf(tf, whole.ids()),
        whole.idWeights().map(weights -> rowsOf(tf, weights)),
        whole.bags().stream().map(bag -> of(tf, bag)).collect(ImmutableList.toImmutableList()));
  }

  private FeatureInputs.Bag of(Ops tf, FeatureInputs.Bag whole) {
    Operand<TInt32> from = valuesBefore(tf, whole, start);
    Operand<TInt32> values = tf.math.sub(valuesBefore(tf, whole, tf.math.add(start, rows)), from);
    Operand<TInt32> begin = tf.stack(List.of(from));
    Operand<TInt32> size = tf.stack(List.of(values));
    return new FeatureInputs.Bag(
        tf.slice(whole.ids(), begin, size),
        tf.math.sub(tf.slice(whole.rows(), begin, size), start),
        tf.slice(whole.weights(), begin, size));
  }

  private static Operand<TInt32> valuesBefore(Ops tf, FeatureInputs.Bag bag, Operand<TInt32> row) {
    return tf.sum(tf.dtypes.cast(tf.math.less(bag.rows(), row), TInt32.class), tf.constant(0));
  }

  /** These rows of a matrix, {@code [rows, columns]}. */
  private <T extends TType> Operand<T> rowsOf(Ops tf, Operand<T> matrix) {
    int columns = Math.toIntExact(matrix.shape().get(1));
    return tf.slice(
        matrix,
        tf.stack(List.of(start, tf.constant(0))),
        tf.stack(List.of(rows, tf.constant(columns))));
  }

  /** These elements of a vector of the batch, {@code [rows]}. */
  public Operand<TFloat32> elementsOf(Ops tf, Operand<TFloat32> vector) {
    return tf.slice(vector, tf.stack(List.of(start)), tf.stack(List.of(rows)));
  }

  /**
   * These rows of each of several batches that are one below the other.
   *
   * @param stacked {@code [batches * ofRows, units]}
   * @return {@code [batches * rows, units]}
   */
  Operand<TFloat32> rowsOfEach(Ops tf, Operand<TFloat32> stacked, int batches, int units) {
    Operand<TInt32> apart = tf.constant(batches);
    Operand<TInt32> width = tf.constant(units);
    Operand<TFloat32> apartFrom = tf.reshape(stacked, tf.stack(List.of(apart, ofRows, width)));
    Operand<TFloat32> own =
        tf.slice(
            apartFrom,
            tf.stack(List.of(tf.constant(0), start, tf.constant(0))),
            tf.stack(List.of(apart, rows, width)));
    return tf.reshape(own, tf.stack(List.of(tf.math.mul(apart, rows), width)));
  }

  BatchPart in(GraphNames names) {
    return new BatchPart(names.find(start), names.find(rows), names.find(ofRows));
  }
}
