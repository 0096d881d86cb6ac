package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Vocabulary;
import io.github.ple4j.graph.Buckets;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.TableRows;
import java.util.Arrays;

/** Which row of a trained embedding table each row of the new table of that name begins with. */
final class TableMatch {
  private static final int NONE = -1;

  private final EmbeddingTable table;
  private final int[] sources; // the trained table's id by id, or NONE; empty if none is taken
  private final WarmStartReport.Table report;

  private TableMatch(EmbeddingTable table, int[] sources, WarmStartReport.Table report) {
    this.table = table;
    this.sources = sources;
    this.report = report;
  }

  /** A table of which nothing is taken. */
  static TableMatch initialized(EmbeddingTable table, String reason) {
    return new TableMatch(
        table, new int[0], new WarmStartReport.Table.Initialized(table.getName(), reason));
  }

  /**
   * Rows by token: the id 0 is for unknown tokens in both.
   *
   * @param tokens of the new table, from id 1
   * @param trained of the trained table, from id 1
   */
  static TableMatch byToken(
      EmbeddingTable table, ImmutableList<String> tokens, ImmutableList<String> trained) {
    if (tokens.size() + 1 != table.getRows()) {
      throw new IllegalArgumentException(
          "table "
              + table.getName()
              + " of "
              + table.getRows()
              + " rows has "
              + tokens.size()
              + " tokens");
    }
    Vocabulary vocabulary = Vocabulary.of(trained);
    int[] sources = new int[table.getRows()];
    int known = 0;
    for (int id = 1; id < sources.length; id++) {
      int source = vocabulary.id(tokens.get(id - 1));
      sources[id] = source == 0 ? NONE : source;
      known += source == 0 ? 0 : 1;
    }
    return new TableMatch(
        table,
        sources,
        new WarmStartReport.Table.Tokens(
            table.getName(), known, tokens.size() - known, trained.size() - known));
  }

  /** Every row as it was, if an id means the same in both. */
  static TableMatch byId(
      ModelSpec spec, EmbeddingTable table, ModelSpec trainedSpec, EmbeddingTable trained) {
    if (table.getRows() != trained.getRows()) {
      return initialized(table, table.getRows() + " rows here, " + trained.getRows() + " there");
    }
    if (!boundaries(spec, table.getName()).equals(boundaries(trainedSpec, table.getName()))) {
      return initialized(table, "other bucket boundaries there");
    }
    int[] sources = new int[table.getRows()];
    Arrays.setAll(sources, id -> id);
    return new TableMatch(
        table, sources, new WarmStartReport.Table.Whole(table.getName(), table.getRows()));
  }

  /** The table's width. */
  int width() {
    return table.getWidth();
  }

  /** Whether a row of the trained table is taken. */
  boolean isTaken() {
    return sources.length > 0;
  }

  /** What is told of it. */
  WarmStartReport.Table report() {
    return report;
  }

  /**
   * Copies the rows that are taken.
   *
   * @param trained value of the variable that holds the trained table, at {@code from}
   * @param values value of the variable that holds the new table, at {@code to}
   */
  void copy(float[] trained, TableRows from, float[] values, TableRows to) {
    int width = width();
    for (int id = 0; id < sources.length; id++) {
      if (sources[id] != NONE) {
        int source = (from.offset() + sources[id]) * width;
        System.arraycopy(trained, source, values, (to.offset() + id) * width, width);
      }
    }
  }

  /** The boundaries of every feature whose buckets the table embeds. */
  private static ImmutableList<Buckets> boundaries(ModelSpec spec, String table) {
    return spec.getFeaturesList().stream()
        .map(FeatureSpec::getNumeric)
        .filter(numeric -> numeric.getBuckets().getEmbeddingTable().equals(table))
        .map(numeric -> numeric.getBuckets())
        .collect(ImmutableList.toImmutableList());
  }
}
