package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.train.ColumnDescription.OfMultiValued;
import io.github.ple4j.train.ColumnDescription.OfNumeric;
import io.github.ple4j.train.ColumnDescription.OfSingleValued;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** A {@link DatasetDescription} as aligned tables of text for people; {@code -} where undefined. */
public final class DescriptionTables {
  private static final int LONGEST_TOKEN = 20;
  private static final ImmutableList<String> QUANTILES =
      ImmutableList.of("mean", "deviation", "min", "1 %", "25 %", "50 %", "75 %", "99 %", "max");
  private static final ImmutableList<String> WEIGHTS =
      ImmutableList.of("weight min", "50 %", "99 %", "max");

  private final DatasetDescription description;
  private final TextBars bars;
  private final StringBuilder text = new StringBuilder();

  private DescriptionTables(DatasetDescription description, TextBars bars) {
    this.description = description;
    this.bars = bars;
  }

  /**
   * A first line that says what was read, and a table for each kind of feature and label.
   *
   * @param split the name of what was read
   */
  public static String of(DatasetDescription description, String split, TextBars bars) {
    DescriptionTables tables = new DescriptionTables(description, bars);
    tables.write(split);
    return tables.text.toString();
  }

  private void write(String split) {
    boolean sampled = description.rows() < description.splitRows();
    text.append(description.data())
        .append(", ")
        .append(split)
        .append(": ")
        .append(description.rows())
        .append(" of ")
        .append(description.splitRows())
        .append(sampled ? " rows, drawn with seed " + DatasetDescription.SEED : " rows")
        .append('\n');
    numeric();
    singleValued();
    multiValued();
    labels(Label.Kind.BINARY);
    labels(Label.Kind.REGRESSION);
    description.sampleWeights().ifPresent(this::sampleWeights);
  }

  private void numeric() {
    List<OfNumeric> columns = columns(OfNumeric.class);
    if (columns.isEmpty()) {
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        line("numeric feature", "present %", "distinct").and(QUANTILES).and("histogram").cells());
    for (OfNumeric column : columns) {
      lines.add(
          line(column.name(), Figures.percent(column.present(), column.rows()))
              .and(Figures.count(column.distinct()))
              .and(quantiles(column.values()))
              .and(histogram(column.values()))
              .cells());
    }
    table(lines, 1);
  }

  private void singleValued() {
    List<OfSingleValued> columns = columns(OfSingleValued.class);
    if (columns.isEmpty()) {
      return;
    }
    boolean weighted = columns.stream().anyMatch(column -> column.weights().isPresent());
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        line("categorical feature", "present %", "tokens", "seen", "unknown %")
            .and(weighted ? WEIGHTS : List.of())
            .and("most frequent, %", "", "", "by rank")
            .cells());
    for (OfSingleValued column : columns) {
      OptionalLong present = column.present();
      lines.add(
          line(column.name())
              .and(present.isPresent() ? Figures.percent(present.getAsLong(), column.rows()) : "-")
              .and(ids(column.ids()))
              .and(weighted ? weights(column.weights()) : List.of())
              .and(mostFrequent(column.ids()))
              .and(bars.histogram(column.ids().shares()))
              .cells());
    }
    table(lines, 4);
  }

  private void multiValued() {
    List<OfMultiValued> columns = columns(OfMultiValued.class);
    if (columns.isEmpty()) {
      return;
    }
    boolean weighted = columns.stream().anyMatch(column -> column.weights().isPresent());
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        line("multi-valued feature", "filled %", "values a row", "50 %", "99 %", "max")
            .and("tokens", "seen", "unknown %")
            .and(weighted ? WEIGHTS : List.of())
            .and("values a row", "by rank")
            .cells());
    for (OfMultiValued column : columns) {
      Optional<Distribution> perRow = column.valuesPerRow();
      lines.add(
          line(column.name(), Figures.percent(column.filled(), column.rows()))
              .and(figure(perRow, Distribution::mean))
              .and(figure(perRow, Distribution::median))
              .and(figure(perRow, Distribution::percentile99))
              .and(figure(perRow, Distribution::maximum))
              .and(ids(column.ids()))
              .and(weighted ? weights(column.weights()) : List.of())
              .and(histogram(perRow), bars.histogram(column.ids().shares()))
              .cells());
    }
    table(lines, 2);
  }

  private void labels(Label.Kind kind) {
    boolean binary = kind == Label.Kind.BINARY;
    List<LabelDescription> labels =
        description.labels().stream().filter(label -> label.label().kind() == kind).toList();
    if (labels.isEmpty()) {
      return;
    }
    boolean spaces = labels.stream().anyMatch(label -> label.label().sampleSpace().isPresent());
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        line(binary ? "binary label" : "regression label", "inside %", "rows")
            .and(binary ? List.of("positives", "positive %") : QUANTILES)
            .and(binary ? "" : "histogram")
            .and(spaces ? List.of("inside where") : List.of())
            .cells());
    for (LabelDescription label : labels) {
      lines.add(
          line(label.label().name(), Figures.percent(label.inside(), label.rows()))
              .and(Long.toString(label.inside()))
              .and(binary ? positives(label) : quantiles(label.values()))
              .and(binary ? bars.bar(positiveRate(label)) : histogram(label.values()))
              .and(spaces ? List.of(label.label().sampleSpace().orElse("all rows")) : List.of())
              .cells());
    }
    table(lines, spaces ? 2 : 1);
  }

  private void sampleWeights(Distribution weights) {
    Optional<Distribution> present = Optional.of(weights);
    table(
        List.of(
            line("weight").and(QUANTILES).and("histogram").cells(),
            line("of a row").and(quantiles(present)).and(histogram(present)).cells()),
        1);
  }

  private void table(List<List<String>> lines, int wordsAtEnd) {
    text.append('\n').append(TextTable.aligned(lines, 1, wordsAtEnd));
  }

  private <T extends ColumnDescription> List<T> columns(Class<T> kind) {
    return description.columns().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private String histogram(Optional<Distribution> values) {
    return values
        .flatMap(Distribution::histogram)
        .map(bins -> bars.histogram(bins.counts()) + (bins.logarithmic() ? " log" : ""))
        .orElse("-");
  }

  private static double positiveRate(LabelDescription label) {
    return (double) label.positives().orElse(0) / Math.max(1, label.inside());
  }

  private static List<String> positives(LabelDescription label) {
    return List.of(
        Long.toString(label.positives().orElse(0)),
        label.inside() == 0 ? "-" : Figures.number(100 * positiveRate(label)));
  }

  private static List<String> quantiles(Optional<Distribution> values) {
    return List.of(
        figure(values, Distribution::mean),
        figure(values, Distribution::standardDeviation),
        figure(values, Distribution::minimum),
        figure(values, Distribution::percentile1),
        figure(values, Distribution::percentile25),
        figure(values, Distribution::median),
        figure(values, Distribution::percentile75),
        figure(values, Distribution::percentile99),
        figure(values, Distribution::maximum));
  }

  private static List<String> weights(Optional<Distribution> weights) {
    return List.of(
        figure(weights, Distribution::minimum),
        figure(weights, Distribution::median),
        figure(weights, Distribution::percentile99),
        figure(weights, Distribution::maximum));
  }

  private static String figure(
      Optional<Distribution> values, Function<Distribution, Double> figure) {
    return values.map(figure).map(Figures::number).orElse("-");
  }

  private static List<String> ids(IdUse ids) {
    OptionalLong outside = ids.outOfVocabulary();
    return List.of(
        (ids.hashed() ? "hash " : "") + ids.size(),
        Long.toString(ids.distinct()),
        outside.isPresent() ? Figures.percent(outside.getAsLong(), ids.values()) : "-");
  }

  private static List<String> mostFrequent(IdUse ids) {
    List<String> cells = new ArrayList<>();
    for (IdUse.TokenCount token : ids.mostFrequent()) {
      cells.add(
          Figures.token(token.token(), LONGEST_TOKEN)
              + " "
              + Figures.percent(token.count(), ids.values()));
    }
    while (cells.size() < 3) {
      cells.add("");
    }
    return cells;
  }

  private static Line line(String... cells) {
    return new Line(new ArrayList<>(List.of(cells)));
  }

  /** A line of a table, under way. */
  private record Line(List<String> cells) {
    Line and(String... more) {
      return and(List.of(more));
    }

    Line and(List<String> more) {
      cells.addAll(more);
      return this;
    }
  }
}
