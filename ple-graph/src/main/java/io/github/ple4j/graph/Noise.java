package io.github.ple4j.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Random numbers of one place of a training graph: a function of the model's seed, the place and
 * the step alone, so that training can be repeated and resumed.
 */
final class Noise {
  private static final float SMALLEST = 1e-7f;

  private final Ops tf;
  private final long seed;
  private final Operand<TInt64> step;
  private final Rows rows;

  /**
   * @param tf a place of its own
   * @param seed of the model and of the place
   */
  Noise(Ops tf, long seed, Operand<TInt64> step, Rows rows) {
    this.tf = tf;
    this.seed = seed;
    this.step = step;
    this.rows = rows;
  }

  /**
   * The rows that have noise of their own.
   *
   * @param part those of a replica; empty for the whole batch
   * @param stacked how many batches stand one below the other
   */
  record Rows(FeatureInputs inputs, Optional<BatchPart> part, int stacked) {}

  /** Uniform noise in (0, 1) for every row and unit, {@code [B, units]}. */
  Operand<TFloat32> uniform(int units) {
    Operand<TFloat32> whole = uniform(shapeOfRows(units));
    return rows.part().map(part -> part.rowsOfEach(tf, whole, rows.stacked(), units)).orElse(whole);
  }

  /** Logistic noise, log u - log(1 - u) of uniform u. */
  Operand<TFloat32> logistic(Shape shape) {
    Operand<TFloat32> uniform = uniform(tf.constant(shape));
    Operand<TFloat32> complement = tf.math.sub(tf.constant(1f), uniform);
    return tf.withName("logistic").math.sub(tf.math.log(uniform), tf.math.log(complement));
  }

  /**
   * Gumbel noise, -log(-log u) of uniform u, with which the largest of logits is a sample of their
   * softmax.
   */
  Operand<TFloat32> gumbel(Shape shape) {
    Operand<TFloat32> exponential = tf.math.neg(tf.math.log(uniform(tf.constant(shape))));
    return tf.withName("gumbel").math.neg(tf.math.log(exponential));
  }

  /** In (0, 1), never 0 or 1. */
  private Operand<TFloat32> uniform(Operand<? extends TNumber> shape) {
    Operand<TFloat32> unit =
        tf.random.statelessRandomUniform(shape, tf.stack(List.of(tf.constant(seed), step)));
    return tf.withName("uniform")
        .math
        .minimum(tf.math.maximum(unit, tf.constant(SMALLEST)), tf.constant(1 - SMALLEST));
  }

  /**
   * Of the whole batch, from the features and not from what is to have noise: random numbers have
   * no gradient, and must not stand between the two.
   */
  private Operand<TInt32> shapeOfRows(int units) {
    Operand<TInt32> ofBatch =
        rows.part()
            .<Operand<TInt32>>map(part -> tf.stack(List.of(part.ofRows())))
            .orElseGet(
                () ->
                    tf.slice(
                        tf.shape(rows.inputs().numeric()),
                        tf.constant(new int[] {0}),
                        tf.constant(new int[] {1})));
    return tf.concat(
        List.of(tf.math.mul(ofBatch, tf.constant(rows.stacked())), tf.constant(new int[] {units})),
        tf.constant(0));
  }
}
