package io.github.ple4j.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** FC layers one after the other, each activation(x W + b). */
record FullyConnected(List<Integer> units, Activation activation) {

  /** Maps {@code [B, d]} to {@code [B, last units]}; no layers map x to itself. */
  Operand<TFloat32> apply(ModelScope scope, Operand<TFloat32> x) {
    Operand<TFloat32> h = x;
    for (int i = 0; i < units.size(); i++) {
      h = layer(scope.in("layer_" + (i + 1)), h, units.get(i));
    }
    return h;
  }

  private Operand<TFloat32> layer(ModelScope scope, Operand<TFloat32> x, int units) {
    Ops tf = scope.tf();
    Operand<TFloat32> weights =
        scope.dense("weights", Shape.of(width(x), units), new Initializer.HeUniform());
    Operand<TFloat32> biases = scope.dense("biases", Shape.of(units), new Initializer.Fill(0));
    Operand<TFloat32> z = tf.nn.biasAdd(tf.linalg.matMul(x, weights), biases); // [B, units]
    return switch (activation) {
      case RELU -> tf.nn.relu(z);
      case TANH -> tf.math.tanh(z);
      case SOFTPLUS -> tf.math.softplus(z);
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown activation");
    };
  }

  /** The name of the weights of the last layer at a place; none if there is no layer. */
  static Optional<String> lastWeights(String place, List<Integer> units) {
    return units.isEmpty()
        ? Optional.empty()
        : Optional.of(place + "/layer_" + units.size() + "/weights");
  }

  /** Static width of {@code [B, width]}. */
  static long width(Operand<TFloat32> x) {
    return x.shape().get(1);
  }
}
