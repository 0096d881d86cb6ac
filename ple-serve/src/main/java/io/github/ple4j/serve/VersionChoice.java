package io.github.ple4j.serve;

/** Which version of a model a request means. */
public sealed interface VersionChoice {
  /** The newest that is available. */
  record Newest() implements VersionChoice {}

  /** That one. */
  record Numbered(long version) implements VersionChoice {}

  /** The one that the label stands for. */
  record Labelled(String label) implements VersionChoice {}

  /** The newest that is available. */
  static VersionChoice latest() {
    return new Newest();
  }

  /** A version by its number. */
  static VersionChoice number(long version) {
    return new Numbered(version);
  }

  /** A version by its label. */
  static VersionChoice label(String label) {
    return new Labelled(label);
  }
}
