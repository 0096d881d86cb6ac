package io.github.ple4j.train;

import io.github.ple4j.graph.Variable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.Tensor;

/** Values that variables had at some step, held outside of the graph. */
final class Snapshot implements AutoCloseable {
  private final Map<Variable, Tensor> values = new LinkedHashMap<>();
  private final Result result;

  /**
   * Takes over the result of a run.
   *
   * @param result has the values of the variables, in their order
   */
  Snapshot(Collection<Variable> variables, Result result) {
    this.result = result;
    int i = 0;
    for (Variable variable : variables) {
      values.put(variable, result.get(i++));
    }
  }

  /** The values; they must not be used once this is closed. */
  Map<Variable, Tensor> values() {
    return values;
  }

  @Override
  public void close() {
    result.close();
  }
}
