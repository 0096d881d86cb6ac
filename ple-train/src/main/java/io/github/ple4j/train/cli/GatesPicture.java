package io.github.ple4j.train.cli;

import io.github.ple4j.train.GateUtilization;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.style.Styler;

/** The mean weights of every gate as a stacked bar: one for a gate, a colour for each expert. */
final class GatesPicture {
  private static final Color[] COLOURS = {
    new Color(0xb3541e),
    new Color(0x1f6f8b),
    new Color(0x5a7d2a),
    new Color(0x7b4b94),
    new Color(0xa8324a),
    new Color(0x806000),
    new Color(0x5b6770),
    new Color(0x2f8f6b)
  };

  private GatesPicture() {}

  static String svg(String title, GateUtilization utilization) {
    List<GateUtilization.OfGate> ordered = new ArrayList<>(utilization.gates());
    ordered.sort(Comparator.comparing(gate -> level(gate.name()))); // in the model's order within
    List<String> gates = ordered.stream().map(gate -> shown(gate.name())).toList();
    Set<String> experts = new LinkedHashSet<>();
    ordered.forEach(gate -> gate.experts().forEach(expert -> experts.add(role(expert.name()))));
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Math.max(560, 220 + 170 * gates.size()))
            .height(420)
            .title(title)
            .yAxisTitle("mean weight")
            .build();
    chart.getStyler().setStacked(true).setOverlapped(true).setAvailableSpaceFill(0.6);
    chart
        .getStyler()
        .setSeriesColors(COLOURS)
        .setLegendPosition(Styler.LegendPosition.OutsideE)
        .setChartBackgroundColor(Color.WHITE)
        .setToolTipsEnabled(false);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setLabelsVisible(true).setLabelsFontColor(Color.WHITE);
    chart.getStyler().setYAxisDecimalPattern("0.00");
    for (String role : experts) {
      List<@Nullable Double> means = new ArrayList<>(); // null where a gate has no such expert
      for (GateUtilization.OfGate gate : ordered) {
        means.add(
            gate.experts().stream()
                .filter(expert -> role(expert.name()).equals(role))
                .map(GateUtilization.OfExpert::mean)
                .findFirst()
                .orElse(null));
      }
      chart.addSeries(role, gates, means);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, bytes, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The number of a gate's level; of one without, as of MMOE, 0. */
  private static int level(String gate) {
    return gate.startsWith("level_") ? Integer.parseInt(gate.replaceAll("^level_|/.*", "")) : 0;
  }

  /** {@code level_1/task/click/gate} as {@code level 1, click}. */
  private static String shown(String gate) {
    return gate.replaceFirst("/gate$", "")
        .replaceFirst("^level_([0-9]+)/", "level $1, ")
        .replace("task/", "")
        .replace('/', ' ');
  }

  /** An expert without its level: the same in all levels. */
  private static String role(String expert) {
    return expert.replaceFirst("^level_[0-9]+/", "").replace("task/", "").replace("/expert_", " ");
  }
}
