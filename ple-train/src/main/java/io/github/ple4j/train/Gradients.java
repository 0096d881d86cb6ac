package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;

/** Gradients that TensorFlow derives. */
final class Gradients {
  private Gradients() {}

  /**
   * Gradients of a scalar with respect to {@link Parameter#read}; of parameters that it does not
   * reach there must be none.
   *
   * @param prefix of the names of the new operations, unique in the graph
   */
  static ImmutableMap<Parameter, Operand<TFloat32>> of(
      Graph graph, String prefix, Operand<TFloat32> scalar, List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      return ImmutableMap.of();
    }
    Output<?>[] gradients =
        graph.addGradients(
            prefix,
            new Output<?>[] {scalar.asOutput()},
            parameters.stream().map(p -> p.read().asOutput()).toArray(Output<?>[]::new),
            null);
    ImmutableMap.Builder<Parameter, Operand<TFloat32>> byParameter = ImmutableMap.builder();
    for (int i = 0; i < gradients.length; i++) {
      byParameter.put(parameters.get(i), floats(gradients[i]));
    }
    return byParameter.buildOrThrow();
  }

  @SuppressWarnings("unchecked") // a gradient has the type of the tensor it is taken of
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }
}
