package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A rule by which gradients change variables; the formulas are in {@code training.proto}. One
 * instance serves one graph.
 */
sealed interface Optimizer permits SgdOptimizer, AdagradOptimizer, AdamOptimizer, FtrlOptimizer {

  /**
   * An operation that changes a dense variable, or those rows of a table that the batch read and no
   * other; in a step that does not update the rate's group it changes nothing, to the bit.
   *
   * @param place on the device of the variable
   * @param gradient with respect to {@link Parameter#read}, of its shape; 0 where the group is not
   *     updated
   */
  Op update(Ops place, Parameter parameter, Operand<TFloat32> gradient, StepRate rate);

  /** What remains to be done once every variable of a step has been updated. */
  ImmutableList<Op> finish(Ops tf);

  /** What the updates asked for so far keep from step to step. */
  ImmutableList<Slot> slots();

  /** The optimiser that a valid spec names. */
  static Optimizer of(Ops tf, OptimizerSpec spec) {
    return switch (spec.getKindCase()) {
      case SGD -> new SgdOptimizer(tf, spec.getSgd());
      case ADAGRAD -> new AdagradOptimizer(spec.getAdagrad());
      case ADAM -> new AdamOptimizer(tf, spec.getAdam(), 0);
      case ADAMW ->
          new AdamOptimizer(tf, spec.getAdamw().getAdam(), spec.getAdamw().getWeightDecay());
      case FTRL -> new FtrlOptimizer(spec.getFtrl());
      case KIND_NOT_SET -> throw new IllegalArgumentException("no optimizer in the spec");
    };
  }

  /** The name of what an optimiser keeps of a variable. */
  static String slotName(Parameter parameter, String what) {
    return "optimizer/" + parameter.variable().name() + "/" + what;
  }
}
