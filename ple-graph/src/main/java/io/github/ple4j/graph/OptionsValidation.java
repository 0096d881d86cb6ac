package io.github.ple4j.graph;

import static io.github.ple4j.graph.SpecValidation.checkPositive;

import com.google.common.collect.ImmutableSet;
import io.github.ple4j.graph.ModelSpec.ArchitectureCase;

/** Checks of a spec's departures from the paper, of an architecture that is valid. */
record OptionsValidation(ModelSpec spec) {
  private static final ImmutableSet<ArchitectureCase> GATED =
      ImmutableSet.of(
          ArchitectureCase.MMOE,
          ArchitectureCase.MOE,
          ArchitectureCase.ML_MMOE,
          ArchitectureCase.CGC,
          ArchitectureCase.PLE);

  void run() {
    if (spec.hasGates()) {
      gates(spec.getGates());
    }
    if (spec.hasBatchNormalization()) {
      batchNormalization(spec.getBatchNormalization());
    }
    double dropout = spec.getDropout();
    if (!(dropout >= 0 && dropout < 1)) {
      throw new SpecException("dropout", "expected 0 or more and less than 1, found " + dropout);
    }
  }

  private void gates(Gates gates) {
    if (!GATED.contains(spec.getArchitectureCase())) {
      throw new SpecException("gates", "expected none, as " + architecture() + " has no gates");
    }
    SpecValidation.checkUnits("gates.hidden_units", gates.getHiddenUnitsList());
    if (gates.hasTemperature()) {
      checkPositive("gates.temperature", gates.getTemperature());
    }
    if (gates.getRawSelector() && !spec.hasPle()) {
      throw new SpecException(
          "gates.raw_selector", "expected none, as all gates of " + architecture() + " read x");
    }
    if (gates.getSharedOnly()) {
      sharedOnly();
    }
  }

  private void sharedOnly() {
    if (!spec.hasPle()) {
      throw new SpecException(
          "gates.shared_only", "expected none, as " + architecture() + " has no shared gate");
    }
    for (int level = 1; level < spec.getPle().getLevelsCount(); level++) {
      boolean isRead = spec.getPle().getLevels(level).getSharedExperts() > 0;
      if (isRead && spec.getPle().getLevels(level - 1).getSharedExperts() == 0) {
        throw new SpecException(
            "ple.levels[" + (level - 1) + "].shared_experts",
            "expected 1 or more, as gates.shared_only leaves the shared gate nothing else to mix,"
                + " found 0");
      }
    }
  }

  private void batchNormalization(BatchNormalization normalization) {
    if (spec.hasRoutingNetwork()) {
      throw new SpecException(
          "batch_normalization",
          "expected none, as routing_network mixes the weights of blocks before they meet the"
              + " batch");
    }
    double decay = normalization.getDecay();
    if (normalization.hasDecay() && !(decay >= 0 && decay < 1)) {
      throw new SpecException(
          "batch_normalization.decay", "expected 0 or more and less than 1, found " + decay);
    }
    if (normalization.hasEpsilon()) {
      checkPositive("batch_normalization.epsilon", normalization.getEpsilon());
    }
  }

  private String architecture() {
    return spec.getOneofFieldDescriptor(ModelSpec.getDescriptor().getOneofs().get(0)).getName();
  }
}
