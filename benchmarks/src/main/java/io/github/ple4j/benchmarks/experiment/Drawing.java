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
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of XChart in the look of the pages, and its SVG. Not thread-safe. */
final class Drawing {
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

  private final int width;
  private final int height;
  private final XYChart chart;

  Drawing(int width, int height, String horizontalTitle, String verticalTitle) {
    this.width = width;
    this.height = height;
    this.chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .xAxisTitle(horizontalTitle)
            .yAxisTitle(verticalTitle)
            .build();
    style(chart.getStyler());
  }

  /** A place in the chart. */
  record Place(double x, double y) {}

  /** What the look of the pages leaves open, such as ranges and numbers of the axes. */
  XYStyler styler() {
    return chart.getStyler();
  }

  /** Marks at places, over what was drawn before. */
  void points(Ink ink, Marker marker, List<Place> places) {
    if (!places.isEmpty()) {
      series(places)
          .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
          .setMarker(marker)
          .setMarkerColor(ink.color());
    }
  }

  /** A line from place to place. */
  void line(Ink ink, float width, List<Place> places) {
    if (!places.isEmpty()) {
      series(places)
          .setMarker(SeriesMarkers.NONE)
          .setLineColor(ink.color())
          .setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    }
  }

  /** Words whose middle is at a place, in the colour of the text. */
  void words(String words, Place place) {
    chart.addAnnotation(new AnnotationText(words, place.x(), place.y(), false));
  }

  /** Lines of one look: a gap between two of them is a point that is not a number. */
  static final class Segments {
    private final List<Place> places = new ArrayList<>();

    void add(double x1, double y1, double x2, double y2) {
      places.add(new Place(x1, y1));
      places.add(new Place(x2, y2));
      places.add(new Place(x2, Double.NaN));
    }

    /** An interval from left to right, with caps. */
    void horizontal(double low, double high, double y, double cap) {
      add(low, y, high, y);
      add(low, y - cap, low, y + cap);
      add(high, y - cap, high, y + cap);
    }

    /** An interval from below to above, with caps. */
    void vertical(double low, double high, double x, double cap) {
      add(x, low, x, high);
      add(x - cap, low, x + cap, low);
      add(x - cap, high, x + cap, high);
    }
  }

  void draw(Segments segments, Ink ink, float width) {
    line(ink, width, segments.places);
  }

  /**
   * The picture as an SVG element for a page: no declaration, no identifiers, the page's colours.
   *
   * @param description read aloud in place of the picture
   */
  String svg(String description) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, bytes, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String tag =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" viewBox=\"0 0 "
            + width
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

  private XYSeries series(List<Place> places) {
    return chart.addSeries(
        "series " + chart.getSeriesMap().size(),
        places.stream().mapToDouble(Place::x).toArray(),
        places.stream().mapToDouble(Place::y).toArray());
  }

  private static void style(XYStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler
        .setLegendVisible(false)
        .setChartTitleVisible(false)
        .setToolTipsEnabled(false)
        .setChartBackgroundColor(Ink.NOTHING.color())
        .setPlotBackgroundColor(Ink.NOTHING.color())
        .setPlotBorderVisible(false)
        .setChartFontColor(Ink.TEXT.color())
        .setAnnotationTextFont(FONT)
        .setAnnotationTextFontColor(Ink.TEXT.color())
        .setChartPadding(4)
        .setPlotContentSize(1);
    styler
        .setPlotGridLinesColor(Ink.LINE.color())
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setAxisTickMarksColor(Ink.LINE.color())
        .setAxisTickLabelsColor(Ink.TEXT.color())
        .setAxisTickLabelsFont(FONT)
        .setAxisTitleFont(FONT)
        .setXAxisTickMarkSpacingHint(64);
  }
}
