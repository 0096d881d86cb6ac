package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.EmbeddingLookup;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Duchi et al. 2011: a <- a + g^2; theta <- theta - lr g / sqrt(a). */
final class AdagradOptimizer implements Optimizer {
  private final Ops tf;
  private final Adagrad spec;
  private final List<Slot> slots = new ArrayList<>();

  AdagradOptimizer(Ops tf, Adagrad spec) {
    this.tf = tf;
    this.spec = spec;
  }

  @Override
  public Op updateDense(
      Variable variable, Operand<TFloat32> gradient, Operand<TFloat32> learningRate) {
    return tf.train.resourceApplyAdagrad(
        variable.handle(),
        accumulator(variable).handle(),
        learningRate,
        tf.constant(0f), // epsilon: the accumulator starts above 0
        gradient);
  }

  @Override
  public Op updateRows(
      EmbeddingLookup lookup, Operand<TFloat32> gradient, Operand<TFloat32> learningRate) {
    return tf.train.resourceSparseApplyAdagrad(
        lookup.table().handle(),
        accumulator(lookup.table()).handle(),
        learningRate,
        gradient,
        lookup.uniqueIds());
  }

  @Override
  public ImmutableList<Op> finish(Ops tf) {
    return ImmutableList.of();
  }

  @Override
  public ImmutableList<Slot> slots() {
    return ImmutableList.copyOf(slots);
  }

  private Slot accumulator(Variable variable) {
    Slot slot =
        Slot.filled(
            tf, variable.name() + "/accumulator", variable.shape(), spec.getInitialAccumulator());
    slots.add(slot);
    return slot;
  }
}
