package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.TaskOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradient of every task's L_k on its own, of the parameters that it reaches.
 *
 * @param byTask in the model's order
 */
record TaskGradients(ImmutableList<ImmutableMap<Parameter, Operand<TFloat32>>> byTask) {

  /**
   * Adds a backward pass for each task, as far as these parameters.
   *
   * @param name of the operations, unique in the graph
   */
  static TaskGradients of(
      Gradients gradients,
      ModelGraph model,
      JointLoss loss,
      TaskReach reach,
      List<Parameter> parameters,
      String name) {
    ImmutableList.Builder<ImmutableMap<Parameter, Operand<TFloat32>>> byTask =
        ImmutableList.builder();
    for (int task = 0; task < model.outputs().size(); task++) {
      TaskOutput output = model.outputs().get(task);
      byTask.add(
          gradients.of(
              name + "_" + (task + 1),
              loss.taskLosses().get(task),
              parameters.stream()
                  .filter(p -> reach.hasGradient(output.task(), p.variable()))
                  .toList()));
    }
    return new TaskGradients(byTask.build());
  }

  /** |g_k| over those parameters that are wanted, as one vector; by task. */
  ImmutableList<Operand<TFloat32>> norms(Ops tf, Predicate<Parameter> wanted) {
    return byTask.stream()
        .map(gradients -> tf.math.sqrt(dot(tf, gradients, gradients, wanted)))
        .<Operand<TFloat32>>map(norm -> norm)
        .collect(ImmutableList.toImmutableList());
  }

  /** g_j . g_k over those parameters that are wanted and both reach, {@code [K, K]}. */
  Operand<TFloat32> products(Ops tf, Predicate<Parameter> wanted) {
    int tasks = byTask.size();
    List<List<Operand<TFloat32>>> rows = new ArrayList<>();
    for (int j = 0; j < tasks; j++) {
      List<Operand<TFloat32>> row = new ArrayList<>();
      for (int k = 0; k < tasks; k++) {
        row.add(k < j ? rows.get(k).get(j) : dot(tf, byTask.get(j), byTask.get(k), wanted));
      }
      rows.add(row);
    }
    List<Operand<TFloat32>> stacked = new ArrayList<>();
    rows.forEach(row -> stacked.add(tf.stack(row)));
    return tf.stack(stacked);
  }

  private static Operand<TFloat32> dot(
      Ops tf,
      ImmutableMap<Parameter, Operand<TFloat32>> left,
      ImmutableMap<Parameter, Operand<TFloat32>> right,
      Predicate<Parameter> wanted) {
    List<Operand<TFloat32>> terms = new ArrayList<>();
    left.forEach(
        (parameter, gradient) -> {
          Operand<TFloat32> other = right.get(parameter);
          if (other != null && wanted.test(parameter)) {
            Operand<TFloat32> products =
                tf.reshape(tf.math.mul(gradient, other), tf.constant(new int[] {-1}));
            terms.add(tf.sum(products, tf.constant(0)));
          }
        });
    return terms.isEmpty() ? tf.constant(0f) : tf.math.addN(terms);
  }
}
