package io.github.ple4j.graph;

import java.util.List;
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
    Operand<TFloat32> y = tf.nn.biasAdd(tf.linalg.matMul(x, weights), bias);
    boolean head = scope.path().endsWith("/head");
    ModelDiagram.Kind kind = head ? ModelDiagram.Kind.HEAD : ModelDiagram.Kind.LAYERS;
    scope.addModule(kind, List.of(x), List.of(y));
    return y;
  }
}
