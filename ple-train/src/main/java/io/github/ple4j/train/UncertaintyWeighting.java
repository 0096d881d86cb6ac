package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Homoscedastic uncertainty, Kendall et al. 2018: the loss is sum_k exp(-s_k) c_k L_k + s_k / 2,
 * c_k = 1 for cross-entropy and 1/2 for squared error, and s_k is trained with it.
 */
final class UncertaintyWeighting implements Weighting {
  private final List<TaskSpec> tasks;
  private final ImmutableList<Slot> logVariances; // s_k

  UncertaintyWeighting(Ops tf, List<TaskSpec> tasks) {
    this.tasks = tasks;
    this.logVariances =
        tasks.stream()
            .map(t -> "weighting/" + t.getName() + "/log_variance")
            .map(name -> Slot.filled(tf, name, Shape.scalar(), 0))
            .collect(ImmutableList.toImmutableList());
  }

  @Override
  public ImmutableList<Operand<TFloat32>> weights(Ops tf, Operand<TFloat32> scheduled) {
    ImmutableList.Builder<Operand<TFloat32>> weights = ImmutableList.builder();
    for (int task = 0; task < tasks.size(); task++) {
      boolean regression = tasks.get(task).getKind() == TaskSpec.Kind.REGRESSION;
      Operand<TFloat32> precision = tf.math.exp(tf.math.neg(logVariances.get(task).value()));
      weights.add(tf.math.mul(precision, tf.constant(regression ? 0.5f : 1f)));
    }
    return weights.build();
  }

  @Override
  public Optional<Operand<TFloat32>> penalty(Ops tf) {
    List<Operand<TFloat32>> all = new ArrayList<>();
    logVariances.forEach(s -> all.add(s.value()));
    return Optional.of(tf.math.mul(tf.math.addN(all), tf.constant(0.5f)));
  }

  @Override
  public List<Op> updates(Ops tf, Step step) {
    // What the optimiser keeps has initial values, which must not wait for a step's loss.
    Ops place = tf.withControlDependencies(List.of());
    List<Op> updates = new ArrayList<>();
    ImmutableList<Operand<TFloat32>> weights = weights(tf, tf.constant(new float[tasks.size()]));
    for (int task = 0; task < tasks.size(); task++) {
      // d/ds (exp(-s) c L + s / 2) = 1/2 - exp(-s) c L
      UpdateGroup group = step.groups().get(task);
      Operand<TFloat32> gradient =
          tf.math.sub(
              tf.constant(0.5f),
              tf.math.mul(weights.get(task), step.loss().taskLosses().get(task)));
      StepRate rate =
          new StepRate(group, step.initialRate(), step.rate(), group.select(tf, step.rate(), 0));
      Parameter s = new Parameter(logVariances.get(task).trainable(), Optional.empty());
      updates.add(step.optimizer().update(place, s, group.select(tf, gradient, 0), rate));
    }
    return updates;
  }

  @Override
  public ImmutableList<Slot> slots() {
    return logVariances;
  }

  @Override
  public int tasks() {
    return tasks.size();
  }
}
