package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A trainable resource variable.
 *
 * @param name unique in the model and the same in training and inference, such as {@code
 *     level_1/task/click/expert_1/layer_1/weights}
 * @param role whether it is updated whole or by rows
 * @param shape its static shape
 * @param handle the resource
 * @param value the variable as read in a step; gradients are taken with respect to it. Of an
 *     embedding table this reads the whole table: in a training step use {@link
 *     EmbeddingLookup#rows} instead
 * @param initialValue a tensor of the variable's shape, a function of the spec's seed and the name
 */
public record Variable(
    String name,
    Role role,
    Shape shape,
    Operand<? extends TType> handle,
    Operand<TFloat32> value,
    Operand<TFloat32> initialValue) {

  /** How a variable is updated. */
  public enum Role {
    DENSE,
    EMBEDDING
  }

  Variable in(GraphNames names) {
    return new Variable(
        name, role, shape, names.find(handle), names.find(value), names.find(initialValue));
  }
}
