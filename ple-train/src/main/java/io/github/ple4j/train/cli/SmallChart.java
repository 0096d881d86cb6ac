package io.github.ple4j.train.cli;

import com.google.common.html.HtmlEscapers;
import io.github.ple4j.train.Histogram;
import io.github.ple4j.train.IdUse.RankCount;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts of which many stand on one page, as what an SVG element has inside. */
final class SmallChart {
  static final int WIDTH = 300;
  static final int HEIGHT = 210;

  private static final int LONGEST_TITLE = 42;
  private static final Color INK = new Color(0x1f6f8b);
  private static final Color FILL = new Color(0x9cc5d3);
  private static final Color LINES = new Color(0xdddddd);
  private static final Color TEXT = new Color(0x333333);
  private static final Color NOTHING = new Color(255, 255, 255, 0);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final int MOST_MARKERS = 30;
  private static final double END = 0.02; // of an axis, so that its first and last ticks are on it

  // About, between axes and margins.
  private static final int PLOT_WIDTH = 235;
  private static final int PLOT_HEIGHT = 140;

  private SmallChart() {}

  /** The share of values in every bin, in per cent. */
  static String histogram(String title, String values, Histogram histogram) {
    XYChart chart = xy(title, values + (histogram.logarithmic() ? ", log(1 + x)" : ""), "%");
    List<Double> xs = new ArrayList<>();
    List<Double> ys = new ArrayList<>();
    xs.add(place(histogram, 0));
    ys.add(0.0);
    long all = histogram.counts().stream().mapToLong(Long::longValue).sum();
    double highest = 0;
    int bins = histogram.counts().size();
    for (int bin = 0; bin < bins; bin++) {
      double share = 100.0 * histogram.counts().get(bin) / all;
      double from = place(histogram, bin);
      double to = place(histogram, bin + 1);
      // A point on the way: at equally distant ones alone XChart would put ticks, round or not.
      xs.addAll(List.of(from, from + (to - from) / 3, to));
      ys.addAll(List.of(share, share, share));
      highest = Math.max(highest, share);
    }
    xs.add(place(histogram, bins));
    ys.add(0.0);
    chart
        .addSeries(title, xs, ys)
        .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area)
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(INK)
        .setLineStyle(new BasicStroke(1))
        .setFillColor(FILL);
    double left = place(histogram, 0);
    double right = place(histogram, bins);
    double end = (right - left) * END;
    chart
        .getStyler()
        .setXAxisMin(left - end)
        .setXAxisMax(right + end)
        .setYAxisMin(0.0)
        .setYAxisMax(highest * 1.05)
        .setXAxisTickMarkSpacingHint(45)
        .setYAxisTickMarkSpacingHint(30);
    if (histogram.logarithmic()) {
      chart.getStyler().setxAxisTickLabelsFormattingFunction(x -> rounded(Math.pow(10, x) - 1, 2));
    } else {
      double length = histogram.to() - histogram.from();
      double farthest = Math.max(Math.abs(histogram.from()), Math.abs(histogram.to()));
      int digits = 2 + (int) Math.ceil(Math.log10(Math.max(1, farthest / length)));
      chart.getStyler().setxAxisTickLabelsFormattingFunction(x -> rounded(x, digits));
    }
    return inside(title, chart);
  }

  /** How often the token of every rank occurs, on logarithmic axes with a tick a decade. */
  static String ranks(String title, String ranks, List<RankCount> counts) {
    XYChart chart = xy(title, ranks, "occurrences");
    double[] xs = counts.stream().mapToDouble(count -> Math.log10((double) count.rank())).toArray();
    double[] ys =
        counts.stream().mapToDouble(count -> Math.log10((double) count.count())).toArray();
    chart
        .addSeries(title, xs, ys)
        .setMarker(counts.size() <= MOST_MARKERS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
        .setMarkerColor(INK)
        .setLineColor(INK)
        .setLineStyle(new BasicStroke(1.5f));
    double right = Math.max(1, Math.ceil(xs[xs.length - 1]));
    double bottom = Math.floor(ys[ys.length - 1]);
    double top = Math.max(bottom + 1, Math.ceil(ys[0]));
    chart.getStyler().setMarkerSize(5);
    chart
        .getStyler()
        .setXAxisMin(-right * END)
        .setXAxisMax(right * (1 + END))
        .setYAxisMin(bottom - (top - bottom) * END)
        .setYAxisMax(top + (top - bottom) * END)
        .setXAxisTickMarkSpacingHint((int) (PLOT_WIDTH * 0.75 / right))
        .setYAxisTickMarkSpacingHint((int) (PLOT_HEIGHT * 0.75 / (top - bottom)))
        .setxAxisTickLabelsFormattingFunction(SmallChart::powerOfTen)
        .setyAxisTickLabelsFormattingFunction(SmallChart::powerOfTen);
    return inside(title, chart);
  }

  /** A bar a name, with its height beside the name. */
  static String bars(String title, String what, Map<String, Double> heights) {
    List<String> names = new ArrayList<>();
    heights.forEach((name, height) -> names.add(name + " " + rounded(height, 3)));
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(what)
            .build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.6);
    chart
        .getStyler()
        .setYAxisMin(0.0)
        .setYAxisMax(Math.max(1e-9, Collections.max(heights.values())) * 1.05)
        .setYAxisTickMarkSpacingHint(30);
    chart.addSeries(title, names, new ArrayList<>(heights.values())).setFillColor(FILL);
    return inside(title, chart);
  }

  private static XYChart xy(String title, String x, String y) {
    String shown =
        title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE - 3) + "...";
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(shown)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    return chart;
  }

  private static void style(AxesChartStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler
        .setLegendVisible(false)
        .setToolTipsEnabled(false)
        .setChartTitleFont(TITLE)
        .setChartTitleBoxVisible(false)
        .setChartTitlePadding(2)
        .setChartBackgroundColor(NOTHING)
        .setPlotBackgroundColor(NOTHING)
        .setChartFontColor(TEXT)
        .setPlotBorderVisible(false)
        .setChartPadding(10)
        .setPlotContentSize(1);
    styler
        .setAxisTitleFont(FONT)
        .setAxisTickLabelsFont(FONT)
        .setAxisTickLabelsColor(TEXT)
        .setAxisTickMarksColor(LINES)
        .setAxisTitlePadding(3)
        .setAxisTickPadding(3)
        .setPlotGridVerticalLinesVisible(false)
        .setPlotGridLinesColor(LINES)
        .setPlotGridLinesStroke(new BasicStroke(1));
  }

  private static double place(Histogram histogram, int bin) {
    double edge = histogram.edge(bin);
    return histogram.logarithmic() ? Math.log10(1 + edge) : edge;
  }

  private static String rounded(double number, int digits) {
    return new BigDecimal(number)
        .round(new MathContext(digits))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String powerOfTen(double exponent) {
    int zeros = (int) Math.round(exponent);
    if (zeros < 0) {
      return "1e" + zeros; // XChart asks for a tick before the axis
    }
    return "1" + "0".repeat(zeros % 3) + List.of("", "k", "M", "G").get(zeros / 3);
  }

  /**
   * Without clip paths, whose identifiers would be the same in all charts of a page. XChart draws
   * letters as paths, so that the title is also given as text.
   */
  private static String inside(String title, Chart<?, ?> chart) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, bytes, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String drawn =
        bytes
            .toString(StandardCharsets.UTF_8)
            .replaceFirst("(?s)^.*?<svg[^>]*>", "")
            .replaceFirst("(?s)</svg>\\s*$", "")
            .replaceAll("(?s)<defs>.*?</defs>", "")
            .replaceAll(" clip-path=\"[^\"]*\"", "")
            .replaceAll("([0-9]\\.[0-9]{2})[0-9]+", "$1")
            .replaceAll(">\\s+<", "><");
    return "<title>" + HtmlEscapers.htmlEscaper().escape(title) + "</title>" + drawn.strip();
  }
}
