package io.github.ple4j.serve.server;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The figures of one name, one for every combination of label values that was seen. Thread-safe.
 *
 * @param <T> what a figure is kept in
 */
final class MetricFamily<T> {
  private final String name;
  private final String help;
  private final ImmutableList<String> labels;
  private final Supplier<T> first;
  private final Map<ImmutableList<String>, T> figures = new ConcurrentHashMap<>();

  private MetricFamily(String name, String help, ImmutableList<String> labels, Supplier<T> first) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.first = first;
  }

  static MetricFamily<LongAdder> counter(String name, String help, String... labels) {
    return new MetricFamily<>(name, help, ImmutableList.copyOf(labels), LongAdder::new);
  }

  static MetricFamily<Histogram> histogram(
      String name, String help, double[] bounds, String... labels) {
    return new MetricFamily<>(
        name, help, ImmutableList.copyOf(labels), () -> new Histogram(bounds));
  }

  /** The figure of these values, in the order of the labels. */
  T of(String... values) {
    ImmutableList<String> key = ImmutableList.copyOf(values);
    T figure = figures.get(key);
    return figure == null ? figures.computeIfAbsent(key, unused -> first.get()) : figure;
  }

  /** Forgets figures by their label values. */
  void forget(Predicate<ImmutableList<String>> values) {
    figures.keySet().removeIf(values);
  }

  String name() {
    return name;
  }

  String help() {
    return help;
  }

  ImmutableList<String> labels() {
    return labels;
  }

  Map<ImmutableList<String>, T> figures() {
    return figures;
  }
}
