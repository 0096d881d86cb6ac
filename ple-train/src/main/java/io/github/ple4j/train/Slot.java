package io.github.ple4j.train;

import com.google.common.base.Splitter;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * State that an optimiser keeps from step to step, a resource variable.
 *
 * @param initialValue a tensor of its shape
 */
record Slot(
    String name,
    Shape shape,
    Operand<? extends TType> handle,
    Operand<TFloat32> value,
    Operand<TFloat32> initialValue) {

  /** A slot filled with a number. */
  static Slot filled(Ops tf, String name, Shape shape, double number) {
    Ops place = tf.withSubScope("optimizer");
    for (String part : Splitter.on('/').split(name)) {
      place = place.withSubScope(part);
    }
    String full = "optimizer/" + name;
    Operand<? extends TType> handle =
        place.withName("handle").varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(full));
    return new Slot(
        full,
        shape,
        handle,
        place.withName("value").readVariableOp(handle, TFloat32.class),
        place.fill(place.constant(shape), place.constant((float) number)));
  }
}
