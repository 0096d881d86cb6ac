package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.EmbeddingLookup;
import io.github.ple4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A rule by which gradients change variables. One instance serves one graph. */
sealed interface Optimizer permits SgdOptimizer, AdagradOptimizer, AdamOptimizer {

  /** An operation that changes a whole variable. */
  Op updateDense(Variable variable, Operand<TFloat32> gradient, Operand<TFloat32> learningRate);

  /**
   * An operation that changes the rows of a table that a batch read, and no other.
   *
   * @param gradient with respect to the lookup's rows, {@code [u, width]}
   */
  Op updateRows(EmbeddingLookup lookup, Operand<TFloat32> gradient, Operand<TFloat32> learningRate);

  /** What remains to be done once every variable of a step has been updated. */
  ImmutableList<Op> finish(Ops tf);

  /** What the updates asked for so far keep from step to step. */
  ImmutableList<Slot> slots();

  /** The optimiser that a valid spec names. */
  static Optimizer of(Ops tf, OptimizerSpec spec) {
    return switch (spec.getKindCase()) {
      case SGD -> new SgdOptimizer(tf);
      case ADAGRAD -> new AdagradOptimizer(tf, spec.getAdagrad());
      case ADAM -> new AdamOptimizer(tf, spec.getAdam());
      case KIND_NOT_SET -> throw new IllegalArgumentException("no optimizer in the spec");
    };
  }
}
