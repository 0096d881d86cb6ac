package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.GraphNames;
import io.github.ple4j.graph.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * What a training step reads of a batch; all of it can be fed.
 *
 * @param labels of every task, {@code [B]}; anything, NaN included, where the weight is 0
 * @param weights of every task: delta_ik times the sample's weight, {@code [B]}
 */
record TrainingInputs(
    FeatureInputs features,
    ImmutableList<Operand<TFloat32>> labels,
    ImmutableList<Operand<TFloat32>> weights) {

  /** Makes one tensor of another, of its type. */
  interface Mapping {
    /**
     * The tensor that takes the place of another.
     *
     * @param ofBag whether the tensor has another length than the batch
     */
    <T extends TType> Operand<T> apply(Operand<T> tensor, boolean ofBag);
  }

  /** Placeholders. */
  static TrainingInputs placeholders(Ops tf, ModelSpec spec) {
    ImmutableList.Builder<Operand<TFloat32>> labels = ImmutableList.builder();
    ImmutableList.Builder<Operand<TFloat32>> weights = ImmutableList.builder();
    Ops ofTasks = tf.withSubScope("tasks");
    spec.getTasksList()
        .forEach(
            task -> {
              Ops scope = ofTasks.withSubScope(task.getName());
              labels.add(vector(scope.withName("label")));
              weights.add(vector(scope.withName("weight")));
            });
    return new TrainingInputs(
        FeatureInputs.placeholders(tf, spec), labels.build(), weights.build());
  }

  /** What a mapping makes of all tensors, asked in the order of {@link #all}. */
  TrainingInputs map(Mapping mapping) {
    Operand<TFloat32> numeric = mapping.apply(features.numeric(), false);
    Operand<org.tensorflow.types.TInt32> ids = mapping.apply(features.ids(), false);
    Optional<Operand<TFloat32>> idWeights =
        features.idWeights().map(tensor -> mapping.apply(tensor, false));
    ImmutableList.Builder<FeatureInputs.Bag> bags = ImmutableList.builder();
    for (FeatureInputs.Bag bag : features.bags()) {
      bags.add(
          new FeatureInputs.Bag(
              mapping.apply(bag.ids(), true),
              mapping.apply(bag.rows(), true),
              mapping.apply(bag.weights(), true)));
    }
    ImmutableList.Builder<Operand<TFloat32>> ofLabels = ImmutableList.builder();
    ImmutableList.Builder<Operand<TFloat32>> ofWeights = ImmutableList.builder();
    for (int task = 0; task < labels.size(); task++) {
      ofLabels.add(mapping.apply(labels.get(task), false));
      ofWeights.add(mapping.apply(weights.get(task), false));
    }
    return new TrainingInputs(
        new FeatureInputs(numeric, ids, idWeights, bags.build()),
        ofLabels.build(),
        ofWeights.build());
  }

  /** All tensors: features as in {@link FeatureInputs}, then label and weight of every task. */
  List<Operand<?>> all() {
    List<Operand<?>> all = new ArrayList<>();
    map(
        new Mapping() {
          @Override
          public <T extends TType> Operand<T> apply(Operand<T> tensor, boolean ofBag) {
            all.add(tensor);
            return tensor;
          }
        });
    return all;
  }

  /** This in another graph that has nodes of the same names. */
  TrainingInputs in(GraphNames names) {
    return map(
        new Mapping() {
          @Override
          public <T extends TType> Operand<T> apply(Operand<T> tensor, boolean ofBag) {
            return names.find(tensor);
          }
        });
  }

  private static Operand<TFloat32> vector(Ops tf) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
  }
}
