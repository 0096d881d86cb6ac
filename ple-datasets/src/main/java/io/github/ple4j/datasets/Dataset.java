package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/** Rows with a schema, in three splits. Immutable and thread-safe. */
public interface Dataset {

  /** A short name, such as {@code census-income}. */
  String name();

  Schema schema();

  /**
   * The vocabulary of a feature with {@link Encoding.VocabularyEncoding}.
   *
   * @throws IllegalArgumentException for a feature without one
   */
  Vocabulary vocabulary(String feature);

  /**
   * The token that stands for the lack of a value in a single-valued feature, if the data have one;
   * it has an id as other tokens have, so that a model can learn from the lack.
   */
  default Optional<String> absentToken(String feature) {
    return Optional.empty();
  }

  /**
   * Whether the data stand in for real ones and are drawn: figures from them say nothing of real
   * ones, and whoever shows such figures says so.
   */
  default boolean isSimulated() {
    return false;
  }

  Split train();

  Split validation();

  Split test();

  /**
   * What identifies the data: protocol, options, SHA-256 of the uncompressed files, seeds. Two data
   * sets of equal provenance have equal rows; it goes into the manifest of a run.
   */
  ImmutableMap<String, String> provenance();
}
