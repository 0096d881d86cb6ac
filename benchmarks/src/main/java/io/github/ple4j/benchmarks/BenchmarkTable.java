package io.github.ple4j.benchmarks;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Medians over rounds, with their range, and what they were measured on. */
final class BenchmarkTable {
  private BenchmarkTable() {}

  static String of(Iterable<RunResult> results) {
    StringBuilder table = new StringBuilder(Machine.description()).append('\n');
    for (RunResult result : results) {
      table.append('\n').append(name(result)).append('\n');
      Map<String, List<Double>> rounds = rounds(result);
      rounds.forEach(
          (figure, values) -> table.append("  ").append(row(figure, values)).append('\n'));
    }
    return table.toString();
  }

  private static String name(RunResult result) {
    List<String> parts = Splitter.on('.').splitToList(result.getParams().getBenchmark());
    StringBuilder name =
        new StringBuilder(String.join(".", parts.subList(parts.size() - 2, parts.size())));
    for (String key : result.getParams().getParamsKeys()) {
      name.append("  ").append(key).append('=').append(result.getParams().getParam(key));
    }
    return name.toString();
  }

  /**
   * Of every figure, its values; the time of a whole round is shown only where there is no other.
   */
  private static Map<String, List<Double>> rounds(RunResult result) {
    Map<String, List<Double>> secondary = new TreeMap<>();
    List<Double> primary = new ArrayList<>();
    String unit = "";
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        primary.add(iteration.getPrimaryResult().getScore());
        unit = iteration.getPrimaryResult().getScoreUnit();
        for (Map.Entry<String, ? extends Result<?>> entry : secondary(iteration)) {
          secondary
              .computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
              .add(entry.getValue().getScore());
        }
      }
    }
    return secondary.isEmpty() ? Map.of(unit, primary) : secondary;
  }

  @SuppressWarnings("rawtypes") // JMH's results are raw
  private static List<Map.Entry<String, Result<?>>> secondary(IterationResult iteration) {
    List<Map.Entry<String, Result<?>>> entries = new ArrayList<>();
    for (Map.Entry<String, Result> entry : iteration.getSecondaryResults().entrySet()) {
      entries.add(Map.entry(entry.getKey(), (Result<?>) entry.getValue()));
    }
    return entries;
  }

  private static String row(String figure, List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%-22s median %12.3f   (%.3f to %.3f, %d rounds)",
        figure,
        median(sorted),
        sorted[0],
        sorted[sorted.length - 1],
        sorted.length);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
