package io.github.ple4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Switches of connections between 0 and 1, Louizos et al. 2018: stretched, clipped samples of a
 * concrete distribution in training, and its deterministic middle in inference.
 *
 * @param penalty of the training loss, by the expected number of open connections
 */
record HardConcrete(double penalty) {
  private static final float BETA = 2f / 3;
  private static final float GAMMA = -0.1f;
  private static final float ZETA = 1.1f;
  private static final double INITIAL_LOG_ALPHA = -0.5;

  /** A switch for each connection, outputs by inputs; one draw a connection and step. */
  List<Operand<TFloat32>> apply(ModelScope scope, int outputs, int inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> logAlpha =
        scope.dense(
            "log_alpha", Shape.of(outputs, inputs), new Initializer.Fill(INITIAL_LOG_ALPHA));
    scope.addAuxiliaryLoss(() -> expectedConnections(tf, logAlpha));
    Operand<TFloat32> s =
        scope
            .noise()
            .map(noise -> noise.logistic(Shape.of(outputs, inputs)))
            .map(noise -> tf.math.div(tf.math.add(noise, logAlpha), tf.constant(BETA)))
            .map(tf.math::sigmoid)
            .<Operand<TFloat32>>map(sigmoid -> sigmoid)
            .orElseGet(() -> tf.math.sigmoid(logAlpha));
    Operand<TFloat32> stretched =
        tf.math.add(tf.math.mul(s, tf.constant(ZETA - GAMMA)), tf.constant(GAMMA));
    Operand<TFloat32> z =
        tf.withName("z").math.minimum(tf.nn.relu(stretched), tf.constant(1f)); // [outputs, inputs]
    Operand<TFloat32> flat = tf.reshape(z, tf.constant(new int[] {outputs * inputs}));
    if (outputs * inputs == 1) {
      return List.of(flat);
    }
    return List.copyOf(tf.split(tf.constant(0), flat, (long) outputs * inputs).output()); // of [1]
  }

  private Operand<TFloat32> expectedConnections(Ops tf, Operand<TFloat32> logAlpha) {
    float shift = (float) (BETA * Math.log(-GAMMA / ZETA));
    Operand<TFloat32> open = tf.math.sigmoid(tf.math.sub(logAlpha, tf.constant(shift)));
    Operand<TFloat32> sum = tf.sum(open, tf.constant(new int[] {0, 1}));
    return tf.math.mul(tf.constant((float) penalty), sum);
  }
}
