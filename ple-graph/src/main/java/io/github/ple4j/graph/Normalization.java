package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * Batch normalisation, Ioffe and Szegedy 2015: scale (z - m) / sqrt(v + epsilon) + b, with mean and
 * variance of the batch in training, and their moving averages in inference.
 */
record Normalization(BatchNormalization spec) {
  private static final double DECAY = 0.99;
  private static final double EPSILON = 1e-3;

  /**
   * Normalises every column.
   *
   * @param layer where the scales and averages are
   * @param z {@code [B, units]}
   * @param b {@code [units]}
   * @return {@code [B, units]}
   */
  Operand<TFloat32> apply(ModelScope layer, Operand<TFloat32> z, Operand<TFloat32> b) {
    Shape units = Shape.of(FullyConnected.width(z));
    Operand<TFloat32> scale = layer.dense("scales", units, new Initializer.Fill(1));
    Variable mean = layer.average("moving_mean", units, new Initializer.Fill(0));
    Variable variance = layer.average("moving_variance", units, new Initializer.Fill(1));
    return layer.isTraining()
        ? ofBatch(layer, z, scale, b, mean, variance)
        : ofAverages(layer.tf(), z, scale, b, mean, variance);
  }

  private Operand<TFloat32> ofBatch(
      ModelScope layer,
      Operand<TFloat32> z,
      Operand<TFloat32> scale,
      Operand<TFloat32> b,
      Variable mean,
      Variable variance) {
    Ops tf = layer.tf();
    int units = (int) FullyConnected.width(z);
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<TFloat32, TFloat32> normalized =
        tf.nn.fusedBatchNorm(
            tf.reshape(z, tf.constant(new int[] {-1, 1, 1, units})),
            scale,
            b,
            none,
            none,
            FusedBatchNorm.isTraining(true),
            FusedBatchNorm.epsilon((float) epsilon()));
    Operand<TFloat32> rate = rate(layer);
    layer.addMovingAverage(moved(tf, mean, normalized.batchMean(), rate));
    layer.addMovingAverage(moved(tf, variance, normalized.batchVariance(), rate));
    return tf.reshape(normalized.y(), tf.constant(new int[] {-1, units}));
  }

  private Operand<TFloat32> ofAverages(
      Ops tf,
      Operand<TFloat32> z,
      Operand<TFloat32> scale,
      Operand<TFloat32> b,
      Variable mean,
      Variable variance) {
    Operand<TFloat32> safe = tf.math.add(variance.value(), tf.constant((float) epsilon()));
    Operand<TFloat32> factor = tf.math.mul(scale, tf.math.rsqrt(safe)); // [units]
    return tf.nn.biasAdd(tf.math.mul(tf.math.sub(z, mean.value()), factor), b);
  }

  /** max(1 - decay, 1 / (step + 1)). */
  private Operand<TFloat32> rate(ModelScope layer) {
    Ops tf = layer.in("rate").tf();
    Operand<TFloat32> steps =
        tf.math.add(tf.dtypes.cast(layer.step(), TFloat32.class), tf.constant(1f));
    double decay = spec.hasDecay() ? spec.getDecay() : DECAY;
    return tf.math.maximum(tf.constant((float) (1 - decay)), tf.math.reciprocal(steps));
  }

  private double epsilon() {
    return spec.hasEpsilon() ? spec.getEpsilon() : EPSILON;
  }

  private static MovingAverage moved(
      Ops tf, Variable average, Operand<TFloat32> batch, Operand<TFloat32> rate) {
    Operand<TFloat32> change = tf.math.mul(rate, tf.math.sub(batch, average.value()));
    return new MovingAverage(average, batch, tf.math.add(average.value(), change));
  }
}
