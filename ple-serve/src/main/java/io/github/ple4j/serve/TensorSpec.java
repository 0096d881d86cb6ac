package io.github.ple4j.serve;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * What a signature says of an input or an output.
 *
 * @param type the type of its values
 * @param shape its shape; a dimension that is -1 can be of any size, and a shape that {@link
 *     Shape#isUnknown} of any rank
 */
public record TensorSpec(ColumnType type, Shape shape) {
  /** Whether a column has this type and a shape that agrees. */
  boolean accepts(Column column) {
    return column.type() == type && shape.isCompatibleWith(column.shape());
  }

  /** Whether the first dimension is a batch of any size. */
  boolean isBatched() {
    return !shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) < 0;
  }

  /** By type and shape; a {@link Shape} with unknown dimensions equals none but itself. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TensorSpec spec
        && type == spec.type
        && Arrays.equals(shape.asArray(), spec.shape.asArray());
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(shape.asArray());
  }

  /** Type and shape, such as {@code float32 of shape [-1, 3]}. */
  @Override
  public String toString() {
    return type + (shape.isUnknown() ? " of any shape" : " of shape " + shape);
  }
}
