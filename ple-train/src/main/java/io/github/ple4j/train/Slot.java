package io.github.ple4j.train;

import com.google.common.base.Splitter;
import io.github.ple4j.graph.GraphNames;
import io.github.ple4j.graph.Variable;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * State that an optimiser or a weighting keeps from step to step, a resource variable.
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
    return of(tf, name, shape, place -> filled(place, shape, number));
  }

  /** A slot that starts as {@code initialValue} gives it. */
  static Slot of(Ops tf, String name, Shape shape, Function<Ops, Operand<TFloat32>> initialValue) {
    Ops place = tf;
    for (String part : Splitter.on('/').split(name)) {
      place = place.withSubScope(part);
    }
    Operand<? extends TType> handle =
        place.withName("handle").varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    return new Slot(
        name,
        shape,
        handle,
        place.withName("value").readVariableOp(handle, TFloat32.class),
        initialValue.apply(place));
  }

  /** The slot in another graph that has nodes of the same names. */
  Slot in(GraphNames names) {
    return new Slot(name, shape, names.find(handle), names.find(value), names.find(initialValue));
  }

  /** The slot as something that an optimiser can train. */
  Variable trainable() {
    return new Variable(name, Variable.Role.DENSE, shape, handle, value, initialValue);
  }

  private static Operand<TFloat32> filled(Ops tf, Shape shape, double number) {
    return tf.fill(tf.constant(shape), tf.constant((float) number));
  }
}
