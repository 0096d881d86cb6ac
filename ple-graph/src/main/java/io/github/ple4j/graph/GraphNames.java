package io.github.ple4j.graph;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.family.TType;

/**
 * Finds nodes of one graph in another that has nodes of the same names, such as an imported copy
 * whose devices were changed.
 *
 * @param graph the graph in which to find them
 */
public record GraphNames(Graph graph) {

  /**
   * The node's counterpart.
   *
   * @throws IllegalArgumentException if the graph has no node of that name
   */
  @SuppressWarnings("unchecked") // an output of the same name in a copy is of the same type
  public <T extends TType> Operand<T> find(Operand<T> operand) {
    Output<T> output = operand.asOutput();
    return (Operand<T>) graph.operationOrThrow(output.op().name()).output(output.index());
  }
}
