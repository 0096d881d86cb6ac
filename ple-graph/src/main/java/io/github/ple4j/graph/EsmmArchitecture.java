package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Entire-space multi-task model, Ma et al. 2018: towers of a click and of a conversion after it
 * over shared embeddings, learned from the click and from both together.
 */
record EsmmArchitecture(Esmm spec, List<TaskSpec> tasks) implements Architecture {

  /** The index of the task that is the click. */
  static int click(Esmm spec, List<TaskSpec> tasks) {
    return spec.getClickTask().isEmpty() || spec.getClickTask().equals(tasks.get(0).getName())
        ? 0
        : 1;
  }

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> x = inputs.embed(root).x(); // [B, d]
    int clickIndex = click(spec, tasks);
    TaskSpec clickTask = tasks.get(clickIndex);
    TaskSpec conversionTask = tasks.get(1 - clickIndex);
    TaskOutput.Logit click = (TaskOutput.Logit) new Tower(clickTask, activation).apply(root, x);
    TaskOutput.Logit conversion =
        (TaskOutput.Logit) new Tower(conversionTask, activation).apply(root, x);
    TaskOutput conditional =
        new TaskOutput.Conditional(
            conversionTask.getName(),
            clickTask.getName(),
            product(root.in("product").tf(), click.logit(), conversion.logit()),
            conversion.prediction());
    // A node of its own: if an output were on the way to another one, a gradient that starts from
    // both, as with embeddings on another device, would go that way twice.
    TaskOutput alone =
        new TaskOutput.Logit(
            click.task(), root.in("click").tf().identity(click.logit()), click.prediction());
    return clickIndex == 0
        ? ImmutableList.of(alone, conditional)
        : ImmutableList.of(conditional, alone);
  }

  /** The logit of the product of two probabilities, -logsumexp(-a, -b, -a - b), {@code [B]}. */
  private static Operand<TFloat32> product(Ops tf, Operand<TFloat32> a, Operand<TFloat32> b) {
    Operand<TFloat32> terms =
        tf.stack(List.of(tf.math.neg(a), tf.math.neg(b), tf.math.neg(tf.math.add(a, b)))); // [3, B]
    Operand<TFloat32> largest = tf.stopGradient(tf.max(terms, tf.constant(0))); // [B]
    Operand<TFloat32> sum =
        tf.sum(tf.math.exp(tf.math.sub(terms, largest)), tf.constant(0)); // at least 1
    return tf.withName("logit").math.neg(tf.math.add(largest, tf.math.log(sum)));
  }

  /** Only embeddings are shared. */
  @Override
  public ImmutableList<String> lastSharedLayer() {
    return ImmutableList.of();
  }

  /** The loss of both together reaches the tower of the click. */
  @Override
  public Sharing sharing() {
    return Sharing.PARAMETERS;
  }
}
