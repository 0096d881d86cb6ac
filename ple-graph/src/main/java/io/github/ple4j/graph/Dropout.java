package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Dropout, Srivastava et al. 2014: in training every number is 0 with that probability, and else
 * counts 1 / (1 - rate) times; nothing in inference.
 *
 * @param rate in [0, 1)
 */
record Dropout(double rate) {

  /** Maps {@code [B, units]} to the same shape, with noise of this place. */
  Operand<TFloat32> apply(ModelScope place, Operand<TFloat32> h) {
    Ops tf = place.in("dropout").tf();
    return place
        .noise()
        .map(noise -> noise.uniform(Math.toIntExact(FullyConnected.width(h))))
        .<Operand<TFloat32>>map(
            uniform -> {
              Operand<TFloat32> kept =
                  tf.dtypes.cast(
                      tf.math.greaterEqual(uniform, tf.constant((float) rate)), TFloat32.class);
              return tf.math.mul(
                  h, tf.math.mul(kept, tf.constant((float) (1 / (1 - rate))))); // [B, units]
            })
        .orElse(h);
  }
}
