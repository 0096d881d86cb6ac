package io.github.ple4j.benchmarks.experiment;

import java.util.List;
import org.knowm.xchart.style.AxesChartStyler;
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

  /** Of an axis. */
  record Range(double low, double high) {

    /** Of values, with some space around. */
    static Range around(List<Double> values) {
      double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
      double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
      double space = Math.max(0.0002, (high - low) * 0.06);
      return new Range(low - space, high + space);
    }

    double size() {
      return high - low;
    }

    /** Of the numbers at an axis: as many decimals as tell about five of them apart. */
    String pattern() {
      int decimals = (int) Math.ceil(-Math.log10(size() / 5));
      return "0." + "0".repeat(Math.max(1, Math.min(5, decimals)));
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
    Drawing drawing = new Drawing(WIDTH, MARGINS + ROW_HEIGHT * rows.size(), valueTitle, rowTitle);
    drawing
        .styler()
        .setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right)
        .setXAxisDecimalPattern(pattern)
        .setYAxisTickMarkSpacingHint(ROW_HEIGHT * 9 / 10)
        .setXAxisMin(range.low())
        .setXAxisMax(range.high())
        .setYAxisMin(0.4 - rows.size())
        .setYAxisMax(0.6)
        .setyAxisTickLabelsFormattingFunction(this::label);
    for (Layer layer : layers) {
      draw(drawing, layer);
    }
    return drawing.svg(description);
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

  private void draw(Drawing drawing, Layer layer) {
    Drawing.Segments segments = new Drawing.Segments();
    if (layer instanceof Dots dots) {
      drawing.points(dots.ink(), SeriesMarkers.CIRCLE, places(dots.points(), 0));
    } else if (layer instanceof Diamonds diamonds) {
      drawing.points(diamonds.ink(), SeriesMarkers.DIAMOND, places(diamonds.points(), BESIDE));
    } else if (layer instanceof Bars bars) {
      bars.points().forEach(bar -> segments.add(0, -bar.row(), bar.value(), -bar.row()));
      drawing.draw(segments, bars.ink(), ROW_HEIGHT * 0.6f);
    } else if (layer instanceof ErrorBars errors) {
      for (Interval interval : errors.intervals()) {
        segments.horizontal(interval.low(), interval.high(), -interval.row(), CAP);
      }
      drawing.draw(segments, errors.ink(), 2);
    } else if (layer instanceof Rule rule) {
      segments.add(rule.value(), 0.4 - rows.size(), rule.value(), 0.6);
      drawing.draw(segments, rule.ink(), 1.5f);
    }
  }

  private static List<Drawing.Place> places(List<Point> points, double below) {
    return points.stream()
        .map(point -> new Drawing.Place(point.value(), -point.row() - below))
        .toList();
  }
}
