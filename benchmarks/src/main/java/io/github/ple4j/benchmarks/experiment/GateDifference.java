package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How far the gates of the tasks are from each other in the last level that has them: the total
 * variation distance of their mean weights, half the sum of absolute differences, on average over
 * pairs of tasks. 0 where they mix alike, 1 where they share nothing.
 *
 * <p>Where tasks have experts of their own, the weights of own and of shared experts are added up
 * first, as own experts of two tasks have nothing in common but their role. Elsewhere every expert
 * counts for itself, as all gates of a run mix the same ones.
 */
final class GateDifference {
  private static final double HARDLY = 0.05;
  private static final double CLEARLY = 0.15;

  private GateDifference() {}

  /** Over runs of one system; empty where no run has two gates of tasks. */
  static Optional<Estimate> of(List<Run> runs) {
    List<Double> distances = new ArrayList<>();
    for (Run run : runs) {
      Map<String, Map<String, Double>> gates = new LinkedHashMap<>();
      for (GateUse gate : run.getGatesList()) {
        Map<String, Double> weights = new LinkedHashMap<>();
        gate.getExpertsList().forEach(use -> weights.put(use.getExpert(), use.getMean()));
        gates.put(gate.getGate(), weights);
      }
      between(gates).ifPresent(distances::add);
    }
    return distances.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(distances));
  }

  /** In words, of the whole interval, where there is one. */
  static String verdict(Estimate distance) {
    double low = distance.hasInterval() ? distance.low() : distance.mean();
    double high = distance.hasInterval() ? distance.high() : distance.mean();
    if (high < HARDLY) {
      return "hardly differ";
    }
    return low >= CLEARLY ? "differ clearly" : low >= HARDLY ? "differ" : "may differ or not";
  }

  /** Of gates by name, with the mean weights of their experts by name. */
  static OptionalDouble between(Map<String, Map<String, Double>> gates) {
    int last =
        gates.keySet().stream()
            .map(GatePlace::of)
            .filter(place -> place.task().isPresent())
            .mapToInt(GatePlace::level)
            .max()
            .orElse(0);
    List<Map<String, Double>> ofTasks = new ArrayList<>();
    gates.forEach(
        (gate, experts) -> {
          GatePlace place = GatePlace.of(gate);
          if (place.level() == last && place.task().isPresent()) {
            ofTasks.add(byRole(place, experts));
          }
        });
    List<Double> distances = new ArrayList<>();
    for (int i = 0; i < ofTasks.size(); i++) {
      for (int j = i + 1; j < ofTasks.size(); j++) {
        distances.add(totalVariation(ofTasks.get(i), ofTasks.get(j)));
      }
    }
    return distances.stream().mapToDouble(Double::doubleValue).average();
  }

  private static Map<String, Double> byRole(GatePlace gate, Map<String, Double> experts) {
    boolean own =
        experts.keySet().stream()
            .anyMatch(expert -> ExpertPlace.of(expert, gate).role() == ExpertPlace.Role.OWN);
    Map<String, Double> weights = new LinkedHashMap<>();
    experts.forEach(
        (expert, weight) ->
            weights.merge(
                own ? ExpertPlace.of(expert, gate).role().name() : expert, weight, Double::sum));
    return weights;
  }

  private static double totalVariation(Map<String, Double> first, Map<String, Double> second) {
    Set<String> keys = new HashSet<>(first.keySet());
    keys.addAll(second.keySet());
    return keys.stream()
            .mapToDouble(
                key -> Math.abs(first.getOrDefault(key, 0.0) - second.getOrDefault(key, 0.0)))
            .sum()
        / 2;
  }
}
