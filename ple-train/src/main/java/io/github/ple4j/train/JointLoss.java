package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.GraphNames;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.TaskOutput;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * The losses of eq. 8, each by eq. 9: L_k = sum_i delta_ik loss_ik / sum_i delta_ik, and 0 without
 * gradient for a batch that has no sample of task k.
 *
 * @param labels of every task, {@code [B]}; anything, NaN included, where the weight is 0
 * @param weights of every task: delta_ik times the sample's weight, {@code [B]}
 * @param weightSums sum_i delta_ik of the samples of L_k, scalars
 * @param taskLosses L_k, scalars
 */
record JointLoss(
    ImmutableList<Operand<TFloat32>> labels,
    ImmutableList<Operand<TFloat32>> weights,
    ImmutableList<Operand<TFloat32>> weightSums,
    ImmutableList<Operand<TFloat32>> taskLosses) {

  /**
   * Adds the losses of a model to its graph.
   *
   * @param inputs what it reads of a batch
   * @param positiveWeights by binary task, what the loss of a positive sample is multiplied by; 1
   *     where absent
   */
  static JointLoss build(
      Ops tf, ModelGraph model, TrainingInputs inputs, Map<String, Double> positiveWeights) {
    ImmutableList.Builder<Samples> ofTasks = ImmutableList.builder();
    for (int task = 0; task < inputs.labels().size(); task++) {
      ofTasks.add(new Samples(inputs.labels().get(task), inputs.weights().get(task)));
    }
    ImmutableList<Samples> fed = ofTasks.build();
    ImmutableList.Builder<Operand<TFloat32>> weightSums = ImmutableList.builder();
    ImmutableList.Builder<Operand<TFloat32>> taskLosses = ImmutableList.builder();
    for (int task = 0; task < fed.size(); task++) {
      TaskOutput output = model.outputs().get(task);
      Ops scope = scope(tf, output);
      Samples samples = fed.get(task);
      if (output instanceof TaskOutput.Conditional conditional) {
        samples = samples.after(scope, fed.get(index(model, conditional.given())));
      }
      Operand<TFloat32> weightSum = scope.sum(samples.weight(), scope.constant(0));
      weightSums.add(weightSum);
      taskLosses.add(
          taskLoss(
              scope,
              output,
              samples.label(),
              samples.weight(),
              weightSum,
              positiveWeights.getOrDefault(output.task(), 1.0)));
    }
    return new JointLoss(inputs.labels(), inputs.weights(), weightSums.build(), taskLosses.build());
  }

  /**
   * Labels of a task and what they count.
   *
   * @param label {@code [B]}
   * @param weight {@code [B]}, 0 outside the sample space
   */
  private record Samples(Operand<TFloat32> label, Operand<TFloat32> weight) {
    /**
     * Of both tasks together, over the sample space of the one that is given: 0 where that one did
     * not happen, this label where it did. Where it did and this label is outside its own sample
     * space, both are unknown, and the sample does not count.
     */
    Samples after(Ops tf, Samples given) {
      Operand<TBool> happened = tf.math.greater(given.label, tf.constant(0.5f));
      Operand<TBool> known = tf.math.greater(weight, tf.constant(0f));
      Operand<TFloat32> zero = tf.zerosLike(label);
      return new Samples(
          tf.select(happened, label, zero),
          tf.select(tf.math.logicalAnd(happened, tf.math.logicalNot(known)), zero, given.weight));
    }
  }

  private static Ops scope(Ops tf, TaskOutput output) {
    return tf.withSubScope("loss").withSubScope(output.task());
  }

  private static int index(ModelGraph model, String task) {
    return model.outputs().stream().map(TaskOutput::task).toList().indexOf(task);
  }

  /** L_k of one task, a scalar. */
  static Operand<TFloat32> taskLoss(
      Ops tf,
      TaskOutput output,
      Operand<TFloat32> label,
      Operand<TFloat32> weight,
      Operand<TFloat32> weightSum,
      double positiveWeight) {
    Operand<TBool> inside = tf.math.greater(weight, tf.constant(0f)); // [B]
    Operand<TFloat32> y = tf.select(inside, label, tf.zerosLike(label));
    Operand<TFloat32> losses = losses(tf, output, y); // [B]
    if (positiveWeight != 1) {
      Operand<TFloat32> factor = // 1 + (w - 1) y
          tf.math.add(tf.constant(1f), tf.math.mul(tf.constant((float) (positiveWeight - 1)), y));
      losses = tf.math.mul(factor, losses);
    }
    return tf.math.divNoNan(tf.sum(tf.math.mul(weight, losses), tf.constant(0)), weightSum);
  }

  /** The losses in another graph that has nodes of the same names. */
  JointLoss in(GraphNames names) {
    return new JointLoss(
        in(names, labels), in(names, weights), in(names, weightSums), in(names, taskLosses));
  }

  private static ImmutableList<Operand<TFloat32>> in(
      GraphNames names, ImmutableList<Operand<TFloat32>> tensors) {
    return tensors.stream().map(names::find).collect(ImmutableList.toImmutableList());
  }

  /** Whether the batch has a sample of a task, by task; scalars. */
  ImmutableList<Operand<TBool>> present(Ops tf) {
    return weightSums.stream()
        .<Operand<TBool>>map(sum -> tf.math.greater(sum, tf.constant(0f)))
        .collect(ImmutableList.toImmutableList());
  }

  private static Operand<TFloat32> losses(Ops tf, TaskOutput output, Operand<TFloat32> y) {
    if (output instanceof TaskOutput.Logit logit) {
      return crossEntropy(tf, logit.logit(), y);
    }
    if (output instanceof TaskOutput.Conditional conditional) {
      return crossEntropy(tf, conditional.jointLogit(), y);
    }
    return tf.math.squaredDifference(output.prediction(), y);
  }

  /** Of a logit x and a label y: max(x, 0) - x y + log(1 + exp(-|x|)). */
  private static Operand<TFloat32> crossEntropy(Ops tf, Operand<TFloat32> x, Operand<TFloat32> y) {
    Operand<TFloat32> linear = tf.math.sub(tf.nn.relu(x), tf.math.mul(x, y));
    return tf.math.add(linear, tf.math.log1p(tf.math.exp(tf.math.neg(tf.math.abs(x)))));
  }
}
