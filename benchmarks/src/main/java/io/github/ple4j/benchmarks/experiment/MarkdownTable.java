package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A comparison as a table in Markdown: what a README quotes. */
final class MarkdownTable {
  private MarkdownTable() {}

  /** A line for every system, with the metric and the gain of every task. */
  static String of(Experiment experiment, Comparison comparison) {
    List<String> heads = new ArrayList<>(List.of("system"));
    for (Comparison.Task task : comparison.tasks()) {
      heads.add(task.name() + " " + task.metric().label());
      heads.add("gain");
    }
    heads.add("parameters");
    StringBuilder table = new StringBuilder();
    table.append(line(heads));
    table.append(line(heads.stream().map(head -> "---").toList()));
    for (Comparison.OfSystem system : comparison.systems()) {
      if (system.finished() > 0) {
        table.append(line(cells(comparison, system)));
      }
    }
    return table.toString();
  }

  private static List<String> cells(Comparison comparison, Comparison.OfSystem system) {
    List<String> cells = new ArrayList<>(List.of(system.system()));
    for (Comparison.Task task : comparison.tasks()) {
      Optional<Comparison.OfTask> figures = system.task(task.name());
      cells.add(figures.map(of -> estimate("%.5f", of.estimate())).orElse("-"));
      cells.add(
          figures
              .flatMap(Comparison.OfTask::gain)
              .map(gain -> estimate("%+.5f", gain.gain()))
              .orElse("-"));
    }
    cells.add(
        system
            .cost()
            .map(cost -> String.format(Locale.ROOT, "%,d", cost.parameters()))
            .orElse("-"));
    return cells;
  }

  /** The mean, and half of its 95 % interval. */
  private static String estimate(String format, Estimate estimate) {
    String mean = String.format(Locale.ROOT, format, estimate.mean());
    return estimate.n() < 2
        ? mean
        : mean + String.format(Locale.ROOT, " ± %.5f", (estimate.high() - estimate.low()) / 2);
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
