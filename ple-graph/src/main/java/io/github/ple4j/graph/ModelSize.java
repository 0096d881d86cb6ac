package io.github.ple4j.graph;

import com.google.common.collect.ImmutableSet;
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
 * @param flops of one sample in inference: two for every multiplication of a matrix product, one
 *     for every number that an elementwise operation gives; lookups are not counted
 */
public record ModelSize(long denseParameters, long embeddingParameters, long flops) {
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
        boolean isDense = variable.role() == Variable.Role.DENSE;
        dense += isDense ? variable.shape().size() : 0;
        embeddings += isDense ? 0 : variable.shape().size();
      }
      // What grows with the batch is of the sample; the rest, as a mix of weights, is of the step.
      return new ModelSize(dense, embeddings, flops(spec, 2) - flops(graph, 1));
    }
  }

  private static long flops(ModelSpec spec, int rows) {
    try (Graph graph = new Graph()) {
      build(graph, spec, rows);
      return flops(graph, rows);
    }
  }

  private static ModelGraph build(Graph graph, ModelSpec spec, int rows) {
    Ops tf = Ops.create(graph);
    return ModelGraph.build(
        graph, spec, FeatureInputs.placeholders(tf, spec, rows), Mode.INFERENCE, Placement.cpu());
  }

  private static long flops(Graph graph, int rows) {
    long[] sum = {0};
    graph.operations().forEachRemaining(operation -> sum[0] += flops(operation, rows));
    return sum[0];
  }

  private static long flops(GraphOperation operation, int rows) {
    if (operation.type().contains("MatMul")) {
      Shape left = ((Operand<?>) operation.inputs().get(0)).shape();
      long inner = left.get(left.numDimensions() - 1);
      return 2 * inner * size(operation, rows);
    }
    if (!ELEMENTWISE.contains(operation.type())) {
      return 0;
    }
    long terms = operation.type().equals("AddN") ? operation.numInputs() - 1 : 1;
    return terms * size(operation, rows);
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
