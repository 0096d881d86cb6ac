package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.TaskOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Joint loss, eq. 8 and 9: L = sum_k w_k L_k, L_k = sum_i delta_ik loss_ik / sum_i delta_ik, and
 * L_k = 0 without gradient for a batch that has no sample of task k.
 *
 * @param labels placeholders of every task, {@code [B]}; anything, NaN included, where the weight
 *     is 0
 * @param weights placeholders of every task: delta_ik times the sample's weight, {@code [B]}
 * @param taskLosses L_k, scalars
 * @param total L and the architecture's auxiliary losses, a scalar
 */
record JointLoss(
    ImmutableList<Operand<TFloat32>> labels,
    ImmutableList<Operand<TFloat32>> weights,
    ImmutableList<Operand<TFloat32>> taskLosses,
    Operand<TFloat32> total) {

  /** Adds the loss of a model to its graph; {@code taskWeights} has w_k where it is not 1. */
  static JointLoss build(Ops tf, ModelGraph model, Map<String, Double> taskWeights) {
    ImmutableList.Builder<Operand<TFloat32>> labels = ImmutableList.builder();
    ImmutableList.Builder<Operand<TFloat32>> weights = ImmutableList.builder();
    ImmutableList.Builder<Operand<TFloat32>> taskLosses = ImmutableList.builder();
    List<Operand<TFloat32>> terms = new ArrayList<>(model.auxiliaryLosses());
    for (TaskOutput output : model.outputs()) {
      Ops scope = tf.withSubScope("loss").withSubScope(output.task());
      Operand<TFloat32> label = vector(scope.withName("label"));
      Operand<TFloat32> weight = vector(scope.withName("weight"));
      Operand<TFloat32> taskLoss = taskLoss(scope, output, label, weight);
      double taskWeight = taskWeights.getOrDefault(output.task(), 1.0);
      terms.add(scope.math.mul(taskLoss, scope.constant((float) taskWeight)));
      labels.add(label);
      weights.add(weight);
      taskLosses.add(taskLoss);
    }
    return new JointLoss(labels.build(), weights.build(), taskLosses.build(), tf.math.addN(terms));
  }

  /** L_k of one task, a scalar. */
  static Operand<TFloat32> taskLoss(
      Ops tf, TaskOutput output, Operand<TFloat32> label, Operand<TFloat32> weight) {
    Operand<TBool> inside = tf.math.greater(weight, tf.constant(0f)); // [B]
    Operand<TFloat32> y = tf.select(inside, label, tf.zerosLike(label));
    Operand<TFloat32> losses = losses(tf, output, y); // [B]
    return tf.math.divNoNan(
        tf.sum(tf.math.mul(weight, losses), tf.constant(0)), tf.sum(weight, tf.constant(0)));
  }

  private static Operand<TFloat32> losses(Ops tf, TaskOutput output, Operand<TFloat32> y) {
    if (output instanceof TaskOutput.Logit logit) {
      return crossEntropy(tf, logit.logit(), y);
    }
    if (output instanceof TaskOutput.LogProbability log) {
      Operand<TFloat32> one = tf.constant(1f);
      return tf.math.neg(
          tf.math.add(
              tf.math.mul(y, log.logProbability()),
              tf.math.mul(tf.math.sub(one, y), log.logComplement())));
    }
    return tf.math.squaredDifference(output.prediction(), y);
  }

  /** Of a logit x and a label y: max(x, 0) - x y + log(1 + exp(-|x|)). */
  private static Operand<TFloat32> crossEntropy(Ops tf, Operand<TFloat32> x, Operand<TFloat32> y) {
    Operand<TFloat32> linear = tf.math.sub(tf.nn.relu(x), tf.math.mul(x, y));
    return tf.math.add(linear, tf.math.log1p(tf.math.exp(tf.math.neg(tf.math.abs(x)))));
  }

  private static Operand<TFloat32> vector(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
  }
}
