package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A resource variable.
 *
 * @param name unique in the model and the same in training and inference, such as {@code
 *     level_1/task/click/expert_1/layer_1/weights}
 * @param role how training changes it
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

  /** How training changes a variable. */
  public enum Role {
    /** By its gradient, whole. */
    DENSE,
    /** By the gradient of the rows that a batch reads. */
    EMBEDDING,
    /** Not by a gradient: see {@link MovingAverage}. */
    AVERAGE
  }

  Variable in(GraphNames names) {
    return new Variable(
        name, role, shape, names.find(handle), names.find(value), names.find(initialValue));
  }
}
