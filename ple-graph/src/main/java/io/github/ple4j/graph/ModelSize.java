package io.github.ple4j.graph;

import com.google.common.collect.ImmutableSet;
import java.util.Iterator;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/**
 * How large a model is.
 *
 * @param denseParameters trainable numbers, embeddings excluded
 * @param embeddingParameters numbers of the embedding tables
 * @param matrixFlops of one sample in inference: two for every multiplication of a matrix product
 * @param flops those, and one for every number that an elementwise operation gives; lookups, copies
 *     and selections are not counted
 */
public record ModelSize(
    long denseParameters, long embeddingParameters, long matrixFlops, long flops) {
  private static final ImmutableSet<String> ELEMENTWISE =
      ImmutableSet.of(
          "Add",
          "AddV2",
          "Sub",
          "Mul",
          "Div",
          "RealDiv",
          "DivNoNan",
          "BiasAdd",
          "Neg",
          "Exp",
          "Log",
          "Relu",
          "Tanh",
          "Softplus",
          "Sigmoid",
          "Softmax",
          "Maximum",
          "Minimum",
          "AddN");

  /**
   * The size of the model of a spec.
   *
   * @throws SpecException if the spec is not valid
   */
  public static ModelSize of(ModelSpec spec) {
    ModelSpecs.validate(spec);
    try (Graph graph = new Graph()) {
      ModelGraph one = build(graph, spec, 1);
      long dense = 0;
      long embeddings = 0;
      for (Variable variable : one.variables()) {
        long size = variable.shape().size();
        dense += variable.role() == Variable.Role.DENSE ? size : 0;
        embeddings += variable.role() == Variable.Role.EMBEDDING ? size : 0;
      }
      // What grows with the batch is of the sample; the rest, as a mix of weights, is of the step.
      Flops two = flops(spec, 2);
      Flops first = flops(graph, 1);
      long matrix = two.matrix() - first.matrix();
      return new ModelSize(
          dense, embeddings, matrix, matrix + two.elementwise() - first.elementwise());
    }
  }

  /** Of a batch. */
  private record Flops(long matrix, long elementwise) {}

  private static Flops flops(ModelSpec spec, int rows) {
    try (Graph graph = new Graph()) {
      build(graph, spec, rows);
      return flops(graph, rows);
    }
  }

  private static ModelGraph build(Graph graph, ModelSpec spec, int rows) {
    Ops tf = GraphOps.create(graph);
    return ModelGraph.build(
        graph, spec, FeatureInputs.placeholders(tf, spec, rows), Mode.INFERENCE, Placement.cpu());
  }

  private static Flops flops(Graph graph, int rows) {
    long matrix = 0;
    long elementwise = 0;
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (operation.type().contains("MatMul")) {
        Shape left = ((Operand<?>) operation.inputs().get(0)).shape();
        matrix += 2 * left.get(left.numDimensions() - 1) * size(operation, rows);
      } else if (ELEMENTWISE.contains(operation.type())) {
        long terms = operation.type().equals("AddN") ? operation.numInputs() - 1 : 1;
        elementwise += terms * size(operation, rows);
      }
    }
    return new Flops(matrix, elementwise);
  }

  /** Of the result; a dimension that is not known is that of the batch. */
  private static long size(GraphOperation operation, int rows) {
    Shape shape = operation.output(0).shape();
    if (shape.isUnknown()) {
      return 0;
    }
    long size = 1;
    for (int i = 0; i < shape.numDimensions(); i++) {
      size *= shape.get(i) == Shape.UNKNOWN_SIZE ? rows : shape.get(i);
    }
    return size;
  }
}
