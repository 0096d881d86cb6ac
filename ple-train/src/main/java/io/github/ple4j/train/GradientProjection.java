package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Shuffle;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * PCGrad, Yu et al. 2020: of parameters that several tasks reach, the gradient g_i of every task is
 * projected onto the normal plane of each other task's original gradient g_j with which it
 * conflicts, g_i <- g_i - min(0, g_i . g_j) / |g_j|^2 g_j, and the results are added.
 *
 * <p>A projected gradient is a sum of c_im g_m, so the projections need the K x K products of
 * gradients only, and every parameter takes part in one weighted sum.
 *
 * @param order placeholder, {@code [K, K - 1]}: row i has the other tasks in the order of i's
 *     projections
 * @param gradients the combined gradient of every parameter
 */
record GradientProjection(
    Operand<TInt32> order, ImmutableMap<Parameter, Operand<TFloat32>> gradients) {

  /**
   * @param weights w_k, scalars: what is projected are the gradients of w_k L_k
   */
  static GradientProjection build(
      Ops tf,
      TaskGradients tasks,
      TaskReach reach,
      List<Parameter> parameters,
      ImmutableList<Operand<TFloat32>> weights) {
    int k = weights.size();
    Operand<TInt32> order =
        tf.withName("projection_order")
            .placeholder(TInt32.class, Placeholder.shape(Shape.of(k, k - 1)));
    Operand<TFloat32> w = tf.stack(weights); // [K]
    Operand<TFloat32> column = tf.reshape(w, tf.constant(new int[] {k, 1}));
    Operand<TFloat32> products = // of gradients of w_k L_k, [K, K]
        tf.math.mul(tf.math.mul(tasks.products(tf, p -> reach.isShared(p.variable())), w), column);
    Operand<TFloat32> coefficients = coefficients(tf, products, order, k);
    ImmutableList<Operand<TFloat32>> shared = // sum_i c_im w_m by task m
        Weighting.scalars(tf, tf.math.mul(tf.sum(coefficients, tf.constant(0)), w), k);

    ImmutableMap.Builder<Parameter, Operand<TFloat32>> combined = ImmutableMap.builder();
    for (Parameter parameter : parameters) {
      boolean isShared = reach.isShared(parameter.variable());
      List<Operand<TFloat32>> terms = new ArrayList<>();
      for (int m = 0; m < k; m++) {
        Operand<TFloat32> gradient = tasks.byTask().get(m).get(parameter);
        if (gradient != null) {
          terms.add(tf.math.mul(gradient, isShared ? shared.get(m) : weights.get(m)));
        }
      }
      if (!terms.isEmpty()) {
        combined.put(parameter, tf.math.addN(terms));
      }
    }
    return new GradientProjection(order, combined.buildOrThrow());
  }

  /** c, {@code [K, K]}: row i says how much of every g_m is in the projected g_i. */
  private static Operand<TFloat32> coefficients(
      Ops tf, Operand<TFloat32> products, Operand<TInt32> order, int k) {
    Operand<TFloat32> identity = tf.constant(identity(k));
    Operand<TFloat32> squares = tf.sum(tf.math.mul(products, identity), tf.constant(1)); // |g_j|^2
    Operand<TFloat32> c = identity;
    for (int round = 0; round < k - 1; round++) {
      Operand<TInt32> j = tf.gather(order, tf.constant(round), tf.constant(1)); // [K]
      Operand<TFloat32> rows = tf.gather(products, j, tf.constant(0)); // [K, K], g_j . g_m
      Operand<TFloat32> along = tf.sum(tf.math.mul(c, rows), tf.constant(1)); // g_i . g_j
      Operand<TFloat32> conflict = tf.math.minimum(along, tf.constant(0f));
      Operand<TFloat32> share =
          tf.math.divNoNan(conflict, tf.gather(squares, j, tf.constant(0))); // [K]
      Operand<TFloat32> ofJ = tf.gather(identity, j, tf.constant(0)); // [K, K], one-hot
      c = tf.math.sub(c, tf.math.mul(tf.reshape(share, tf.constant(new int[] {k, 1})), ofJ));
    }
    return c;
  }

  /** The order of a step's projections, a function of seed and step, {@code [K, K - 1]}. */
  static int[] order(long seed, long step, int tasks) {
    int[] order = new int[tasks * (tasks - 1)];
    for (int i = 0; i < tasks; i++) {
      int[] places = Shuffle.permutation(tasks - 1, seed, step * tasks + i);
      for (int place = 0; place < tasks - 1; place++) {
        int other = places[place];
        order[i * (tasks - 1) + place] = other < i ? other : other + 1;
      }
    }
    return order;
  }

  private static float[][] identity(int size) {
    float[][] identity = new float[size][size];
    for (int i = 0; i < size; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }
}
