package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.nio.file.Path;

/**
 * What a warm start took from a trained model.
 *
 * @param from directory of the trained model
 * @param taken names of the variables that have values of the trained model's, in the model's order
 * @param initialized names of the variables that keep their initial values
 * @param tables the model's embedding tables in the spec's order, then those that are gone
 */
public record WarmStartReport(
    Path from,
    ImmutableList<String> taken,
    ImmutableList<String> initialized,
    ImmutableList<Table> tables) {

  private static final int NAMES = 6;

  /** What became of an embedding table. */
  public sealed interface Table {

    /** The table's name. */
    String table();

    /** In words. */
    String text();

    /**
     * Rows follow their tokens; the row of unknown tokens is kept.
     *
     * @param known tokens that both models have
     * @param added tokens that the trained model lacks, whose rows keep their initial values
     * @param gone tokens that only the trained model has
     */
    record Tokens(String table, int known, int added, int gone) implements Table {
      @Override
      public String text() {
        return known
            + " of "
            + (known + added)
            + " tokens known, "
            + added
            + " new, "
            + gone
            + " gone";
      }
    }

    /** All rows are taken, id by id. */
    record Whole(String table, int rows) implements Table {
      @Override
      public String text() {
        return "all " + rows + " rows taken";
      }
    }

    /** All rows keep their initial values. */
    record Initialized(String table, String reason) implements Table {
      @Override
      public String text() {
        return "initialised: " + reason;
      }
    }

    /** Only the trained model has it. */
    record Gone(String table) implements Table {
      @Override
      public String text() {
        return "gone";
      }
    }
  }

  /** For people: a line of variables, then one for each table. */
  public ImmutableList<String> lines() {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    int all = taken.size() + initialized.size();
    lines.add("from " + from + ": " + taken.size() + " of " + all + " variables taken" + others());
    tables.forEach(table -> lines.add("table " + table.table() + ": " + table.text()));
    return lines.build();
  }

  private String others() {
    if (initialized.isEmpty()) {
      return "";
    }
    String names = String.join(", ", Iterables.limit(initialized, NAMES));
    return "; initialised: " + names + (initialized.size() > NAMES ? ", ..." : "");
  }
}
