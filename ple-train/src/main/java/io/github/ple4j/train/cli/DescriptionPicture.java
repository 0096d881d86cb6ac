package io.github.ple4j.train.cli;

import com.google.common.html.HtmlEscapers;
import io.github.ple4j.train.ColumnDescription;
import io.github.ple4j.train.DatasetDescription;
import io.github.ple4j.train.Distribution;
import io.github.ple4j.train.IdUse;
import io.github.ple4j.train.LabelDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A description of a data set as one page of small charts. */
final class DescriptionPicture {
  private static final int ACROSS = 4;
  private static final int HEAD = 44;
  private static final int MARGIN = 12;

  private final List<String> charts = new ArrayList<>();

  private DescriptionPicture() {}

  static String svg(DatasetDescription description, String split) {
    DescriptionPicture picture = new DescriptionPicture();
    picture.labels(description.labels());
    description.columns().forEach(picture::column);
    return picture.page(
        "%s, %s: %d of %d rows"
            .formatted(description.data(), split, description.rows(), description.splitRows()));
  }

  private void labels(List<LabelDescription> labels) {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (LabelDescription label : labels) {
      if (label.inside() > 0) {
        label
            .positives()
            .ifPresent(
                positives -> rates.put(label.label().name(), 100.0 * positives / label.inside()));
      }
    }
    if (!rates.isEmpty()) {
      charts.add(SmallChart.bars("labels", "positive %", rates));
    }
    labels.forEach(label -> histogram("label " + label.label().name(), "value", label.values()));
  }

  private void column(ColumnDescription column) {
    if (column instanceof ColumnDescription.OfNumeric numeric) {
      histogram(column.name(), "value", numeric.values());
    } else if (column instanceof ColumnDescription.OfSingleValued single) {
      ranks(column.name(), single.ids());
      histogram(column.name() + ": weights", "weight", single.weights());
    } else if (column instanceof ColumnDescription.OfMultiValued multi) {
      ranks(column.name(), multi.ids());
      histogram(column.name() + ": values a row", "values", multi.valuesPerRow());
      histogram(column.name() + ": weights", "weight", multi.weights());
    }
  }

  private void histogram(String title, String values, Optional<Distribution> distribution) {
    distribution
        .flatMap(Distribution::histogram)
        .ifPresent(bins -> charts.add(SmallChart.histogram(title, values, bins)));
  }

  private void ranks(String title, IdUse ids) {
    if (!ids.byRank().isEmpty()) {
      String what = "rank of " + ids.distinct() + (ids.hashed() ? " buckets" : " tokens");
      charts.add(SmallChart.ranks(title, what, ids.byRank()));
    }
  }

  private String page(String title) {
    int width = 2 * MARGIN + ACROSS * SmallChart.WIDTH;
    int height = HEAD + (charts.size() + ACROSS - 1) / ACROSS * SmallChart.HEIGHT;
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="12" y="28" font-family="sans-serif" font-size="18" fill="#333333">%s</text>
        """
            .formatted(width, height, width, height, HtmlEscapers.htmlEscaper().escape(title)));
    for (int i = 0; i < charts.size(); i++) {
      page.append(
          """
          <svg x="%d" y="%d" width="%d" height="%d" overflow="visible">%s</svg>
          """
              .formatted(
                  MARGIN + i % ACROSS * SmallChart.WIDTH,
                  HEAD + i / ACROSS * SmallChart.HEIGHT,
                  SmallChart.WIDTH,
                  SmallChart.HEIGHT,
                  charts.get(i)));
    }
    return page.append("</svg>\n").toString();
  }
}
