package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A row as people know it.
 *
 * @param values by feature, in the order of the schema
 * @param labels by task; empty outside of the task's sample space
 * @param sampleWeight empty if rows have none
 * @param group empty if rows have none
 */
record DecodedRow(
    ImmutableMap<String, Value> values,
    ImmutableMap<String, Optional<Float>> labels,
    Optional<Float> sampleWeight,
    OptionalLong group) {

  /** Of a feature. */
  sealed interface Value {}

  /**
   * A number.
   *
   * @param number NaN if it is missing
   */
  record Numeric(float number) implements Value {}

  /**
   * A token of a single-valued feature.
   *
   * @param token empty if it is the one for an absent value
   */
  record Single(Optional<Token> token) implements Value {}

  /** The tokens of a multi-valued feature. */
  record Several(ImmutableList<Token> tokens) implements Value {}

  /**
   * A token.
   *
   * @param text {@link DecodedRows#OUT_OF_VOCABULARY} for id 0 of a vocabulary, {@code #17} for a
   *     hash bucket
   * @param weight empty if the feature is not weighted
   */
  record Token(String text, Optional<Float> weight) {}
}
