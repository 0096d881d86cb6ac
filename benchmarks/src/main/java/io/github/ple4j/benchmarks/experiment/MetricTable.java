package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The paper's table beside ours, as the page shows it: a row for each system, and for each task its
 * metric and its gain.
 */
record MetricTable(List<Group> groups, List<Row> rows) {

  /** Columns under one heading. */
  record Group(String title, List<String> columns) {
    int width() {
      return columns.size();
    }
  }

  record Row(String name, String remark, List<Cell> cells) {}

  /**
   * A cell.
   *
   * @param details lines in small below the text
   * @param best whether it is the best of its column
   */
  record Cell(String text, List<String> details, boolean best) {
    static final Cell EMPTY = plain(Words.figure(Double.NaN));

    static Cell plain(String text) {
      return new Cell(text, List.of(), false);
    }
  }

  static MetricTable of(Experiment experiment, Comparison comparison) {
    return new Maker(experiment, comparison, new PublishedFigures(comparison)).table();
  }

  private record Maker(Experiment experiment, Comparison comparison, PublishedFigures published) {

    MetricTable table() {
      List<Row> rows = new ArrayList<>();
      List<Row> others = new ArrayList<>();
      for (Comparison.OfSystem system : comparison.systems()) {
        List<Published> entries = published.of(system.system());
        rows.add(row(system, entries.stream().findFirst()));
        entries.stream().skip(1).forEach(entry -> others.add(row(entry, entry.getSource())));
      }
      rows.addAll(others);
      published
          .references()
          .forEach(entry -> rows.add(row(entry, "reference, " + entry.getSource())));
      return new MetricTable(groups(), rows);
    }

    private boolean gains() {
      return !experiment.getBaseline().isEmpty();
    }

    private List<Group> groups() {
      List<String> sides = published.any() ? List.of("ours", "published") : List.of("ours");
      List<Group> groups = new ArrayList<>();
      for (Comparison.Task task : comparison.tasks()) {
        groups.add(new Group(Words.of(task.name()) + ", " + task.metric().label(), sides));
        if (gains()) {
          groups.add(new Group(Words.of(task.name()) + ", MTL gain", sides));
        }
      }
      return groups;
    }

    private Row row(Comparison.OfSystem system, Optional<Published> entry) {
      List<Cell> cells = new ArrayList<>();
      for (Comparison.Task task : comparison.tasks()) {
        Optional<PublishedTask> theirs =
            entry.flatMap(published -> PublishedFigures.task(published, task.name()));
        Optional<Comparison.OfTask> ours = system.task(task.name());
        cells.add(ours.map(of -> metric(task, of)).orElse(Cell.EMPTY));
        theirs(cells, task, theirs, PublishedFigures::metric, false);
        if (gains()) {
          cells.add(
              ours.flatMap(Comparison.OfTask::gain)
                  .map(gain -> gain(task, gain))
                  .orElse(Cell.EMPTY));
          theirs(cells, task, theirs, PublishedFigures::gain, true);
        }
      }
      cells.addAll(cost(system.cost()));
      cells.add(Cell.plain(system.finished() + " of " + system.expected()));
      return new Row(system.system(), "", cells);
    }

    private Row row(Published entry, String remark) {
      List<Cell> cells = new ArrayList<>();
      for (Comparison.Task task : comparison.tasks()) {
        Optional<PublishedTask> theirs = PublishedFigures.task(entry, task.name());
        cells.add(Cell.EMPTY);
        theirs(cells, task, theirs, PublishedFigures::metric, false);
        if (gains()) {
          cells.add(Cell.EMPTY);
          theirs(cells, task, theirs, PublishedFigures::gain, true);
        }
      }
      cells.addAll(cost(Optional.empty()));
      cells.add(Cell.EMPTY);
      return new Row(entry.getSystem(), remark, cells);
    }

    private Cell metric(Comparison.Task task, Comparison.OfTask ours) {
      OptionalDouble best =
          best(task.metric(), comparable(task).map(of -> of.estimate().mean()).toList());
      return new Cell(
          Words.plusMinus(ours.estimate()), List.of(), is(best, ours.estimate().mean()));
    }

    private Cell gain(Comparison.Task task, PairedGain gain) {
      OptionalDouble best =
          best(
              Metric.AUC, // of gains, the highest is the best, too
              comparable(task)
                  .flatMap(of -> of.gain().stream())
                  .map(of -> of.gain().mean())
                  .toList());
      return new Cell(
          Words.signed(gain.gain().mean()),
          gain.gain().hasInterval()
              ? List.of(Words.signedInterval(gain.gain()), Words.pValue(gain.pValue()))
              : List.of(),
          is(best, gain.gain().mean()));
    }

    /** Of the systems with as many runs as any has, as fewer are of other seeds. */
    private Stream<Comparison.OfTask> comparable(Comparison.Task task) {
      int most =
          comparison.systems().stream().mapToInt(Comparison.OfSystem::finished).max().orElse(0);
      return comparison.systems().stream()
          .filter(system -> system.finished() == most)
          .flatMap(system -> system.task(task.name()).stream());
    }

    private void theirs(
        List<Cell> cells,
        Comparison.Task task,
        Optional<PublishedTask> entry,
        Function<PublishedTask, Optional<Double>> figure,
        boolean gain) {
      if (!published.any()) {
        return;
      }
      List<Double> ofSystems =
          comparison.systems().stream()
              .flatMap(system -> published.of(system.system()).stream())
              .flatMap(of -> PublishedFigures.task(of, task.name()).stream())
              .flatMap(of -> figure.apply(of).stream())
              .toList();
      OptionalDouble best = best(gain ? Metric.AUC : task.metric(), ofSystems);
      cells.add(
          entry
              .flatMap(figure)
              .map(
                  value ->
                      new Cell(
                          gain ? Words.signedPublished(value) : Words.published(value),
                          List.of(),
                          is(best, value)))
              .orElse(Cell.EMPTY));
    }

    private static List<Cell> cost(Optional<Comparison.Cost> cost) {
      return cost.map(
              of ->
                  ImmutableList.of(
                      Cell.plain(Words.count(of.parameters())),
                      Cell.plain(Words.count(of.flops())),
                      Cell.plain(Words.seconds(of.seconds()))))
          .orElse(ImmutableList.of(Cell.EMPTY, Cell.EMPTY, Cell.EMPTY));
    }

    /** Empty where there are no two. */
    private static OptionalDouble best(Metric metric, List<Double> values) {
      return values.size() < 2
          ? OptionalDouble.empty()
          : values.stream()
              .mapToDouble(Double::doubleValue)
              .reduce((a, b) -> metric.gain(a, b) >= 0 ? a : b);
    }

    private static boolean is(OptionalDouble best, double value) {
      return best.isPresent() && best.getAsDouble() == value;
    }
  }
}
