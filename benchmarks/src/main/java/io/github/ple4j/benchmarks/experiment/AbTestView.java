package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A section's A/B tests as the page's template reads them.
 *
 * @param setting sentences on what was simulated
 * @param tried whether a finished run has an outcome
 * @param intervals a sentence on what intervals are of
 * @param runs of every system, a row each
 */
record AbTestView(
    List<String> setting,
    boolean tried,
    String reference,
    String intervals,
    List<Row> rows,
    List<Run> runs,
    List<MetricCharts.Chart> charts,
    List<String> sentences) {

  /** A row of the table; a dash where there is no figure. */
  record Row(
      String name, String remark, String views, String seconds, List<Cell> changes, int runs) {}

  /**
   * A cell.
   *
   * @param interval in small below it; empty for none
   */
  record Cell(String text, String interval) {}

  /** A run of a system. */
  record Run(String name, String seeds, List<Cell> changes, String formula) {}

  /** None for a section without an A/B test. */
  static List<AbTestView> of(Experiment experiment, Comparison comparison) {
    if (!comparison.section().hasAbTest()) {
      return List.of();
    }
    AbTest test = comparison.section().getAbTest();
    Map<String, Map<Seeds, AbOutcome>> outcomes = new LinkedHashMap<>();
    comparison.systems().forEach(system -> outcomes.put(system.system(), system.abOutcomes()));
    return List.of(of(test, AbComparison.of(outcomes, experiment.getBaseline(), test.getDays())));
  }

  private static AbTestView of(AbTest test, AbComparison compared) {
    boolean tried = !compared.rows().isEmpty();
    return new AbTestView(
        setting(test),
        tried,
        compared.reference(),
        intervals(test, compared),
        compared.rows().stream().map(AbTestView::row).toList(),
        compared.rows().stream()
            .flatMap(row -> row.draws().stream().map(draw -> run(row, draw)))
            .toList(),
        tried ? charts(compared) : List.of(),
        sentences(compared));
  }

  private static List<String> setting(AbTest test) {
    return List.of(
        "The users are simulated: "
            + Words.plural(test.getUsers(), "user")
            + " of the simulated feed, whose logs the systems were trained on. Nobody has seen any of"
            + " these videos.",
        "Every user comes once a day for "
            + Words.plural(test.getDays(), "day")
            + " after the logs. The feed draws "
            + Words.plural(test.getCandidates(), "candidate")
            + " for each visit, popular and fresh ones more often. A system scores them by eq. 1 of"
            + " the paper, and the best "
            + Words.count(test.getShown())
            + " are shown, the best first. A prediction below 0 counts as 0.",
        "Nothing is published meanwhile: catalogue and ages of videos stay those of the last day of"
            + " the logs. Users do not change, and do not tire of a video.",
        "All systems have the same users, visits and candidates. A user acts on the same video of the"
            + " same visit by the same luck, whoever shows it.",
        "The weights of eq. 1 and f are searched in the same way for every system: "
            + Words.plural(test.getWeightings(), "choice")
            + ", the first with all weights 1 and f = 1, the others random, are each tried on the same"
            + " users for "
            + Words.plural(test.getSearchDays(), "day")
            + " with other candidates and other luck. The one is taken that has the best mean of two"
            + " relative changes over no ranking: that of views per user, and that of watch time per"
            + " user.");
  }

  private static String intervals(AbTest test, AbComparison compared) {
    String buckets = Words.plural(test.getBuckets(), "bucket") + " of users";
    return compared.mostDraws() > 1
        ? "A change is the mean over pairs of runs with equal seeds, and its 95\u00a0% interval is over"
            + " these pairs. That of a single pair is over its "
            + buckets
            + "."
        : "There is one run of a system, so that the 95\u00a0% interval of a change is over its "
            + buckets
            + ": it does not say how much another draw or another initialization would change.";
  }

  private static Row row(AbComparison.Row row) {
    return new Row(
        row.name(),
        switch (row.name()) {
          case AbComparison.UNRANKED -> "candidates as drawn";
          case AbComparison.CEILING -> "in place of predictions";
          default -> "";
        },
        decimals("%.3f", row.figures().getOrDefault(AbMeasure.VIEWS, Double.NaN)),
        decimals("%.2f", row.figures().getOrDefault(AbMeasure.WATCH_TIME, Double.NaN)),
        cells(Maps.transformValues(row.changes(), AbComparison.Change::percent)),
        row.draws().size());
  }

  private static Run run(AbComparison.Row row, AbComparison.Draw draw) {
    Seeds seeds = draw.seeds();
    return new Run(
        row.name(),
        seeds.getDraw() + " " + seeds.getOrder() + " " + seeds.getInitialization(),
        cells(draw.changes()),
        formula(draw.outcome()));
  }

  /** Such as: ctr^0.5 · vtr^1 · f = 1. */
  private static String formula(AbOutcome outcome) {
    if (outcome.getWeightsMap().isEmpty()) {
      return Words.figure(Double.NaN);
    }
    return outcome.getWeightsMap().entrySet().stream()
            .filter(weight -> weight.getValue() != 0)
            .map(weight -> weight.getKey() + "^" + decimals("%.2f", weight.getValue()) + " · ")
            .sorted()
            .collect(Collectors.joining())
        + "f = "
        + outcome.getLengthFunction();
  }

  private static List<Cell> cells(Map<AbMeasure, Estimate> changes) {
    List<Cell> cells = new ArrayList<>();
    for (AbMeasure measure : AbMeasure.values()) {
      Estimate change = changes.get(measure);
      cells.add(
          change == null
              ? new Cell(Words.figure(Double.NaN), "")
              : new Cell(
                  percent(change.mean()),
                  change.hasInterval()
                      ? percent(change.low()) + " to " + percent(change.high())
                      : ""));
    }
    return cells;
  }

  private static List<MetricCharts.Chart> charts(AbComparison compared) {
    List<AbComparison.Row> rows =
        compared.rows().stream()
            .filter(row -> row.system() && !row.name().equals(compared.reference()))
            .toList();
    List<MetricCharts.Chart> charts = new ArrayList<>();
    for (AbMeasure measure : AbMeasure.values()) {
      List<RowChart.Point> means = new ArrayList<>();
      List<RowChart.Interval> intervals = new ArrayList<>();
      List<Double> values = new ArrayList<>(List.of(0.0));
      for (int i = 0; i < rows.size(); i++) {
        AbComparison.Change change = rows.get(i).changes().get(measure);
        if (change != null) {
          Estimate percent = change.percent();
          means.add(new RowChart.Point(i, percent.mean()));
          values.add(percent.mean());
          if (percent.hasInterval()) {
            intervals.add(new RowChart.Interval(i, percent.low(), percent.high()));
            values.addAll(List.of(percent.low(), percent.high()));
          }
        }
      }
      if (means.isEmpty()) {
        continue;
      }
      String of = measure.title() + " per simulated user over " + compared.reference();
      charts.add(
          new MetricCharts.Chart(
              of + ", in percent. Right of the line is better.",
              new RowChart(
                      of + ", by system. The table above has the numbers.",
                      measure.axis() + ", %",
                      "system",
                      "0.0",
                      RowChart.Range.around(values),
                      rows.stream().map(AbComparison.Row::name).toList(),
                      List.of(
                          new RowChart.Rule(Ink.MUTED, 0),
                          new RowChart.ErrorBars(Ink.OURS, intervals),
                          new RowChart.Dots(Ink.OURS, means)))
                  .svg()));
    }
    return charts;
  }

  private static List<String> sentences(AbComparison compared) {
    List<String> sentences = new ArrayList<>();
    for (AbMeasure measure : AbMeasure.values()) {
      List<String> better = new ArrayList<>();
      List<String> worse = new ArrayList<>();
      List<String> open = new ArrayList<>();
      for (AbComparison.Row row : compared.rows()) {
        AbComparison.Change change = row.changes().get(measure);
        if (row.system() && change != null && change.percent().hasInterval()) {
          Estimate percent = change.percent();
          (percent.excludes(0) ? percent.mean() > 0 ? better : worse : open)
              .add(row.name() + " (" + percent(percent.mean()) + ")");
        }
      }
      String of =
          "For " + measure.words() + ", the interval of the change over " + compared.reference();
      if (!better.isEmpty()) {
        sentences.add(of + " lies above 0 for " + Words.enumeration(better) + ".");
      }
      if (!worse.isEmpty()) {
        sentences.add(of + " lies below 0 for " + Words.enumeration(worse) + ".");
      }
      if (!open.isEmpty()) {
        sentences.add(of + " holds 0 for " + Words.enumeration(open) + ".");
      }
    }
    return sentences;
  }

  private static String percent(double value) {
    return decimals("%+.2f\u00a0%%", value);
  }

  private static String decimals(String format, double value) {
    if (Double.isNaN(value)) {
      return Words.figure(value);
    }
    return String.format(Locale.ROOT, format, value).replace('-', '−');
  }
}
