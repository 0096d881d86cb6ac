package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What training keeps of its batches, and inference reads: the mean or variance of a layer.
 *
 * @param variable of the role {@link Variable.Role#AVERAGE}
 * @param batch the value in this batch, of the variable's shape
 * @param next what the variable is to be after this step
 */
public record MovingAverage(Variable variable, Operand<TFloat32> batch, Operand<TFloat32> next) {

  MovingAverage in(GraphNames names) {
    return new MovingAverage(variable.in(names), names.find(batch), names.find(next));
  }
}
