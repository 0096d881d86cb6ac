package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableMap;

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

  Split train();

  Split validation();

  Split test();

  /**
   * What identifies the data: protocol, options, SHA-256 of the uncompressed files, seeds. Two data
   * sets of equal provenance have equal rows; it goes into the manifest of a run.
   */
  ImmutableMap<String, String> provenance();
}
