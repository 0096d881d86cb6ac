package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How the gates of a system use their experts, as in Figure 8: a chart for each level, in it a
 * group of bars for each gate.
 *
 * @param difference a sentence on whether the gates of the tasks differ; empty where there are no
 *     two
 */
record GateFigure(
    String system,
    String runs,
    List<MetricCharts.Chart> charts,
    List<Row> rows,
    boolean published,
    String difference) {
  /** The numbers of a bar. */
  record Row(
      String gate,
      String expert,
      String mean,
      String betweenRuns,
      String withinSplit,
      String published) {}

  /** Of every system that has gates. */
  static List<GateFigure> of(Comparison comparison) {
    PublishedFigures published = new PublishedFigures(comparison);
    return comparison.systems().stream()
        .filter(system -> !system.gates().isEmpty())
        .map(system -> of(system, published))
        .toList();
  }

  private static GateFigure of(Comparison.OfSystem system, PublishedFigures published) {
    Map<Integer, List<GateMeans>> levels = new TreeMap<>();
    List<Row> rows = new ArrayList<>();
    boolean any = false;
    for (GateMeans gate : system.gates()) {
      levels.computeIfAbsent(gate.place().level(), level -> new ArrayList<>()).add(gate);
      for (int i = 0; i < gate.experts().size(); i++) {
        GateMeans.OfExpert expert = gate.experts().get(i);
        OptionalDouble theirs = published.weight(system.system(), gate, i);
        any |= theirs.isPresent();
        rows.add(
            new Row(
                gate.place().inFull(),
                ExpertPlace.of(expert.expert(), gate.place()).words(),
                Words.weight(expert.mean().mean()),
                Words.weight(expert.mean().standardDeviation()),
                Words.weight(expert.withinSplit()),
                Words.weight(theirs.orElse(Double.NaN))));
      }
    }
    List<MetricCharts.Chart> charts = new ArrayList<>();
    levels.forEach((level, gates) -> charts.add(chart(system.system(), level, gates, published)));
    return new GateFigure(
        system.system(),
        Words.plural(system.finished(), "run"),
        charts,
        rows,
        any,
        system.gateDifference().map(of -> difference(system, of, published)).orElse(""));
  }

  private static MetricCharts.Chart chart(
      String system, int level, List<GateMeans> gates, PublishedFigures published) {
    List<String> names = new ArrayList<>();
    Map<ExpertPlace.Role, List<RowChart.Point>> bars = new LinkedHashMap<>();
    List<RowChart.Interval> errors = new ArrayList<>();
    List<RowChart.Point> diamonds = new ArrayList<>();
    for (GateMeans gate : gates) {
      names.add(gate.place().words() + ":");
      for (int i = 0; i < gate.experts().size(); i++) {
        GateMeans.OfExpert expert = gate.experts().get(i);
        ExpertPlace place = ExpertPlace.of(expert.expert(), gate.place());
        int row = names.size();
        names.add(place.words());
        double mean = expert.mean().mean();
        bars.computeIfAbsent(place.role(), role -> new ArrayList<>())
            .add(new RowChart.Point(row, mean));
        errors.add(
            new RowChart.Interval(
                row,
                Math.max(0, mean - expert.withinSplit()),
                Math.min(1, mean + expert.withinSplit())));
        published
            .weight(system, gate, i)
            .ifPresent(weight -> diamonds.add(new RowChart.Point(row, weight)));
      }
    }
    List<RowChart.Layer> layers = new ArrayList<>();
    bars.forEach((role, points) -> layers.add(new RowChart.Bars(ink(role), points)));
    layers.add(new RowChart.ErrorBars(Ink.TEXT, errors));
    layers.add(new RowChart.Diamonds(Ink.PUBLISHED, diamonds));
    String levelWords = level == 0 ? "" : ", level " + level;
    return new MetricCharts.Chart(
        system + levelWords,
        new RowChart(
                "Mean weight of every expert by gate, "
                    + system
                    + levelWords
                    + ". The table below has the numbers.",
                "mean weight",
                "gate: expert",
                "0.0",
                new RowChart.Range(-0.01, 1.06),
                names,
                layers)
            .svg());
  }

  private static Ink ink(ExpertPlace.Role role) {
    return switch (role) {
      case OWN -> Ink.OWN;
      case SHARED -> Ink.SHARED;
      case OTHER -> Ink.OTHER;
    };
  }

  private static String difference(
      Comparison.OfSystem system, Estimate distance, PublishedFigures published) {
    String spread =
        distance.hasInterval()
            ? ", with a 95\u00a0% interval of "
                + Words.weight(Math.max(0, distance.low()))
                + " to "
                + Words.weight(Math.min(1, distance.high()))
                + " over "
                + Words.plural(distance.n(), "run")
            : ", in one run, which gives no interval";
    return "The gates of the tasks in "
        + system.system()
        + " "
        + GateDifference.verdict(distance)
        + ": the total variation distance of their mean weights is "
        + Words.weight(distance.mean())
        + spread
        + "."
        + theirs(system, published)
            .map(weight -> " That of the published weights is " + Words.weight(weight) + ".")
            .orElse("");
  }

  private static Optional<Double> theirs(Comparison.OfSystem system, PublishedFigures published) {
    Map<String, Map<String, Double>> gates = new LinkedHashMap<>();
    for (GateMeans gate : system.gates()) {
      Map<String, Double> weights = new LinkedHashMap<>();
      for (int i = 0; i < gate.experts().size(); i++) {
        String expert = gate.experts().get(i).expert();
        published.weight(system.system(), gate, i).ifPresent(weight -> weights.put(expert, weight));
      }
      if (!weights.isEmpty()) {
        gates.put(gate.gate(), weights);
      }
    }
    OptionalDouble distance = GateDifference.between(gates);
    return distance.isPresent() ? Optional.of(distance.getAsDouble()) : Optional.empty();
  }
}
