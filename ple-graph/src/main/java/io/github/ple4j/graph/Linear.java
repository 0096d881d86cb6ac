package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A linear layer, x W + b.
 *
 * @param initialBias what b is at first
 */
record Linear(int units, double initialBias) {

  /** Maps {@code [B, n]} to {@code [B, units]}. */
  Operand<TFloat32> apply(ModelScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> weights =
        scope.dense(
            "weights", Shape.of(FullyConnected.width(x), units), new Initializer.GlorotUniform());
    Operand<TFloat32> bias =
        scope.dense("bias", Shape.of(units), new Initializer.Fill(initialBias));
    return tf.nn.biasAdd(tf.linalg.matMul(x, weights), bias);
  }
}
