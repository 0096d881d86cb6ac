package io.github.ple4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.OneHot;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A tabular policy: of every task a choice of one action, drawn once a step from a softmax of free
 * logits in training, the likeliest in inference.
 */
record RoutingPolicy(int tasks, int actions) {

  /**
   * What was chosen.
   *
   * @param chosen 1 where a task chose an action, else 0, {@code [K, actions]}; without gradient
   * @param logits of the policy, {@code [K, actions]}
   */
  record Choices(Operand<TFloat32> chosen, Operand<TFloat32> logits) {

    /** Of every action 1 or 0, {@code [1]}. */
    List<Output<TFloat32>> ofTask(Ops tf, int task) {
      Operand<TFloat32> row = row(tf, chosen, task); // [actions]
      return tf.split(tf.constant(0), row, chosen.shape().get(1)).output();
    }

    /** log pi of what a task chose, a scalar. */
    Operand<TFloat32> logProbability(Ops tf, int task) {
      Operand<TFloat32> log = tf.nn.logSoftmax(logits); // [K, actions]
      Operand<TFloat32> ofTask = tf.math.mul(row(tf, log, task), row(tf, chosen, task));
      return tf.sum(ofTask, tf.constant(0));
    }

    /** The share of the other tasks that chose as this one did, a scalar; 0 for one task alone. */
    Operand<TFloat32> alike(Ops tf, int task) {
      long others = chosen.shape().get(0) - 1;
      Operand<TFloat32> ofAll = tf.sum(chosen, tf.constant(0)); // [actions]
      Operand<TFloat32> own = row(tf, chosen, task);
      Operand<TFloat32> ofOthers =
          tf.sum(tf.math.mul(own, tf.math.sub(ofAll, own)), tf.constant(0));
      return tf.math.mul(ofOthers, tf.constant(1f / Math.max(1, others)));
    }

    private static Operand<TFloat32> row(Ops tf, Operand<TFloat32> matrix, int row) {
      return tf.unstack(matrix, matrix.shape().get(0)).output().get(row);
    }
  }

  /** Draws at a place. */
  Choices apply(ModelScope scope) {
    Ops tf = scope.tf();
    Shape shape = Shape.of(tasks, actions);
    Operand<TFloat32> logits = scope.dense("logits", shape, new Initializer.Fill(0));
    Operand<TFloat32> scores =
        scope
            .noise()
            .<Operand<TFloat32>>map(noise -> tf.math.add(logits, noise.gumbel(shape)))
            .orElse(logits);
    Operand<TInt64> action = tf.math.argMax(scores, tf.constant(1)); // [K]
    Operand<TFloat32> chosen =
        tf.withName("chosen")
            .oneHot(
                action, tf.constant(actions), tf.constant(1f), tf.constant(0f), OneHot.axis(-1L));
    return new Choices(chosen, logits);
  }
}
