package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Gains over the sections of one series, as in Figure 7: a chart for each task, with a line for
 * each system, and a table of the same numbers.
 *
 * @param id of the heading
 * @param published whether there are published gains
 */
record TrendCharts(
    String id,
    String heading,
    String baseline,
    List<SystemMarks.Entry> key,
    boolean published,
    List<MetricCharts.Chart> charts,
    MetricTable table) {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 380;
  private static final double SPREAD = 0.5; // of the least distance of two sections
  private static final double MARGIN = 0.08;

  /** Sections from left to right. */
  static final Comparator<Comparison> BY_PLACE = Comparator.comparingDouble(TrendCharts::value);

  /** Of every series whose sections have a place; none if the experiment has no baseline. */
  static List<TrendCharts> of(
      Experiment experiment, List<Comparison> comparisons, SystemMarks marks) {
    Map<String, List<Comparison>> bySeries = new LinkedHashMap<>();
    if (!experiment.getBaseline().isEmpty()) {
      comparisons.stream()
          .filter(comparison -> comparison.section().hasPlace())
          .sorted(BY_PLACE)
          .forEach(
              comparison ->
                  bySeries
                      .computeIfAbsent(
                          comparison.section().getPlace().getSeries(), name -> new ArrayList<>())
                      .add(comparison));
    }
    List<TrendCharts> trends = new ArrayList<>();
    bySeries.values().removeIf(sections -> tasks(sections).isEmpty()); // nothing is known of it yet
    bySeries.forEach(
        (series, sections) ->
            trends.add(
                new Maker(experiment, sections, marks).trend("trend-" + (trends.size() + 1))));
    return trends;
  }

  /** The value of a section as the axis and tables write it. */
  static String place(Comparison comparison) {
    return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(value(comparison));
  }

  /** The tasks of any of some sections, in order. */
  static ImmutableList<Comparison.Task> tasks(List<Comparison> sections) {
    return sections.stream()
        .flatMap(section -> section.tasks().stream())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** The gain of a system in a section; empty where it has none. */
  static Optional<Estimate> gain(Comparison section, String system, Comparison.Task task) {
    return section
        .system(system)
        .flatMap(of -> of.task(task.name()))
        .flatMap(Comparison.OfTask::gain)
        .map(PairedGain::gain);
  }

  private static double value(Comparison comparison) {
    return comparison.section().getPlace().getValue();
  }

  private record Maker(Experiment experiment, List<Comparison> sections, SystemMarks marks) {

    TrendCharts trend(String id) {
      Place place = sections.get(0).section().getPlace();
      return new TrendCharts(
          id,
          "Over " + place.getAxis() + (place.getSeries().isEmpty() ? "" : ": " + place.getSeries()),
          experiment.getBaseline(),
          systems().stream().map(marks::entry).toList(),
          sections.stream()
              .flatMap(section -> section.section().getPublishedList().stream())
              .flatMap(entry -> entry.getTasksList().stream())
              .anyMatch(PublishedTask::hasGain),
          tasks(sections).stream().map(this::chart).toList(),
          table());
    }

    private List<String> systems() {
      return marks.systems().stream()
          .filter(
              system ->
                  sections.stream()
                      .flatMap(section -> section.systems().stream())
                      .anyMatch(of -> of.system().equals(system)))
          .toList();
    }

    private MetricCharts.Chart chart(Comparison.Task task) {
      Place place = sections.get(0).section().getPlace();
      String unit = task.metric().label();
      Drawing drawing = new Drawing(WIDTH, HEIGHT, place.getAxis(), "MTL gain in " + unit);
      List<Double> ys = new ArrayList<>(List.of(0.0));
      double gap = gap();
      double low = value(sections.get(0)) - gap * SPREAD;
      double high = value(sections.get(sections.size() - 1)) + gap * SPREAD;
      double edge = (high - low) * MARGIN / 2;
      drawing.line(
          Ink.MUTED,
          1.5f,
          List.of(new Drawing.Place(low - edge, 0), new Drawing.Place(high + edge, 0)));
      List<String> systems = systems();
      double step = gap * SPREAD / Math.max(1, systems.size());
      for (int i = 0; i < systems.size(); i++) {
        draw(
            drawing,
            task,
            systems.get(i),
            step * (i - (systems.size() - 1) / 2.0),
            step * 0.35,
            ys);
      }
      RowChart.Range range = RowChart.Range.around(ys);
      drawing
          .styler()
          .setXAxisMin(low - edge)
          .setXAxisMax(high + edge)
          .setXAxisDecimalPattern("#,##0.######")
          .setYAxisMin(range.low())
          .setYAxisMax(range.high())
          .setYAxisDecimalPattern(range.pattern());
      String of =
          "MTL gain of "
              + Words.of(task.name())
              + " over "
              + experiment.getBaseline()
              + " on test, by "
              + place.getAxis();
      return new MetricCharts.Chart(
          of + ", in " + unit + ". Above the line is better.",
          drawing.svg(of + ". The table below has the numbers."));
    }

    private void draw(
        Drawing drawing,
        Comparison.Task task,
        String system,
        double beside,
        double cap,
        List<Double> ys) {
      List<Drawing.Place> means = new ArrayList<>();
      List<Drawing.Place> theirs = new ArrayList<>();
      Drawing.Segments intervals = new Drawing.Segments();
      for (Comparison section : sections) {
        double x = value(section) + beside;
        gain(section, system, task)
            .ifPresent(
                gain -> {
                  means.add(new Drawing.Place(x, gain.mean()));
                  ys.add(gain.mean());
                  if (gain.hasInterval()) {
                    intervals.vertical(gain.low(), gain.high(), x, cap);
                    ys.addAll(List.of(gain.low(), gain.high()));
                  }
                });
        for (double published : published(section, system, task)) {
          theirs.add(new Drawing.Place(x, published));
          ys.add(published);
        }
      }
      Ink ink = marks.ink(system);
      drawing.line(ink, 1.5f, means);
      drawing.draw(intervals, ink, 1.5f);
      drawing.points(ink, marks.marker(system), means);
      drawing.points(ink, SeriesMarkers.DIAMOND, theirs);
    }

    /** The least distance of two sections; 1 where all are at one value. */
    private double gap() {
      double gap = Double.POSITIVE_INFINITY;
      for (int i = 1; i < sections.size(); i++) {
        double distance = value(sections.get(i)) - value(sections.get(i - 1));
        if (distance > 0) {
          gap = Math.min(gap, distance);
        }
      }
      return Double.isInfinite(gap) ? 1 : gap;
    }

    private MetricTable table() {
      List<MetricTable.Group> groups = new ArrayList<>();
      for (Comparison.Task task : tasks(sections)) {
        groups.add(
            new MetricTable.Group(
                Words.of(task.name()) + ", MTL gain in " + task.metric().label(),
                sections.stream().map(TrendCharts::place).toList()));
      }
      List<MetricTable.Row> rows = new ArrayList<>();
      for (String system : systems()) {
        List<MetricTable.Cell> cells = new ArrayList<>();
        for (Comparison.Task task : tasks(sections)) {
          sections.forEach(section -> cells.add(cell(section, system, task)));
        }
        rows.add(new MetricTable.Row(system, "", cells));
      }
      return new MetricTable(groups, rows);
    }

    private static MetricTable.Cell cell(Comparison section, String system, Comparison.Task task) {
      List<String> details = new ArrayList<>();
      Optional<Estimate> gain = gain(section, system, task);
      gain.filter(Estimate::hasInterval).map(Words::signedInterval).ifPresent(details::add);
      for (double published : published(section, system, task)) {
        details.add("published " + Words.signedPublished(published));
      }
      double best =
          section.systems().stream()
              .flatMap(of -> gain(section, of.system(), task).stream())
              .mapToDouble(Estimate::mean)
              .max()
              .orElse(Double.NaN);
      return new MetricTable.Cell(
          Words.signed(gain.map(Estimate::mean).orElse(Double.NaN)),
          details,
          gain.isPresent() && gain.get().mean() == best);
    }

    private static List<Double> published(Comparison section, String system, Comparison.Task task) {
      return new PublishedFigures(section)
          .of(system).stream()
              .flatMap(entry -> PublishedFigures.task(entry, task.name()).stream())
              .flatMap(of -> PublishedFigures.gain(of).stream())
              .toList();
    }
  }
}
