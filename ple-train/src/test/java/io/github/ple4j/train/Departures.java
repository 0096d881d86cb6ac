package io.github.ple4j.train;

import io.github.ple4j.graph.ModelSpec;

/** All that a spec of PLE may have and the paper's has not. */
final class Departures {
  private Departures() {}

  static void addTo(ModelSpec.Builder ple) {
    ple.setDropout(0.1).getBatchNormalizationBuilder().setDecay(0.9);
    ple.getGatesBuilder()
        .setBias(true)
        .addHiddenUnits(8)
        .setTemperature(2)
        .setRawSelector(true)
        .setSharedOnly(true);
  }
}
