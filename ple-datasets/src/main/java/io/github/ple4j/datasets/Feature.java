package io.github.ple4j.datasets;

/**
 * One input of a model, as the raw data has it. Feature names are unique within a {@link Schema}.
 */
public sealed interface Feature {

  /** The name by which models, vocabularies and serving requests refer to the feature. */
  String name();

  /**
   * A number per row.
   *
   * @param mayBeMissing whether rows may lack it; a missing value is {@link Float#NaN} in a batch,
   *     and a model gets an indicator
   * @param skewed hint: the values are non-negative with a long tail, so that {@code log(1 + x)}
   *     serves a model better
   * @param bucketed hint: an embedding of the value's quantile helps beside the value
   */
  record Numeric(String name, boolean mayBeMissing, boolean skewed, boolean bucketed)
      implements Feature {
    public Numeric {
      Schema.checkName("feature", name);
    }
  }

  /**
   * A token per row, or any number of them.
   *
   * @param multiValued whether a row has a bag of tokens (an empty one included) instead of one
   * @param weighted whether every token carries a weight
   * @param encoding how tokens become ids
   */
  record Categorical(String name, boolean multiValued, boolean weighted, Encoding encoding)
      implements Feature {
    public Categorical {
      Schema.checkName("feature", name);
    }
  }
}
