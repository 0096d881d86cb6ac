package io.github.ple4j.train;

import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.RawFeatures;
import io.github.ple4j.graph.SpecException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Whether a model can be exported when it is trained: what its signatures ask of its features. */
final class ExportNames {
  /** Inputs of the signature {@code encoded}, beside multi-valued features. */
  private static final Set<String> ENCODED = Set.of("ids", "floats", "id_weights");

  private ExportNames() {}

  /**
   * Checks a valid spec.
   *
   * @throws SpecException if all features are multi-valued, or two inputs would have one name
   */
  static void check(ModelSpec spec) {
    Map<String, Integer> places = new HashMap<>();
    boolean tellsRows = false;
    for (int i = 0; i < spec.getFeaturesCount(); i++) {
      places.put(spec.getFeatures(i).getName(), i);
      tellsRows |= !isMultiValued(spec.getFeatures(i));
    }
    if (!tellsRows) {
      throw new SpecException(
          "features",
          "expected one that is not multi-valued, found none: an exported model takes the number of"
              + " rows from it; add a numeric feature, if only a constant");
    }
    for (int i = 0; i < spec.getFeaturesCount(); i++) {
      FeatureSpec feature = spec.getFeatures(i);
      String path = "features[" + i + "].name";
      if (isMultiValued(feature) && ENCODED.contains(feature.getName())) {
        throw new SpecException(
            path,
            "expected another name than those of the inputs of signature encoded, found "
                + feature.getName());
      }
      String weights = feature.getName() + RawFeatures.WEIGHTS;
      boolean weighted = isMultiValued(feature) || feature.getCategorical().getWeighted();
      if (weighted && places.containsKey(weights)) {
        throw new SpecException(
            "features[" + places.get(weights) + "].name",
            "expected another name than that of the weights of "
                + feature.getName()
                + ", found "
                + weights);
      }
    }
  }

  private static boolean isMultiValued(FeatureSpec feature) {
    return feature.hasCategorical() && feature.getCategorical().getMultiValued();
  }
}
