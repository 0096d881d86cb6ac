package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chart that stands for an experiment in the index: of an A/B test, else of gains over
 * sections, else of a seesaw, else of gains or metrics, else of gates.
 *
 * @param key what its marks mean
 */
record Headline(String caption, String svg, List<Key> key) {
  /**
   * What a mark means.
   *
   * @param style class of the page's style for its colour
   */
  record Key(String glyph, String style, String words) {}

  private static final Key OURS = new Key("●", "ours", "ours");
  private static final Key PUBLISHED = new Key("◆", "published", "published");

  /** Empty where no run is finished. */
  static Optional<Headline> of(Experiment experiment, List<Comparison> comparisons) {
    List<Comparison> begun =
        comparisons.stream().filter(comparison -> comparison.finished() > 0).toList();
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    SystemMarks marks = SystemMarks.of(experiment, comparisons);
    return abTest(experiment, begun)
        .or(() -> trend(TrendCharts.of(experiment, begun, marks)))
        .or(() -> seesaw(experiment, begun.get(0), marks))
        .or(() -> rows(experiment, begun.get(0)))
        .or(() -> gates(begun.get(0)));
  }

  /** The mean of the changes of views and of watch time. */
  private static Optional<Headline> abTest(Experiment experiment, List<Comparison> comparisons) {
    return comparisons.stream()
        .flatMap(comparison -> AbTestView.of(experiment, comparison).stream())
        .flatMap(view -> view.charts().stream())
        .reduce((views, last) -> last)
        .map(chart -> alone(chart, List.of(OURS)));
  }

  private static Optional<Headline> trend(List<TrendCharts> trends) {
    return trends.stream()
        .filter(trend -> !trend.charts().isEmpty())
        .findFirst()
        .map(
            trend -> {
              List<Key> key = new ArrayList<>();
              for (SystemMarks.Entry entry : trend.key()) {
                key.add(new Key(entry.glyph(), entry.style(), entry.system()));
              }
              if (trend.published()) {
                key.add(new Key("◆", "", "published, in the colour of the system"));
              }
              return alone(trend.charts().get(0), key);
            });
  }

  private static Optional<Headline> seesaw(
      Experiment experiment, Comparison comparison, SystemMarks marks) {
    if (!experiment.getShown().getSeesaw()) {
      return Optional.empty();
    }
    return SeesawFigure.of(experiment, comparison, marks)
        .map(
            figure ->
                alone(
                    new MetricCharts.Chart(figure.caption(), figure.svg()),
                    figure.points().stream()
                        .map(
                            point ->
                                new Key(
                                    point.mark().glyph(),
                                    point.mark().style(),
                                    point.number() + " " + point.mark().system()))
                        .toList()));
  }

  /** The first chart of gains; where there is no baseline, of metrics. */
  private static Optional<Headline> rows(Experiment experiment, Comparison comparison) {
    if (!experiment.getShown().getMetrics()) {
      return Optional.empty();
    }
    List<MetricCharts.Chart> charts = MetricCharts.of(experiment, comparison);
    int tasks = comparison.tasks().size();
    boolean published = new PublishedFigures(comparison).any();
    return charts.stream()
        .skip(charts.size() > tasks ? tasks : 0)
        .findFirst()
        .map(chart -> alone(chart, published ? List.of(OURS, PUBLISHED) : List.of(OURS)));
  }

  /** The last level of the last system, which is PLE where PLE is last. */
  private static Optional<Headline> gates(Comparison comparison) {
    return GateFigure.of(comparison).stream()
        .reduce((a, b) -> b)
        .map(
            figure -> {
              MetricCharts.Chart last = figure.charts().get(figure.charts().size() - 1);
              List<Key> key = new ArrayList<>();
              key.add(new Key("■", "own", "own expert of the task"));
              key.add(new Key("■", "shared", "shared expert"));
              if (figure.published()) {
                key.add(PUBLISHED);
              }
              return alone(
                  new MetricCharts.Chart("Weights of the gates of " + last.caption(), last.svg()),
                  key);
            });
  }

  /** Away from the page's table, which the description names. */
  private static Headline alone(MetricCharts.Chart chart, List<Key> key) {
    return new Headline(
        chart.caption(),
        chart
            .svg()
            .replaceFirst(
                " The (table|list) (above|below) has the numbers\\.\"",
                " The experiment\u2019s page has the numbers.\""),
        key);
  }
}
