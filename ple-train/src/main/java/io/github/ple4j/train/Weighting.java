package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Where the weights w_k of eq. 8 come from; the formulas are in {@code training.proto}. One
 * instance serves one graph.
 */
sealed interface Weighting
    permits StaticWeighting,
        DynamicWeightAverageWeighting,
        UncertaintyWeighting,
        GradNormWeighting {

  /**
   * The weights of a step, scalars by task; no gradient goes through them.
   *
   * @param scheduled what {@link #scheduled} gave for the step, {@code [K]}
   */
  ImmutableList<Operand<TFloat32>> weights(Ops tf, Operand<TFloat32> scheduled);

  /** What the joint loss has beside sum_k w_k L_k. */
  default Optional<Operand<TFloat32>> penalty(Ops tf) {
    return Optional.empty();
  }

  /** Whether {@link #updates} wants the norms of gradients. */
  default boolean readsGradientNorms() {
    return false;
  }

  /**
   * Operations that change learned weights.
   *
   * @param step the losses of a step and what a rule may need beside them
   */
  default List<Op> updates(Ops tf, Step step) {
    return List.of();
  }

  /** What is kept from step to step in the graph. */
  default ImmutableList<Slot> slots() {
    return ImmutableList.of();
  }

  /**
   * Weights that are a function of time, by task; of no meaning where weights are learned.
   *
   * @param epochs mean losses by task of the epochs that are done
   */
  default float[] scheduled(long step, ImmutableList<ImmutableList<Double>> epochs) {
    return new float[tasks()];
  }

  /** K. */
  int tasks();

  /**
   * A step's losses.
   *
   * @param gradientNorms |grad_W L_k| by task, over the last shared layer; empty unless asked for
   * @param groups by task, the update group that only this task's samples make active
   * @param rate the base learning rate
   */
  record Step(
      JointLoss loss,
      ImmutableList<Operand<TFloat32>> gradientNorms,
      ImmutableList<UpdateGroup> groups,
      Optimizer optimizer,
      Operand<TFloat32> rate,
      double initialRate) {}

  /** The weighting of a valid spec. */
  static Weighting of(Ops tf, TrainingSpec spec) {
    TaskWeighting weighting = spec.getWeighting();
    return switch (weighting.getKindCase()) {
      case UNCERTAINTY -> new UncertaintyWeighting(tf, spec.getModel().getTasksList());
      case DYNAMIC_WEIGHT_AVERAGE ->
          new DynamicWeightAverageWeighting(
              weighting.getDynamicWeightAverage(), spec.getModel().getTasksCount());
      case GRAD_NORM ->
          new GradNormWeighting(tf, weighting.getGradNorm(), spec.getModel().getTasksList());
      case STATIC_WEIGHTS, KIND_NOT_SET ->
          new StaticWeighting(weighting.getStaticWeights(), spec.getModel().getTasksList());
    };
  }

  /** The elements of a vector, as scalars. */
  static ImmutableList<Operand<TFloat32>> scalars(Ops tf, Operand<TFloat32> vector, int size) {
    return ImmutableList.copyOf(tf.unstack(vector, (long) size).output());
  }
}
