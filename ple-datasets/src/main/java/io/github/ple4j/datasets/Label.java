package io.github.ple4j.datasets;

import java.util.Optional;

/**
 * The target of one task.
 *
 * @param sampleSpace a sentence or an expression that says in which rows the label is defined;
 *     empty where it is defined in all rows
 */
public record Label(String name, Kind kind, Optional<String> sampleSpace) {

  /** What a label's values are. */
  public enum Kind {
    /** 0 or 1. */
    BINARY,
    /** Any number. */
    REGRESSION
  }

  public Label {
    Schema.checkName("label", name);
  }
}
