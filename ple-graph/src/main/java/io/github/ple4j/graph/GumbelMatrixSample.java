package io.github.ple4j.graph;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.OneHot;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A binary matrix that is learned: 1[q + logistic noise > 0] with the gradient of sigmoid((q +
 * noise) / tau) in training, 1[q > 0] in inference. A row of zeros takes its largest q.
 */
record GumbelMatrixSample(Optional<GumbelMatrix.Annealing> annealing) {
  private static final double INITIAL_LOGIT = 1;

  /** The matrix of 0 and 1, {@code [rows, columns]}. */
  Operand<TFloat32> apply(ModelScope scope, int rows, int columns) {
    Ops tf = scope.tf();
    Shape shape = Shape.of(rows, columns);
    Operand<TFloat32> q = scope.dense("logits", shape, new Initializer.Fill(INITIAL_LOGIT));
    Optional<Operand<TFloat32>> noise = scope.noise().map(of -> of.logistic(shape));
    Operand<TFloat32> hard =
        hard(tf, q, noise.<Operand<TFloat32>>map(n -> tf.math.add(q, n)).orElse(q), columns);
    if (noise.isEmpty()) {
      return hard;
    }
    Operand<TFloat32> soft =
        tf.math.sigmoid(tf.math.div(tf.math.add(q, noise.get()), temperature(scope)));
    return tf.withName("sample")
        .math
        .add(tf.stopGradient(hard), tf.math.sub(soft, tf.stopGradient(soft)));
  }

  private static Operand<TFloat32> hard(
      Ops tf, Operand<TFloat32> q, Operand<TFloat32> drawn, int columns) {
    Operand<TBool> positive = tf.math.greater(drawn, tf.constant(0f));
    Operand<TFloat32> chosen = tf.dtypes.cast(positive, TFloat32.class);
    Operand<TFloat32> any = // [rows, 1]
        tf.max(chosen, tf.constant(1), Max.keepDims(true));
    Operand<TInt64> largest = tf.math.argMax(q, tf.constant(1)); // [rows]
    Operand<TFloat32> one =
        tf.oneHot(
            largest, tf.constant(columns), tf.constant(1f), tf.constant(0f), OneHot.axis(-1L));
    return tf.math.maximum(chosen, tf.math.mul(one, tf.math.sub(tf.constant(1f), any)));
  }

  /** initial * (final / initial)^(min(step, steps) / steps), a scalar; 1 without annealing. */
  private Operand<TFloat32> temperature(ModelScope scope) {
    Ops tf = scope.in("temperature").tf();
    if (annealing.isEmpty()) {
      return tf.constant(1f);
    }
    double initial = annealing.get().getInitial();
    double ratio = Math.log(annealing.get().getFinal() / initial);
    long steps = annealing.get().getSteps();
    Operand<TInt64> until = tf.math.minimum(scope.step(), tf.constant(steps));
    Operand<TFloat32> share =
        tf.math.div(tf.dtypes.cast(until, TFloat32.class), tf.constant((float) steps));
    return tf.withName("tau")
        .math
        .mul(
            tf.constant((float) initial),
            tf.math.exp(tf.math.mul(share, tf.constant((float) ratio))));
  }
}
