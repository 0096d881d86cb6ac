package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.TaskSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * GradNorm, Chen et al. 2018: rate_k = L_k / L_k(0); G_k = |grad_W w_k L_k|; target_k = mean_j(G_j)
 * (rate_k / mean_j(rate_j))^alpha, held constant; w_k goes down the gradient of |G_k - target_k|,
 * not below 0, and all are rescaled to sum K. Tasks without samples in a step are left out of it.
 */
final class GradNormWeighting implements Weighting {
  private final GradNorm spec;
  private final int tasks;
  private final Slot weights; // [K]
  private final Slot initialLosses; // [K], 0 where not yet known

  GradNormWeighting(Ops tf, GradNorm spec, List<TaskSpec> tasks) {
    this.spec = spec;
    this.tasks = tasks.size();
    Shape shape = Shape.of(tasks.size());
    this.weights = Slot.filled(tf, "weighting/grad_norm/weights", shape, 1);
    this.initialLosses = Slot.filled(tf, "weighting/grad_norm/initial_losses", shape, 0);
  }

  @Override
  public ImmutableList<Operand<TFloat32>> weights(Ops tf, Operand<TFloat32> scheduled) {
    return Weighting.scalars(tf, weights.value(), tasks);
  }

  @Override
  public boolean readsGradientNorms() {
    return true;
  }

  @Override
  public List<Op> updates(Ops tf, Step step) {
    Operand<TFloat32> zeros = tf.constant(new float[tasks]);
    Operand<TFloat32> losses = tf.stack(step.loss().taskLosses()); // [K], as all below
    Operand<TBool> present = tf.stack(step.loss().present(tf));
    Operand<TFloat32> known = initialLosses.value();
    Operand<TBool> first = tf.math.logicalAnd(present, tf.math.equal(known, zeros));
    Operand<TFloat32> initial = tf.select(first, losses, known);

    Operand<TFloat32> w = weights.value();
    Operand<TFloat32> norms = tf.stack(step.gradientNorms());
    Operand<TFloat32> g = tf.math.mul(w, norms);
    Operand<TFloat32> rates = tf.math.divNoNan(losses, initial);
    Operand<TFloat32> relative = tf.math.divNoNan(rates, mean(tf, rates, present));
    Operand<TFloat32> target =
        tf.math.mul(
            mean(tf, g, present), tf.math.pow(relative, tf.constant((float) spec.getAlpha())));
    Operand<TFloat32> slope = tf.math.mul(tf.math.sign(tf.math.sub(g, target)), norms);
    Operand<TFloat32> moved =
        tf.nn.relu(tf.math.sub(w, tf.math.mul(tf.constant((float) spec.getLearningRate()), slope)));
    Operand<TFloat32> total = sum(tf, moved, present);
    Operand<TFloat32> scale = tf.math.divNoNan(sum(tf, w, present), total);
    // If all fell to 0 at once, as they may for an alpha below 1, nothing could raise them again.
    Operand<TBool> moves = tf.math.logicalAnd(present, tf.math.greater(total, tf.constant(0f)));
    Operand<TFloat32> now = tf.select(moves, tf.math.mul(moved, scale), w);
    return List.of(
        tf.assignVariableOp(weights.handle(), now),
        tf.assignVariableOp(initialLosses.handle(), initial));
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x, Operand<TBool> present) {
    Operand<TFloat32> count = tf.sum(tf.dtypes.cast(present, TFloat32.class), tf.constant(0));
    return tf.math.divNoNan(sum(tf, x, present), count);
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x, Operand<TBool> present) {
    return tf.sum(tf.select(present, x, tf.zerosLike(x)), tf.constant(0));
  }

  @Override
  public ImmutableList<Slot> slots() {
    return ImmutableList.of(weights, initialLosses);
  }

  @Override
  public int tasks() {
    return tasks;
  }
}
