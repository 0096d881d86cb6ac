package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.EmbeddingLookup;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Kingma and Ba 2015: m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; theta <- theta - lr sqrt(1
 * - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon); and with a weight decay Loshchilov and Hutter 2019:
 * theta <- theta - lr decay theta beside it. Of an embedding table, only the rows that a batch read
 * and their moments change. Every update group counts its own t.
 */
final class AdamOptimizer implements Optimizer {
  private final Ops main;
  private final Adam spec;
  private final double weightDecay;
  private final Operand<TFloat32> epsilon;
  private final Map<UpdateGroup, Betas> betas = new LinkedHashMap<>();
  private final List<Slot> slots = new ArrayList<>();

  /**
   * What a group's updates have in common; in a step that does not update the group, betas of 1
   * leave moments and powers as they are.
   *
   * @param power1 b1^t of the step under way
   */
  private record Betas(
      Operand<TFloat32> beta1, Operand<TFloat32> beta2, Slot power1, Slot power2) {}

  AdamOptimizer(Ops tf, Adam spec, double weightDecay) {
    this.main = tf;
    this.spec = spec;
    this.weightDecay = weightDecay;
    this.epsilon = tf.constant((float) spec.getEpsilon());
  }

  @Override
  public Op update(Ops place, Parameter parameter, Operand<TFloat32> gradient, StepRate rate) {
    Variable variable = parameter.variable();
    Slot m = slot(place, Optimizer.slotName(parameter, "m"), variable.shape(), 0);
    Slot v = slot(place, Optimizer.slotName(parameter, "v"), variable.shape(), 0);
    Betas group = betas.computeIfAbsent(rate.group(), this::betas);
    return parameter.lookup().isPresent()
        ? updateRows(place, parameter.lookup().get(), m, v, gradient, rate, group)
        : updateDense(place, parameter, m, v, gradient, rate, group);
  }

  private Op updateDense(
      Ops tf,
      Parameter parameter,
      Slot m,
      Slot v,
      Operand<TFloat32> gradient,
      StepRate rate,
      Betas group) {
    Variable variable = parameter.variable();
    Op adam =
        tf.train.resourceApplyAdam(
            variable.handle(),
            m.handle(),
            v.handle(),
            group.power1().value(),
            group.power2().value(),
            rate.ifActive(),
            group.beta1(),
            group.beta2(),
            epsilon,
            gradient);
    if (weightDecay == 0 || !parameter.decays()) {
      return adam;
    }
    return tf.withControlDependencies(adam)
        .assignSubVariableOp(variable.handle(), decay(tf, variable.value(), rate));
  }

  private Op updateRows(
      Ops tf,
      EmbeddingLookup lookup,
      Slot mSlot,
      Slot vSlot,
      Operand<TFloat32> gradient,
      StepRate rate,
      Betas group) {
    Operand<TInt32> ids = lookup.uniqueIds(); // [u]
    Operand<TFloat32> m = moment(tf, mSlot, ids, group.beta1(), gradient); // [u, width]
    Operand<TFloat32> v = moment(tf, vSlot, ids, group.beta2(), tf.math.square(gradient));
    Operand<TFloat32> step =
        tf.math.div(
            tf.math.mul(corrected(tf, rate, group), m), tf.math.add(tf.math.sqrt(v), epsilon));
    if (weightDecay != 0) {
      step = tf.math.add(step, decay(tf, lookup.rows(), rate));
    }
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(mSlot.handle(), ids, m),
            tf.resourceScatterUpdate(vSlot.handle(), ids, v),
            tf.resourceScatterSub(lookup.table().handle(), ids, step))
        .noOp();
  }

  @Override
  public ImmutableList<Op> finish(Ops tf) {
    ImmutableList.Builder<Op> powers = ImmutableList.builder();
    for (Betas group : betas.values()) {
      powers.add(
          grown(tf, group.power1(), group.beta1()), grown(tf, group.power2(), group.beta2()));
    }
    return powers.build();
  }

  @Override
  public ImmutableList<Slot> slots() {
    return ImmutableList.copyOf(slots);
  }

  private Betas betas(UpdateGroup group) {
    String name = "optimizer/" + group.name();
    return new Betas(
        group.select(main, main.constant((float) spec.getBeta1()), 1),
        group.select(main, main.constant((float) spec.getBeta2()), 1),
        slot(main, name + "/beta1_power", Shape.scalar(), spec.getBeta1()),
        slot(main, name + "/beta2_power", Shape.scalar(), spec.getBeta2()));
  }

  private static Op grown(Ops tf, Slot power, Operand<TFloat32> beta) {
    return tf.assignVariableOp(power.handle(), tf.math.mul(power.value(), beta));
  }

  /** lr decay theta. */
  private Operand<TFloat32> decay(Ops tf, Operand<TFloat32> value, StepRate rate) {
    return tf.math.mul(tf.math.mul(rate.ifActive(), tf.constant((float) weightDecay)), value);
  }

  /** decay * old + (1 - decay) * now, of the rows. */
  private Operand<TFloat32> moment(
      Ops tf, Slot slot, Operand<TInt32> ids, Operand<TFloat32> decay, Operand<TFloat32> now) {
    Operand<TFloat32> old = tf.resourceGather(slot.handle(), ids, TFloat32.class);
    Operand<TFloat32> rest = tf.math.sub(tf.constant(1f), decay);
    return tf.math.add(tf.math.mul(decay, old), tf.math.mul(rest, now));
  }

  /** lr sqrt(1 - b2^t) / (1 - b1^t). */
  private Operand<TFloat32> corrected(Ops tf, StepRate rate, Betas group) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> correction =
        tf.math.div(
            tf.math.sqrt(tf.math.sub(one, group.power2().value())),
            tf.math.sub(one, group.power1().value()));
    return tf.math.mul(rate.ifActive(), correction);
  }

  private Slot slot(Ops tf, String name, Shape shape, double number) {
    Slot slot = Slot.filled(tf, name, shape, number);
    slots.add(slot);
    return slot;
  }
}
