package io.github.ple4j.train;

import java.util.Optional;
import java.util.OptionalLong;

/** What is known of a feature after a pass over rows. Immutable. */
public sealed interface ColumnDescription {

  /** Of the feature. */
  String name();

  /**
   * Of a numeric feature.
   *
   * @param rows how many were read
   * @param present in how many of them it has a value
   * @param values how the values are distributed; empty if there are none
   */
  record OfNumeric(
      String name, long rows, long present, DistinctCount distinct, Optional<Distribution> values)
      implements ColumnDescription {}

  /**
   * Of a categorical feature of one value a row.
   *
   * @param rows how many were read
   * @param present how many have another value than the token for an absent one; empty if the data
   *     have no such token
   * @param weights of the values; empty if the feature is not weighted
   */
  record OfSingleValued(
      String name, long rows, OptionalLong present, IdUse ids, Optional<Distribution> weights)
      implements ColumnDescription {}

  /**
   * Of a categorical feature of any number of values a row.
   *
   * @param rows how many were read
   * @param filled how many of them have a value
   * @param valuesPerRow of all rows, the empty ones included
   * @param weights of the values; empty if the feature is not weighted, or has no value
   */
  record OfMultiValued(
      String name,
      long rows,
      long filled,
      Optional<Distribution> valuesPerRow,
      IdUse ids,
      Optional<Distribution> weights)
      implements ColumnDescription {}
}
