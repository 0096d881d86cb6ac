package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Duchi et al. 2011: a <- a + g^2; theta <- theta - lr g / sqrt(a). */
final class AdagradOptimizer implements Optimizer {
  private final Adagrad spec;
  private final List<Slot> slots = new ArrayList<>();

  AdagradOptimizer(Adagrad spec) {
    this.spec = spec;
  }

  @Override
  public Op update(Ops tf, Parameter parameter, Operand<TFloat32> gradient, StepRate rate) {
    Variable variable = parameter.variable();
    Slot accumulator =
        Slot.filled(
            tf,
            Optimizer.slotName(parameter, "accumulator"),
            variable.shape(),
            spec.getInitialAccumulator());
    slots.add(accumulator);
    return parameter.lookup().isPresent()
        ? tf.train.resourceSparseApplyAdagrad(
            variable.handle(),
            accumulator.handle(),
            rate.ifActive(),
            gradient,
            parameter.lookup().get().uniqueIds())
        : tf.train.resourceApplyAdagrad(
            variable.handle(),
            accumulator.handle(),
            rate.ifActive(),
            tf.constant(0f), // epsilon: the accumulator starts above 0
            gradient);
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
