package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Charts of a comparison's metrics and gains: a row for each system, one chart for each task. */
final class MetricCharts {

  private MetricCharts() {}

  /** A chart for the page. */
  record Chart(String caption, String svg) {}

  /** A row, with what is known of it. */
  private record Row(String name, Optional<Estimate> ours, List<Double> published) {}

  static List<Chart> of(Experiment experiment, Comparison comparison) {
    List<Chart> charts = new ArrayList<>();
    for (Comparison.Task task : comparison.tasks()) {
      charts.add(metric(comparison, task));
    }
    if (!experiment.getBaseline().isEmpty()) {
      for (Comparison.Task task : comparison.tasks()) {
        charts.add(gain(experiment, comparison, task));
      }
    }
    return charts;
  }

  private static Chart metric(Comparison comparison, Comparison.Task task) {
    PublishedFigures published = new PublishedFigures(comparison);
    List<Row> rows = new ArrayList<>();
    for (Comparison.OfSystem system : comparison.systems()) {
      rows.add(
          new Row(
              system.system(),
              system.task(task.name()).map(Comparison.OfTask::estimate),
              metrics(published.of(system.system()), task)));
    }
    for (Published reference : published.references()) {
      rows.add(new Row(reference.getSystem(), Optional.empty(), metrics(List.of(reference), task)));
    }
    Metric metric = task.metric();
    String of = metric.label() + " of " + Words.of(task.name()) + " on test";
    return chart(
        of + ". " + capital(metric.better()) + " is better.",
        of,
        metric.label() + ", " + metric.better() + " is better",
        rows,
        List.of());
  }

  private static Chart gain(Experiment experiment, Comparison comparison, Comparison.Task task) {
    PublishedFigures published = new PublishedFigures(comparison);
    List<Row> rows = new ArrayList<>();
    for (Comparison.OfSystem system : comparison.systems()) {
      if (!system.system().equals(experiment.getBaseline())) {
        List<Double> theirs =
            published.of(system.system()).stream()
                .flatMap(entry -> PublishedFigures.task(entry, task.name()).stream())
                .flatMap(of -> PublishedFigures.gain(of).stream())
                .toList();
        rows.add(
            new Row(
                system.system(),
                system.task(task.name()).flatMap(Comparison.OfTask::gain).map(PairedGain::gain),
                theirs));
      }
    }
    String of =
        "MTL gain of " + Words.of(task.name()) + " over " + experiment.getBaseline() + " on test";
    return chart(
        of + ", in " + task.metric().label() + ". Right of the line is better.",
        of,
        "MTL gain in " + task.metric().label(),
        rows,
        List.of(new RowChart.Rule(Ink.MUTED, 0)));
  }

  private static Chart chart(
      String caption,
      String description,
      String valueTitle,
      List<Row> rows,
      List<RowChart.Layer> below) {
    List<RowChart.Point> means = new ArrayList<>();
    List<RowChart.Interval> intervals = new ArrayList<>();
    List<RowChart.Point> published = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int row = i;
      rows.get(i)
          .ours()
          .ifPresent(
              ours -> {
                means.add(new RowChart.Point(row, ours.mean()));
                values.add(ours.mean());
                if (ours.hasInterval()) {
                  intervals.add(new RowChart.Interval(row, ours.low(), ours.high()));
                  values.addAll(List.of(ours.low(), ours.high()));
                }
              });
      for (double value : rows.get(i).published()) {
        published.add(new RowChart.Point(row, value));
        values.add(value);
      }
    }
    List<RowChart.Layer> layers = new ArrayList<>(below);
    if (!below.isEmpty()) {
      values.add(0.0);
    }
    layers.add(new RowChart.ErrorBars(Ink.OURS, intervals));
    layers.add(new RowChart.Dots(Ink.OURS, means));
    layers.add(new RowChart.Diamonds(Ink.PUBLISHED, published));
    return new Chart(
        caption,
        new RowChart(
                description + ", by system. The table above has the numbers.",
                valueTitle,
                "system",
                "0.0000",
                RowChart.Range.around(values),
                rows.stream().map(Row::name).toList(),
                layers)
            .svg());
  }

  private static List<Double> metrics(List<Published> entries, Comparison.Task task) {
    return entries.stream()
        .flatMap(entry -> PublishedFigures.task(entry, task.name()).stream())
        .flatMap(of -> PublishedFigures.metric(of).stream())
        .toList();
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
