package io.github.ple4j.train.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ple4j.train.ColumnDescription;
import io.github.ple4j.train.DatasetDescription;
import io.github.ple4j.train.Distribution;
import io.github.ple4j.train.Histogram;
import io.github.ple4j.train.IdUse;
import io.github.ple4j.train.LabelDescription;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/**
 * A description of a data set for machines. What is undefined is left out; shares are in [0, 1].
 */
final class DescriptionJson {
  private DescriptionJson() {}

  static String of(DatasetDescription description, String split) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("data", description.data());
    root.put("split", split);
    root.put("rows", description.rows());
    root.put("split_rows", description.splitRows());
    if (description.rows() < description.splitRows()) {
      root.put("seed", DatasetDescription.SEED);
    }
    ArrayNode features = root.putArray("features");
    description.columns().forEach(column -> put(features.addObject(), column));
    ArrayNode labels = root.putArray("labels");
    description.labels().forEach(label -> put(labels.addObject(), label));
    put(root, "sample_weight", description.sampleWeights());
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(ObjectNode node, ColumnDescription column) {
    node.put("feature", column.name());
    if (column instanceof ColumnDescription.OfNumeric numeric) {
      node.put("kind", "numeric");
      putShare(node, "present", numeric.present(), numeric.rows());
      node.put("distinct", numeric.distinct().count());
      node.put("distinct_is_exact", numeric.distinct().exact());
      put(node, "values", numeric.values());
    } else if (column instanceof ColumnDescription.OfSingleValued single) {
      node.put("kind", "categorical");
      single.present().ifPresent(present -> putShare(node, "present", present, single.rows()));
      put(node, single.ids());
      put(node, "weights", single.weights());
    } else if (column instanceof ColumnDescription.OfMultiValued multi) {
      node.put("kind", "multi_valued");
      putShare(node, "filled", multi.filled(), multi.rows());
      put(node, "values_per_row", multi.valuesPerRow());
      put(node, multi.ids());
      put(node, "weights", multi.weights());
    }
  }

  private static void put(ObjectNode node, IdUse ids) {
    node.put(ids.hashed() ? "hash_buckets" : "vocabulary", ids.size());
    node.put("values", ids.values());
    node.put("distinct", ids.distinct());
    ids.outOfVocabulary()
        .ifPresent(outside -> putShare(node, "out_of_vocabulary", outside, ids.values()));
    ArrayNode tokens = node.putArray("most_frequent");
    for (IdUse.TokenCount token : ids.mostFrequent()) {
      ObjectNode of = tokens.addObject().put("token", token.token()).put("count", token.count());
      putShare(of, "share", token.count(), ids.values());
    }
    ArrayNode ranks = node.putArray("by_rank");
    for (IdUse.RankCount rank : ids.byRank()) {
      ranks.addObject().put("rank", rank.rank()).put("count", rank.count());
    }
  }

  private static void put(ObjectNode node, LabelDescription label) {
    node.put("label", label.label().name());
    node.put("kind", label.label().kind().name().toLowerCase(Locale.ROOT));
    label.label().sampleSpace().ifPresent(space -> node.put("sample_space", space));
    node.put("rows", label.inside());
    putShare(node, "inside", label.inside(), label.rows());
    label
        .positives()
        .ifPresent(
            positives -> {
              node.put("positives", positives);
              putShare(node, "positive_rate", positives, label.inside());
            });
    put(node, "values", label.values());
  }

  private static void put(ObjectNode parent, String name, Optional<Distribution> distribution) {
    if (distribution.isEmpty()) {
      return;
    }
    Distribution of = distribution.get();
    ObjectNode node = parent.putObject(name);
    node.put("count", of.count());
    putFinite(node, "mean", of.mean());
    putFinite(node, "standard_deviation", of.standardDeviation());
    putFinite(node, "minimum", of.minimum());
    putFinite(node, "percentile_1", of.percentile1());
    putFinite(node, "percentile_25", of.percentile25());
    putFinite(node, "median", of.median());
    putFinite(node, "percentile_75", of.percentile75());
    putFinite(node, "percentile_99", of.percentile99());
    putFinite(node, "maximum", of.maximum());
    node.put("quantiles_of", of.kept());
    of.histogram().ifPresent(histogram -> put(node.putObject("histogram"), histogram));
  }

  private static void put(ObjectNode node, Histogram histogram) {
    ArrayNode edges = node.putArray("edges");
    for (int bin = 0; bin <= histogram.counts().size(); bin++) {
      edges.add(histogram.edge(bin));
    }
    histogram.counts().forEach(node.putArray("counts")::add);
  }

  private static void putShare(ObjectNode node, String name, long part, long whole) {
    if (whole > 0) {
      node.put(name, (double) part / whole);
    }
  }

  /** JSON has no number for infinity. */
  private static void putFinite(ObjectNode node, String name, double number) {
    if (Double.isFinite(number)) {
      node.put(name, number);
    } else {
      node.put(name, Double.toString(number));
    }
  }
}
