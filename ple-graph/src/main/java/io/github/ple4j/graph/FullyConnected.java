package io.github.ple4j.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * FC layers one after the other, each activation(x W + b), with batch normalisation and dropout
 * where the spec has them.
 */
record FullyConnected(List<Integer> units, Activation activation) {

  /** Maps {@code [B, d]} to {@code [B, last units]}; no layers map x to itself. */
  Operand<TFloat32> apply(ModelScope scope, Operand<TFloat32> x) {
    Operand<TFloat32> h = applyWithin(scope, x);
    if (!units.isEmpty()) {
      scope.addModule(ModelDiagram.Kind.LAYERS, List.of(x), List.of(h));
    }
    return h;
  }

  /** As {@link #apply}, of layers that are part of another module. */
  Operand<TFloat32> applyWithin(ModelScope scope, Operand<TFloat32> x) {
    Operand<TFloat32> h = x;
    for (int i = 0; i < units.size(); i++) {
      h = layer(scope.in("layer_" + (i + 1)), h, units.get(i));
    }
    return h;
  }

  /**
   * Maps several {@code [B, d]}, one for each task, by the same layers: put one below the other, as
   * one product is faster than many.
   */
  List<Operand<TFloat32>> applyToEach(ModelScope scope, List<Operand<TFloat32>> inputs) {
    if (inputs.size() == 1) {
      return List.of(apply(scope, inputs.get(0)));
    }
    Ops tf = scope.tf();
    Operand<TFloat32> below = tf.concat(inputs, tf.constant(0)); // [K * B, d]
    return List.copyOf(
        tf.split(tf.constant(0), apply(scope.stacked(inputs.size()), below), (long) inputs.size())
            .output());
  }

  private Operand<TFloat32> layer(ModelScope scope, Operand<TFloat32> x, int units) {
    return activate(scope, parameters(scope, width(x), units), x);
  }

  /**
   * W and b of a layer.
   *
   * @param weights {@code [inputs, units]}
   * @param biases {@code [units]}
   */
  record Parameters(Operand<TFloat32> weights, Operand<TFloat32> biases) {}

  /** New parameters of a layer at a place. */
  static Parameters parameters(ModelScope layer, long inputs, int units) {
    Operand<TFloat32> weights =
        layer.dense("weights", Shape.of(inputs, units), new Initializer.HeUniform());
    return new Parameters(weights, layer.dense("biases", Shape.of(units), new Initializer.Fill(0)));
  }

  /**
   * activation(x W + b), {@code [B, units]}.
   *
   * @param layer where the noise and the averages of the layer are
   */
  Operand<TFloat32> activate(ModelScope layer, Parameters parameters, Operand<TFloat32> x) {
    ModelSpec spec = layer.spec();
    Ops tf = layer.tf();
    Operand<TFloat32> product = tf.linalg.matMul(x, parameters.weights());
    Operand<TFloat32> z =
        spec.hasBatchNormalization()
            ? new Normalization(spec.getBatchNormalization())
                .apply(layer, product, parameters.biases())
            : tf.nn.biasAdd(product, parameters.biases());
    Operand<TFloat32> h =
        switch (activation) {
          case RELU -> tf.nn.relu(z);
          case TANH -> tf.math.tanh(z);
          case SOFTPLUS -> tf.math.softplus(z);
          case UNRECOGNIZED -> throw new IllegalArgumentException("unknown activation");
        };
    return spec.getDropout() == 0 ? h : new Dropout(spec.getDropout()).apply(layer, h);
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
