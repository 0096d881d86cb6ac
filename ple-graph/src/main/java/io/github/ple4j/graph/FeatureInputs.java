package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The features of a batch as tensors, wherever they come from: placeholders in training, lookup
 * tables in an export.
 *
 * @param numeric raw values of the numeric features in the spec's order, NaN where missing, {@code
 *     [B, numerics]}
 * @param ids ids of the single-valued categorical features in the spec's order, {@code [B,
 *     features]}
 * @param idWeights weights of those ids, {@code [B, features]}, 1 where a feature is not weighted;
 *     present if one of them is weighted
 * @param bags the multi-valued categorical features in the spec's order
 */
public record FeatureInputs(
    Operand<TFloat32> numeric,
    Operand<TInt32> ids,
    Optional<Operand<TFloat32>> idWeights,
    ImmutableList<Bag> bags) {

  /** Name prefix of the placeholders made by {@link #placeholders}. */
  static final String SCOPE = "inputs";

  /**
   * A multi-valued feature of a batch, its values one after the other.
   *
   * @param ids {@code [n]}
   * @param rows the row of the batch to which each value belongs, {@code [n]}
   * @param weights {@code [n]}; all 1 where the feature is not weighted; 0 is padding
   */
  public record Bag(Operand<TInt32> ids, Operand<TInt32> rows, Operand<TFloat32> weights) {
    Bag in(GraphNames names) {
      return new Bag(names.find(ids), names.find(rows), names.find(weights));
    }
  }

  /** Placeholders for already encoded features, under the name {@code inputs}. */
  public static FeatureInputs placeholders(Ops tf, ModelSpec spec) {
    return placeholders(tf, spec, Shape.UNKNOWN_SIZE);
  }

  /** Placeholders for batches of so many rows, for what asks for shapes and never runs. */
  static FeatureInputs placeholders(Ops tf, ModelSpec spec, long rows) {
    Ops inputs = tf.withSubScope(SCOPE);
    FeatureColumns columns = FeatureColumns.of(spec);
    Shape idShape = Shape.of(rows, columns.singleValued().size());
    ImmutableList.Builder<Bag> bags = ImmutableList.builder();
    for (int i = 0; i < columns.multiValued().size(); i++) {
      Ops bag = inputs.withSubScope("bag_" + i);
      bags.add(
          new Bag(
              bag.withName("ids").placeholder(TInt32.class, vector()),
              bag.withName("rows").placeholder(TInt32.class, vector()),
              bag.withName("weights").placeholder(TFloat32.class, vector())));
    }
    Shape numericShape = Shape.of(rows, columns.numerics().size());
    return new FeatureInputs(
        inputs.withName("numeric").placeholder(TFloat32.class, Placeholder.shape(numericShape)),
        inputs.withName("ids").placeholder(TInt32.class, Placeholder.shape(idShape)),
        columns.hasIdWeights()
            ? Optional.of(
                inputs
                    .withName("id_weights")
                    .placeholder(TFloat32.class, Placeholder.shape(idShape)))
            : Optional.empty(),
        bags.build());
  }

  FeatureInputs in(GraphNames names) {
    return new FeatureInputs(
        names.find(numeric),
        names.find(ids),
        idWeights.map(names::find),
        bags.stream().map(bag -> bag.in(names)).collect(ImmutableList.toImmutableList()));
  }

  private static Placeholder.Options vector() {
    return Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE));
  }
}
