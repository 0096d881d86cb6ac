package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;

/**
 * A spec's features by the tensor that holds them, each in the spec's order.
 *
 * @param numerics columns of {@link FeatureInputs#numeric}
 * @param singleValued columns of {@link FeatureInputs#ids}
 * @param multiValued {@link FeatureInputs#bags}
 */
public record FeatureColumns(
    ImmutableList<FeatureSpec> numerics,
    ImmutableList<FeatureSpec> singleValued,
    ImmutableList<FeatureSpec> multiValued) {

  /** The columns of a spec. */
  public static FeatureColumns of(ModelSpec spec) {
    ImmutableList.Builder<FeatureSpec> numerics = ImmutableList.builder();
    ImmutableList.Builder<FeatureSpec> singleValued = ImmutableList.builder();
    ImmutableList.Builder<FeatureSpec> multiValued = ImmutableList.builder();
    for (FeatureSpec feature : spec.getFeaturesList()) {
      if (feature.hasNumeric()) {
        numerics.add(feature);
      } else if (feature.getCategorical().getMultiValued()) {
        multiValued.add(feature);
      } else {
        singleValued.add(feature);
      }
    }
    return new FeatureColumns(numerics.build(), singleValued.build(), multiValued.build());
  }

  /** Whether a single-valued feature is weighted. */
  public boolean hasIdWeights() {
    return singleValued.stream().anyMatch(feature -> feature.getCategorical().getWeighted());
  }
}
