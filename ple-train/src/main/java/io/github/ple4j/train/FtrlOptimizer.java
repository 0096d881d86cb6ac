package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Follow the regularised leader, McMahan et al. 2013: n <- n + g^2; q' = (beta + sqrt(n)) / lr; z
 * <- z + g - (q' - q) theta; q <- q'; theta <- 0 where |z| <= l1, else -(z - sign(z) l1) / (q +
 * l2). It starts with z = -q theta, so that a variable starts where its initialiser puts it, and it
 * keeps q, so that a rate that changes does not move a variable by itself.
 */
final class FtrlOptimizer implements Optimizer {
  private final Ftrl spec;
  private final List<Slot> slots = new ArrayList<>();

  FtrlOptimizer(Ftrl spec) {
    this.spec = spec;
  }

  @Override
  public Op update(Ops tf, Parameter parameter, Operand<TFloat32> gradient, StepRate rate) {
    Variable variable = parameter.variable();
    double n0 = spec.getInitialAccumulator();
    double q0 = (spec.getBeta() + Math.sqrt(n0)) / rate.initial();
    Slot nSlot = slot(Slot.filled(tf, Optimizer.slotName(parameter, "n"), variable.shape(), n0));
    Slot qSlot = slot(Slot.filled(tf, Optimizer.slotName(parameter, "q"), variable.shape(), q0));
    Slot zSlot =
        slot(
            Slot.of(
                tf,
                Optimizer.slotName(parameter, "z"),
                variable.shape(),
                place -> place.math.mul(variable.value(), place.constant((float) -q0))));

    Operand<TFloat32> theta = parameter.read();
    Operand<TFloat32> oldN = read(tf, nSlot, parameter);
    Operand<TFloat32> oldQ = read(tf, qSlot, parameter);
    Operand<TFloat32> n = tf.math.add(oldN, tf.math.square(gradient));
    Operand<TFloat32> q =
        tf.math.div(
            tf.math.add(tf.constant((float) spec.getBeta()), tf.math.sqrt(n)), rate.value());
    Operand<TFloat32> z =
        tf.math.sub(
            tf.math.add(read(tf, zSlot, parameter), gradient),
            tf.math.mul(tf.math.sub(q, oldQ), theta));
    return tf.withControlDependencies(
            assign(tf, nSlot.handle(), parameter, rate, n, oldN),
            assign(tf, qSlot.handle(), parameter, rate, q, oldQ),
            assign(tf, zSlot.handle(), parameter, rate, z, read(tf, zSlot, parameter)),
            assign(tf, variable.handle(), parameter, rate, proximal(tf, z, q), theta))
        .noOp();
  }

  /** 0 where |z| <= l1, else -(z - sign(z) l1) / (q + l2). */
  private Operand<TFloat32> proximal(Ops tf, Operand<TFloat32> z, Operand<TFloat32> q) {
    Operand<TFloat32> beyond = // |z| - l1
        tf.nn.relu(tf.math.sub(tf.math.abs(z), tf.constant((float) spec.getL1())));
    return tf.math.div(
        tf.math.neg(tf.math.mul(tf.math.sign(z), beyond)),
        tf.math.add(q, tf.constant((float) spec.getL2())));
  }

  @Override
  public ImmutableList<Op> finish(Ops tf) {
    return ImmutableList.of();
  }

  @Override
  public ImmutableList<Slot> slots() {
    return ImmutableList.copyOf(slots);
  }

  private Slot slot(Slot slot) {
    slots.add(slot);
    return slot;
  }

  private Operand<TFloat32> read(Ops tf, Slot slot, Parameter parameter) {
    return parameter.lookup().isPresent()
        ? tf.resourceGather(
            slot.handle(), parameter.lookup().get().uniqueIds(), TFloat32.class) // [u, width]
        : slot.value();
  }

  private Op assign(
      Ops tf,
      Operand<? extends org.tensorflow.types.family.TType> handle,
      Parameter parameter,
      StepRate rate,
      Operand<TFloat32> now,
      Operand<TFloat32> old) {
    Operand<TFloat32> value = tf.select(rate.group().active(), now, old);
    if (parameter.lookup().isPresent()) {
      Operand<TInt32> ids = parameter.lookup().get().uniqueIds();
      return tf.resourceScatterUpdate(handle, ids, value);
    }
    return tf.assignVariableOp(handle, value);
  }
}
