package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A comparison as a table in Markdown: what a README quotes. */
final class MarkdownTable {
  private MarkdownTable() {}

  /**
   * A line for every system, with the metric and the gain of every task; with the number of its
   * runs where that differs.
   */
  static String of(Experiment experiment, Comparison comparison) {
    List<String> heads = new ArrayList<>(List.of("system"));
    for (Comparison.Task task : comparison.tasks()) {
      heads.add(task.name() + " " + task.metric().label());
      heads.add("gain");
    }
    heads.add("parameters");
    boolean unequal =
        comparison.systems().stream()
                .map(Comparison.OfSystem::finished)
                .filter(runs -> runs > 0)
                .distinct()
                .count()
            > 1;
    if (unequal) {
      heads.add("runs");
    }
    StringBuilder table = new StringBuilder();
    table.append(line(heads));
    table.append(line(heads.stream().map(head -> "---").toList()));
    for (Comparison.OfSystem system : comparison.systems()) {
      if (system.finished() > 0) {
        List<String> cells = cells(comparison, system);
        if (unequal) {
          cells.add(system.finished() + " of " + system.expected());
        }
        table.append(line(cells));
      }
    }
    return table.toString();
  }

  private static List<String> cells(Comparison comparison, Comparison.OfSystem system) {
    List<String> cells = new ArrayList<>(List.of(system.system()));
    for (Comparison.Task task : comparison.tasks()) {
      Optional<Comparison.OfTask> figures = system.task(task.name());
      cells.add(figures.map(of -> Words.plusMinus(of.estimate())).orElse("-"));
      cells.add(
          figures
              .flatMap(Comparison.OfTask::gain)
              .map(gain -> Words.signedPlusMinus(gain.gain()))
              .orElse("-"));
    }
    cells.add(
        system
            .cost()
            .map(cost -> String.format(Locale.ROOT, "%,d", cost.parameters()))
            .orElse("-"));
    return cells;
  }

  /** A line of a table. */
  static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
