package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.EmbeddingLookup;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Kingma and Ba 2015: m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; theta <- theta - lr sqrt(1
 * - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon). Of an embedding table, only the rows that a batch
 * read and their moments change.
 */
final class AdamOptimizer implements Optimizer {
  private final Ops tf;
  private final Operand<TFloat32> beta1;
  private final Operand<TFloat32> beta2;
  private final Operand<TFloat32> epsilon;
  private final Slot beta1Power; // b1^t of the step under way
  private final Slot beta2Power;
  private final List<Slot> slots = new ArrayList<>();

  AdamOptimizer(Ops tf, Adam spec) {
    this.tf = tf;
    beta1 = tf.constant((float) spec.getBeta1());
    beta2 = tf.constant((float) spec.getBeta2());
    epsilon = tf.constant((float) spec.getEpsilon());
    beta1Power = slot("beta1_power", Shape.scalar(), spec.getBeta1());
    beta2Power = slot("beta2_power", Shape.scalar(), spec.getBeta2());
  }

  @Override
  public Op updateDense(
      Variable variable, Operand<TFloat32> gradient, Operand<TFloat32> learningRate) {
    Slot m = slot(variable.name() + "/m", variable.shape(), 0);
    Slot v = slot(variable.name() + "/v", variable.shape(), 0);
    return tf.train.resourceApplyAdam(
        variable.handle(),
        m.handle(),
        v.handle(),
        beta1Power.value(),
        beta2Power.value(),
        learningRate,
        beta1,
        beta2,
        epsilon,
        gradient);
  }

  @Override
  public Op updateRows(
      EmbeddingLookup lookup, Operand<TFloat32> gradient, Operand<TFloat32> learningRate) {
    Variable table = lookup.table();
    Operand<TInt32> ids = lookup.uniqueIds(); // [u]
    Slot mSlot = slot(table.name() + "/m", table.shape(), 0);
    Slot vSlot = slot(table.name() + "/v", table.shape(), 0);
    Operand<TFloat32> m = moment(mSlot, ids, beta1, gradient); // [u, width]
    Operand<TFloat32> v = moment(vSlot, ids, beta2, tf.math.square(gradient));
    Operand<TFloat32> step =
        tf.math.div(tf.math.mul(rate(learningRate), m), tf.math.add(tf.math.sqrt(v), epsilon));
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(mSlot.handle(), ids, m),
            tf.resourceScatterUpdate(vSlot.handle(), ids, v),
            tf.resourceScatterSub(table.handle(), ids, step))
        .noOp();
  }

  @Override
  public ImmutableList<Op> finish(Ops tf) {
    return ImmutableList.of(
        tf.assignVariableOp(beta1Power.handle(), tf.math.mul(beta1Power.value(), beta1)),
        tf.assignVariableOp(beta2Power.handle(), tf.math.mul(beta2Power.value(), beta2)));
  }

  @Override
  public ImmutableList<Slot> slots() {
    return ImmutableList.copyOf(slots);
  }

  /** decay * old + (1 - decay) * now, of the rows. */
  private Operand<TFloat32> moment(
      Slot slot, Operand<TInt32> ids, Operand<TFloat32> decay, Operand<TFloat32> now) {
    Operand<TFloat32> old = tf.resourceGather(slot.handle(), ids, TFloat32.class);
    Operand<TFloat32> rest = tf.math.sub(tf.constant(1f), decay);
    return tf.math.add(tf.math.mul(decay, old), tf.math.mul(rest, now));
  }

  /** lr sqrt(1 - b2^t) / (1 - b1^t). */
  private Operand<TFloat32> rate(Operand<TFloat32> learningRate) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> correction =
        tf.math.div(
            tf.math.sqrt(tf.math.sub(one, beta2Power.value())),
            tf.math.sub(one, beta1Power.value()));
    return tf.math.mul(learningRate, correction);
  }

  private Slot slot(String name, Shape shape, double number) {
    Slot slot = Slot.filled(tf, name, shape, number);
    slots.add(slot);
    return slot;
  }
}
