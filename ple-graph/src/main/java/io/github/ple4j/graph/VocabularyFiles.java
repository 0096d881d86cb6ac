package io.github.ple4j.graph;

import com.google.common.escape.Escaper;
import com.google.common.net.PercentEscaper;

/** The files in which vocabularies stand beside a spec, one token a line. */
public final class VocabularyFiles {
  private static final Escaper ESCAPER = new PercentEscaper("-_.", false);

  private VocabularyFiles() {}

  /**
   * The name of the file of an embedding table's vocabulary: the table's, with percent signs for
   * what a file's name should not have.
   */
  public static String name(String table) {
    String escaped = ESCAPER.escape(table);
    return (escaped.startsWith(".") ? "%2E" + escaped.substring(1) : escaped) + ".txt";
  }
}
