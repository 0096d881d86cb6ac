package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What others say of the systems of a comparison. */
record PublishedFigures(Comparison comparison) {

  /** Of metrics of one of our systems, by one source or more. */
  ImmutableList<Published> of(String system) {
    return entries().stream()
        .filter(entry -> entry.getSystem().equals(system))
        .collect(ImmutableList.toImmutableList());
  }

  /** Of metrics of what is no system of ours. */
  ImmutableList<Published> references() {
    List<String> ours = comparison.systems().stream().map(Comparison.OfSystem::system).toList();
    return entries().stream()
        .filter(entry -> !ours.contains(entry.getSystem()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether any metric is published. */
  boolean any() {
    return !entries().isEmpty();
  }

  /** An entry's figures of a task. */
  static Optional<PublishedTask> task(Published entry, String task) {
    return entry.getTasksList().stream()
        .filter(published -> published.getTask().equals(task))
        .findFirst();
  }

  /** A metric; empty where the source has gains alone. */
  static Optional<Double> metric(PublishedTask task) {
    return Optional.of(task.getMetric()).filter(metric -> metric != 0);
  }

  /** A gain; empty where the source has none. */
  static Optional<Double> gain(PublishedTask task) {
    return task.hasGain() ? Optional.of(task.getGain()) : Optional.empty();
  }

  /** The mean weight of a gate's expert; empty where the published gate has another number. */
  OptionalDouble weight(String system, GateMeans gate, int expert) {
    return comparison.section().getPublishedList().stream()
        .filter(entry -> entry.getSystem().equals(system))
        .flatMap(entry -> entry.getGatesList().stream())
        .filter(published -> published.getGate().equals(gate.gate()))
        .filter(published -> published.getMeansCount() == gate.experts().size())
        .mapToDouble(published -> published.getMeans(expert))
        .findFirst();
  }

  private List<Published> entries() {
    return comparison.section().getPublishedList().stream()
        .filter(entry -> entry.getTasksCount() > 0)
        .toList();
  }
}
