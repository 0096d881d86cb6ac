package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Feature.Categorical;
import io.github.ple4j.datasets.Feature.Numeric;
import java.util.HashSet;
import java.util.Set;

/**
 * Columns and labels of a data set.
 *
 * <p>The order of {@code features} is the order of columns in a {@link Batch}: the k-th numeric
 * feature is column k of {@link Batch#numeric()}, the k-th single-valued categorical one is column
 * k of {@link Batch#ids()}, the k-th multi-valued one is {@link Batch#bag bag} k. The k-th label is
 * task k.
 *
 * @param features the inputs, at least one, with unique names
 * @param labels the tasks, at least one, with names unique among labels and features
 * @param hasSampleWeight whether rows carry a weight for the loss
 * @param hasGroupId whether rows carry the id of a group (a user, say) for grouped metrics
 */
public record Schema(
    ImmutableList<Feature> features,
    ImmutableList<Label> labels,
    boolean hasSampleWeight,
    boolean hasGroupId) {

  public Schema {
    checkArgument(!features.isEmpty(), "a schema needs at least one feature");
    checkArgument(!labels.isEmpty(), "a schema needs at least one label");
    Set<String> names = new HashSet<>();
    for (Feature feature : features) {
      checkArgument(names.add(feature.name()), "duplicate feature: %s", feature.name());
    }
    for (Label label : labels) {
      checkArgument(names.add(label.name()), "label's name is already taken: %s", label.name());
    }
  }

  /** The numeric features, in the order of the columns of {@link Batch#numeric()}. */
  public ImmutableList<Numeric> numerics() {
    return features.stream()
        .filter(Numeric.class::isInstance)
        .map(Numeric.class::cast)
        .collect(toImmutableList());
  }

  /** The single-valued categorical features, in the order of the columns of {@link Batch#ids()}. */
  public ImmutableList<Categorical> singleValued() {
    return categoricals(false);
  }

  /** The multi-valued categorical features, in the order of the bags of a {@link Batch}. */
  public ImmutableList<Categorical> multiValued() {
    return categoricals(true);
  }

  private ImmutableList<Categorical> categoricals(boolean multiValued) {
    return features.stream()
        .filter(Categorical.class::isInstance)
        .map(Categorical.class::cast)
        .filter(feature -> feature.multiValued() == multiValued)
        .collect(toImmutableList());
  }

  static void checkName(String kind, String name) {
    checkArgument(!name.isBlank(), "name of a %s must not be blank", kind);
  }
}
