package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How the tasks' gradients of L_k agree.
 *
 * @param ownNorms norm over the parameters that only this task reaches, by task
 * @param sharedNorms norm over the parameters that other tasks reach too
 * @param cosines between the gradients of two tasks over parameters that several tasks reach, by
 *     {@code first/second}; below 0 they conflict; NaN if one is 0
 */
public record GradientInsight(
    ImmutableMap<String, Double> ownNorms,
    ImmutableMap<String, Double> sharedNorms,
    ImmutableMap<String, Double> cosines) {

  /** The numbers as a vector of a graph: own norms, then products over shared parameters. */
  static Operand<TFloat32> vector(Ops tf, TaskGradients gradients, TaskReach reach) {
    Operand<TFloat32> own = tf.stack(gradients.norms(tf, p -> !reach.isShared(p.variable())));
    Operand<TFloat32> shared = gradients.products(tf, p -> reach.isShared(p.variable()));
    return tf.concat(
        ImmutableList.of(own, tf.reshape(shared, tf.constant(new int[] {-1}))), tf.constant(0));
  }

  /** From the values of {@link #vector}. */
  static GradientInsight of(ImmutableList<String> tasks, float[] vector) {
    int k = tasks.size();
    ImmutableMap.Builder<String, Double> own = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> shared = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> cosines = ImmutableMap.builder();
    for (int i = 0; i < k; i++) {
      double norm = Math.sqrt(vector[k + i * k + i]);
      own.put(tasks.get(i), (double) vector[i]);
      shared.put(tasks.get(i), norm);
      for (int j = i + 1; j < k; j++) {
        double other = Math.sqrt(vector[k + j * k + j]);
        cosines.put(tasks.get(i) + "/" + tasks.get(j), vector[k + i * k + j] / (norm * other));
      }
    }
    return new GradientInsight(own.buildOrThrow(), shared.buildOrThrow(), cosines.buildOrThrow());
  }
}
