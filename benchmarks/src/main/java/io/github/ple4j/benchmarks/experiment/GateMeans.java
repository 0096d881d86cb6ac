package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a gate uses its experts, over runs.
 *
 * @param gate where it stands, such as {@code level_1/task/income/gate}
 */
record GateMeans(String gate, ImmutableList<OfExpert> experts) {

  /**
   * How a gate uses an expert, over runs.
   *
   * @param mean of the runs' mean weights over test
   * @param withinSplit mean over runs of the standard deviation over test: the paper's error bar
   */
  record OfExpert(String expert, Estimate mean, double withinSplit) {}

  private record ExpertOfGate(String gate, String expert) {}

  /** The gates of runs of one system, level by level, in the model's order within. */
  static ImmutableList<GateMeans> of(List<Run> runs) {
    Map<String, List<String>> gates = new LinkedHashMap<>();
    Map<ExpertOfGate, List<ExpertUse>> uses = new LinkedHashMap<>();
    for (Run run : runs) {
      for (GateUse gate : run.getGatesList()) {
        gates.putIfAbsent(
            gate.getGate(), gate.getExpertsList().stream().map(ExpertUse::getExpert).toList());
        for (ExpertUse expert : gate.getExpertsList()) {
          uses.computeIfAbsent(
                  new ExpertOfGate(gate.getGate(), expert.getExpert()), key -> new ArrayList<>())
              .add(expert);
        }
      }
    }
    ImmutableList.Builder<GateMeans> means = ImmutableList.builder();
    gates.forEach(
        (gate, experts) -> {
          ImmutableList.Builder<OfExpert> ofExperts = ImmutableList.builder();
          for (String expert : experts) {
            List<ExpertUse> of = uses.getOrDefault(new ExpertOfGate(gate, expert), List.of());
            ofExperts.add(
                new OfExpert(
                    expert,
                    Estimate.of(of.stream().map(ExpertUse::getMean).toList()),
                    Estimate.of(of.stream().map(ExpertUse::getStandardDeviation).toList()).mean()));
          }
          means.add(new GateMeans(gate, ofExperts.build()));
        });
    return means.build().stream()
        .sorted(Comparator.comparing(gate -> gate.place().level()))
        .collect(ImmutableList.toImmutableList());
  }

  GatePlace place() {
    return GatePlace.of(gate);
  }
}
