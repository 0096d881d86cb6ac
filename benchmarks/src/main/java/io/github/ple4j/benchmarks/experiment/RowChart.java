package io.github.ple4j.benchmarks.experiment;

import com.google.common.html.HtmlEscapers;
import java.awt.BasicStroke;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of named rows, from top to bottom, with values from left to right: names stay level and
 * legible on a narrow screen.
 *
 * @param description read aloud in place of the picture
 * @param valueTitle of the horizontal axis
 * @param rowTitle of the vertical axis
 * @param pattern of the horizontal axis's numbers
 * @param range of the horizontal axis
 */
record RowChart(
    String description,
    String valueTitle,
    String rowTitle,
    String pattern,
    Range range,
    List<String> rows,
    List<Layer> layers) {
  private static final int WIDTH = 420;
  private static final int ROW_HEIGHT = 30;
  private static final int MARGINS = 84; // of the horizontal axis and its title
  private static final int LONGEST_NAME = 20;
  private static final double CAP = 0.16;
  private static final double BESIDE = 0.26; // a marker that would hide the one of the same row
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

  /** Of an axis. */
  record Range(double low, double high) {

    /** Of values, with some space around. */
    static Range around(List<Double> values) {
      double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
      double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
      double space = Math.max(0.0002, (high - low) * 0.06);
      return new Range(low - space, high + space);
    }
  }

  /** A value of a row. */
  record Point(int row, double value) {}

  /** An interval of a row. */
  record Interval(int row, double low, double high) {}

  /** What is drawn over the layers before it. */
  sealed interface Layer {}

  /** Filled circles in the middle of rows. */
  record Dots(Ink ink, List<Point> points) implements Layer {}

  /** Diamonds below the middle of rows. */
  record Diamonds(Ink ink, List<Point> points) implements Layer {}

  /** Bars from 0. */
  record Bars(Ink ink, List<Point> points) implements Layer {}

  /** Intervals with caps. */
  record ErrorBars(Ink ink, List<Interval> intervals) implements Layer {}

  /** A line over all rows. */
  record Rule(Ink ink, double value) implements Layer {}

  /**
   * The picture as an SVG element for a page: no declaration, no identifiers, the page's colours.
   */
  String svg() {
    int height = MARGINS + ROW_HEIGHT * rows.size();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(height)
            .xAxisTitle(valueTitle)
            .yAxisTitle(rowTitle)
            .build();
    style(chart.getStyler());
    for (Layer layer : layers) {
      draw(chart, layer, "layer " + chart.getSeriesMap().size());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, bytes, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String tag =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" viewBox=\"0 0 "
            + WIDTH
            + " "
            + height
            + "\" aria-label=\""
            + HtmlEscapers.htmlEscaper().escape(description)
            + "\">";
    String inked =
        Ink.of(bytes.toString(StandardCharsets.UTF_8))
            .replaceFirst("(?s)^.*?<svg[^>]*>", "")
            .replaceAll("(?s)<defs>.*?</defs>", "")
            .replaceAll(" clip-path=\"[^\"]*\"", "")
            .replaceAll("([0-9]\\.[0-9]{2})[0-9]+", "$1")
            .replaceAll(">\\s+<", "><");
    return tag + inked.strip();
  }

  private void style(XYStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler
        .setLegendVisible(false)
        .setChartTitleVisible(false)
        .setToolTipsEnabled(false)
        .setChartBackgroundColor(Ink.NOTHING.color())
        .setPlotBackgroundColor(Ink.NOTHING.color())
        .setPlotBorderVisible(false)
        .setChartFontColor(Ink.TEXT.color())
        .setChartPadding(4)
        .setPlotContentSize(1);
    styler
        .setPlotGridLinesColor(Ink.LINE.color())
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setAxisTickMarksColor(Ink.LINE.color())
        .setAxisTickLabelsColor(Ink.TEXT.color())
        .setAxisTickLabelsFont(FONT)
        .setAxisTitleFont(FONT)
        .setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right)
        .setXAxisDecimalPattern(pattern)
        .setXAxisTickMarkSpacingHint(64)
        .setYAxisTickMarkSpacingHint(ROW_HEIGHT * 9 / 10)
        .setXAxisMin(range.low())
        .setXAxisMax(range.high())
        .setYAxisMin(0.4 - rows.size())
        .setYAxisMax(0.6)
        .setyAxisTickLabelsFormattingFunction(this::label);
  }

  /**
   * The label at a place: rows stand at 0, -1, -2 and so on. XChart leaves all labels out where two
   * are equal, so that each ends in its own number of spaces, which are not seen.
   */
  private String label(double y) {
    long row = Math.round(-y);
    boolean named = row >= 0 && row < rows.size() && Math.abs(-y - row) < 1e-6;
    String name = named ? rows.get((int) row) : "";
    String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    return shown + " ".repeat((int) Math.round(2 * (y + rows.size() + 4)));
  }

  private void draw(XYChart chart, Layer layer, String series) {
    if (layer instanceof Dots dots) {
      points(chart, series, dots.points(), 0, dots.ink(), SeriesMarkers.CIRCLE);
    } else if (layer instanceof Diamonds diamonds) {
      points(chart, series, diamonds.points(), BESIDE, diamonds.ink(), SeriesMarkers.DIAMOND);
    } else if (layer instanceof Bars bars) {
      Segments segments = new Segments();
      bars.points().forEach(bar -> segments.add(0, -bar.row(), bar.value(), -bar.row()));
      segments.draw(chart, series, bars.ink(), ROW_HEIGHT * 0.6f);
    } else if (layer instanceof ErrorBars errors) {
      Segments segments = new Segments();
      for (Interval interval : errors.intervals()) {
        double y = -interval.row();
        segments.add(interval.low(), y, interval.high(), y);
        segments.add(interval.low(), y - CAP, interval.low(), y + CAP);
        segments.add(interval.high(), y - CAP, interval.high(), y + CAP);
      }
      segments.draw(chart, series, errors.ink(), 2);
    } else if (layer instanceof Rule rule) {
      Segments segments = new Segments();
      segments.add(rule.value(), 0.4 - rows.size(), rule.value(), 0.6);
      segments.draw(chart, series, rule.ink(), 1.5f);
    }
  }

  private static void points(
      XYChart chart, String series, List<Point> points, double below, Ink ink, Marker marker) {
    if (!points.isEmpty()) {
      chart
          .addSeries(
              series,
              points.stream().mapToDouble(Point::value).toArray(),
              points.stream().mapToDouble(point -> -point.row() - below).toArray())
          .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
          .setMarker(marker)
          .setMarkerColor(ink.color());
    }
  }

  /** Lines of one series: a gap between two of them is a point that is not a number. */
  private static final class Segments {
    private final List<Double> xs = new ArrayList<>();
    private final List<Double> ys = new ArrayList<>();

    void add(double x1, double y1, double x2, double y2) {
      xs.addAll(List.of(x1, x2, x2));
      ys.addAll(List.of(y1, y2, Double.NaN));
    }

    void draw(XYChart chart, String series, Ink ink, float width) {
      if (!xs.isEmpty()) {
        chart
            .addSeries(
                series,
                xs.stream().mapToDouble(Double::doubleValue).toArray(),
                ys.stream().mapToDouble(Double::doubleValue).toArray())
            .setMarker(SeriesMarkers.NONE)
            .setLineColor(ink.color())
            .setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
      }
    }
  }
}
