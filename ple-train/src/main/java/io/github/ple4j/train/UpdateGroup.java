package io.github.ple4j.train;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Variables that the losses of the same tasks reach. In a step whose batch has no sample of these
 * tasks they stay as they are, and so does all that an optimiser keeps of them.
 *
 * @param name unique in the model
 * @param active whether the batch has a sample of one of the tasks, a scalar
 */
record UpdateGroup(String name, Operand<TBool> active) {

  /** A number in a step that updates the group, another in one that does not; scalars. */
  Operand<TFloat32> select(Ops tf, Operand<TFloat32> ifActive, float otherwise) {
    return tf.select(active, ifActive, tf.constant(otherwise));
  }
}
