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

/** m <- momentum m + g; theta <- theta - lr m. */
final class SgdOptimizer implements Optimizer {
  private final Operand<TFloat32> momentum;
  private final boolean plain; // without m
  private final List<Slot> slots = new ArrayList<>();

  SgdOptimizer(Ops tf, Sgd spec) {
    this.momentum = tf.constant((float) spec.getMomentum());
    this.plain = spec.getMomentum() == 0;
  }

  @Override
  public Op update(Ops tf, Parameter parameter, Operand<TFloat32> gradient, StepRate rate) {
    Variable variable = parameter.variable();
    if (plain) {
      return parameter.lookup().isPresent()
          ? tf.resourceScatterSub(
              variable.handle(),
              parameter.lookup().get().uniqueIds(),
              tf.math.mul(gradient, rate.ifActive()))
          : tf.train.resourceApplyGradientDescent(variable.handle(), rate.ifActive(), gradient);
    }
    Slot m = Slot.filled(tf, Optimizer.slotName(parameter, "m"), variable.shape(), 0);
    slots.add(m);
    Operand<TFloat32> kept = rate.group().select(tf, momentum, 1);
    if (parameter.lookup().isEmpty()) {
      return tf.train.resourceApplyMomentum(
          variable.handle(), m.handle(), rate.ifActive(), gradient, kept);
    }
    Operand<TInt32> ids = parameter.lookup().get().uniqueIds(); // [u]
    Operand<TFloat32> old = tf.resourceGather(m.handle(), ids, TFloat32.class); // [u, width]
    Operand<TFloat32> now = tf.math.add(tf.math.mul(kept, old), gradient);
    return tf.withControlDependencies(
            tf.resourceScatterUpdate(m.handle(), ids, now),
            tf.resourceScatterSub(variable.handle(), ids, tf.math.mul(rate.ifActive(), now)))
        .noOp();
  }

  @Override
  public ImmutableList<Op> finish(Ops tf) {
    return ImmutableList.of();
  }

  @Override
  public ImmutableList<Slot> slots() {
    return ImmutableList.copyOf(slots);
  }
}
