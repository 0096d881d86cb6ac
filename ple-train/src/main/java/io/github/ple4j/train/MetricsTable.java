package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Metrics as aligned lines of text for people, with six decimals; {@code -} where undefined. */
public final class MetricsTable {

  private MetricsTable() {}

  /** A line per split and task; with GAUC where a task has it. */
  public static String of(Map<String, Evaluation> bySplit) {
    boolean grouped =
        bySplit.values().stream()
            .flatMap(evaluation -> evaluation.tasks().stream())
            .anyMatch(metrics -> metrics.groupAuc().isPresent());
    List<List<String>> lines = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of("split", "task", "auc"));
    if (grouped) {
      names.add("gauc");
    }
    names.addAll(List.of("log_loss", "mse", "calibration", "rows"));
    lines.add(names);
    bySplit.forEach(
        (split, evaluation) ->
            evaluation.tasks().forEach(metrics -> lines.add(line(split, metrics, grouped))));
    return TextTable.aligned(lines, 2);
  }

  /** A line that says so where figures are of simulated data, else nothing. */
  public static String provenance(Dataset data) {
    return data.isSimulated() ? "on simulated data: " + data.name() + "\n" : "";
  }

  private static List<String> line(String split, TaskMetrics metrics, boolean grouped) {
    List<String> cells = new ArrayList<>(List.of(split, metrics.task(), decimals(metrics.auc())));
    if (grouped) {
      cells.add(decimals(metrics.groupAuc()));
    }
    cells.add(decimals(metrics.logLoss()));
    cells.add(decimals(metrics.meanSquaredError()));
    cells.add(decimals(metrics.calibration()));
    cells.add(Long.toString(metrics.rows()));
    return cells;
  }

  /** A line per task: its metric under both models, and the signed gain. */
  public static String ofGains(ImmutableList<MtlGain> gains, String multiName, String singleName) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("task", "metric", multiName, singleName, "MTL gain"));
    for (MtlGain gain : gains) {
      lines.add(
          List.of(
              gain.task(),
              gain.metric(),
              decimals("%.6f", gain.multiTask()),
              decimals("%.6f", gain.singleTask()),
              decimals("%+.6f", gain.gain())));
    }
    return TextTable.aligned(lines, 2);
  }

  private static String decimals(OptionalDouble number) {
    return number.isPresent() ? decimals("%.6f", number.getAsDouble()) : "-";
  }

  private static String decimals(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
