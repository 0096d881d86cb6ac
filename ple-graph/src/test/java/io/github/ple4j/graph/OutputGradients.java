package io.github.ple4j.graph;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Gradients of a weighted sum of outputs with respect to variables that training gives one: to
 * dense ones as they are read, to embedding tables by the rows that the batch reads.
 */
final class OutputGradients {
  private final ModelSession session;
  private final List<Variable> variables;
  private final List<Placeholder<TFloat32>> factors = new ArrayList<>(); // of [B]
  private final Output<?>[] gradients;

  /** Adds gradients of the outputs, {@code [B]} each, with respect to the variables named. */
  OutputGradients(
      ModelSession session, List<? extends Operand<TFloat32>> outputs, Predicate<String> names) {
    this.session = session;
    this.variables =
        session.model().variables().stream()
            .filter(v -> v.role() != Variable.Role.AVERAGE && names.test(v.name()))
            .toList();
    Graph graph = session.model().graph();
    Ops tf = Ops.create(graph).withSubScope("factors");
    for (int i = 0; i < outputs.size(); i++) {
      factors.add(tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1))));
    }
    Output<?>[] y = outputs.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] x = variables.stream().map(v -> read(v).asOutput()).toArray(Output<?>[]::new);
    Output<?>[] dy = factors.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    gradients = graph.addGradients(tf.scope().makeOpName("gradients"), y, x, dy);
  }

  private Operand<TFloat32> read(Variable variable) {
    return variable.role() == Variable.Role.DENSE ? variable.value() : lookup(variable).rows();
  }

  private EmbeddingLookup lookup(Variable table) {
    return session.model().lookups().stream()
        .filter(lookup -> lookup.table().name().equals(table.name()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The gradients of {@code sum_i sum_b factors[i][b] outputs[i][b]}, by variable and of its shape.
   */
  ImmutableSortedMap<String, double[]> run(Batch batch, List<float[]> factors) {
    try (BatchFeeds feeds = new BatchFeeds(session.session().runner())) {
      feeds.feed(session.model().inputs(), batch);
      feeds.feedStep(session.model(), session.step());
      for (int i = 0; i < factors.size(); i++) {
        feeds.feed(this.factors.get(i), Shape.of(batch.size()), factors.get(i));
      }
      for (Output<?> gradient : gradients) {
        feeds.runner().fetch(gradient);
      }
      List<Variable> tables =
          variables.stream().filter(v -> v.role() == Variable.Role.EMBEDDING).toList();
      tables.forEach(table -> feeds.runner().fetch(lookup(table).uniqueIds()));
      try (Result result = feeds.runner().run()) {
        ImmutableSortedMap.Builder<String, double[]> all = ImmutableSortedMap.naturalOrder();
        for (int i = 0; i < variables.size(); i++) {
          Variable variable = variables.get(i);
          float[] gradient = floats((TFloat32) result.get(i));
          if (variable.role() == Variable.Role.EMBEDDING) {
            int[] ids = ints((TInt32) result.get(variables.size() + tables.indexOf(variable)));
            all.put(variable.name(), scattered(variable, ids, gradient));
          } else {
            all.put(variable.name(), ModelSession.doubles(gradient));
          }
        }
        return all.buildOrThrow();
      }
    }
  }

  /** The largest absolute entry of every gradient. */
  ImmutableSortedMap<String, Double> largest(Batch batch, List<float[]> factors) {
    return ImmutableSortedMap.copyOf(
        Maps.transformValues(run(batch, factors), OutputGradients::largest));
  }

  private static double largest(double[] gradient) {
    double largest = 0;
    for (double entry : gradient) {
      largest = Math.max(largest, Math.abs(entry));
    }
    return largest;
  }

  private static double[] scattered(Variable table, int[] ids, float[] gradient) {
    int width = (int) table.shape().get(1);
    double[] whole = new double[(int) table.shape().size()];
    for (int i = 0; i < ids.length; i++) {
      for (int j = 0; j < width; j++) {
        // Not added to: an id that occurred twice would show as a wrong gradient.
        whole[ids[i] * width + j] = gradient[i * width + j];
      }
    }
    return whole;
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values));
    return values;
  }

  private static int[] ints(TInt32 tensor) {
    int[] values = new int[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values));
    return values;
  }
}
