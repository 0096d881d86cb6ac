package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.EmbeddingLookup;
import io.github.ple4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** theta <- theta - lr g. */
record SgdOptimizer(Ops tf) implements Optimizer {

  @Override
  public Op updateDense(
      Variable variable, Operand<TFloat32> gradient, Operand<TFloat32> learningRate) {
    return tf.train.resourceApplyGradientDescent(variable.handle(), learningRate, gradient);
  }

  @Override
  public Op updateRows(
      EmbeddingLookup lookup, Operand<TFloat32> gradient, Operand<TFloat32> learningRate) {
    return tf.resourceScatterSub(
        lookup.table().handle(), lookup.uniqueIds(), tf.math.mul(gradient, learningRate));
  }

  @Override
  public ImmutableList<Op> finish(Ops tf) {
    return ImmutableList.of();
  }

  @Override
  public ImmutableList<Slot> slots() {
    return ImmutableList.of();
  }
}
