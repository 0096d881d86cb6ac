package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Policy;
import io.github.ple4j.graph.TaskOutput;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * REINFORCE with a moving-average baseline, Williams 1992, of the choices that an architecture drew
 * in a step: the gradient of -(R - b) log pi with R = bonus - L_k. A batch without samples of a
 * task neither rewards its choices nor moves its baseline.
 *
 * @param losses scalars of value 0 with that gradient, one for each policy
 * @param slots of each policy, the moving average of R and the sum of its weights
 * @param updates of the slots; they read the losses of the step
 */
record PolicyGradient(
    ImmutableList<Operand<TFloat32>> losses, ImmutableList<Slot> slots, ImmutableList<Op> updates) {

  /**
   * Adds the losses of a model's policies; none where it has none.
   *
   * @param updating where the updates stand, once the step is known to be finite
   */
  static PolicyGradient build(Ops tf, Ops updating, ModelGraph model, JointLoss loss) {
    List<String> tasks = model.outputs().stream().map(TaskOutput::task).toList();
    ImmutableList<Operand<TBool>> present =
        model.policies().isEmpty() ? ImmutableList.of() : loss.present(tf);
    ImmutableList.Builder<Operand<TFloat32>> losses = ImmutableList.builder();
    ImmutableList.Builder<Slot> slots = ImmutableList.builder();
    List<Op> updates = new ArrayList<>();
    for (Policy policy : model.policies()) {
      int task = tasks.indexOf(policy.task());
      Operand<TBool> has = present.get(task);
      Slot sum = Slot.filled(tf, "policy/" + policy.task() + "/rewards", Shape.scalar(), 0);
      Slot weight = Slot.filled(tf, "policy/" + policy.task() + "/weight", Shape.scalar(), 0);
      Operand<TFloat32> reward =
          tf.stopGradient(tf.math.sub(policy.bonus(), loss.taskLosses().get(task)));
      Operand<TBool> known = tf.math.greater(weight.value(), tf.constant(0f));
      Operand<TFloat32> baseline = tf.math.divNoNan(sum.value(), weight.value());
      Operand<TFloat32> advantage =
          tf.select(tf.math.logicalAnd(has, known), tf.math.sub(reward, baseline), tf.constant(0f));
      Operand<TFloat32> surrogate =
          tf.math.neg(tf.math.mul(tf.stopGradient(advantage), policy.logProbability()));
      losses.add(tf.math.sub(surrogate, tf.stopGradient(surrogate)));
      slots.add(sum, weight);
      updates.add(moved(updating, sum, reward, has, policy.baselineDecay()));
      updates.add(moved(updating, weight, tf.constant(1f), has, policy.baselineDecay()));
    }
    return new PolicyGradient(losses.build(), slots.build(), ImmutableList.copyOf(updates));
  }

  /** s <- decay s + (1 - decay) v, where there is a v. */
  private static Op moved(
      Ops tf, Slot slot, Operand<TFloat32> value, Operand<TBool> has, double decay) {
    Operand<TFloat32> kept = tf.math.mul(slot.value(), tf.constant((float) decay));
    Operand<TFloat32> added = tf.math.mul(value, tf.constant((float) (1 - decay)));
    return tf.assignVariableOp(
        slot.handle(), tf.select(has, tf.math.add(kept, added), slot.value()));
  }
}
