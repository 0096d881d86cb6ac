package io.github.ple4j.datasets;

/** What is wrong with a line of Ali-CCP's files. It is thrown often, and so has no stack trace. */
final class AliCcpFault extends Exception {
  private static final long serialVersionUID = 1;

  /** Kinds of faults. */
  enum Kind {
    COLUMN_COUNT,
    BROKEN_LABEL,
    BROKEN_INDEX,
    LIST_COUNT,
    UNKNOWN_FIELD,
    BROKEN_TRIPLE,
    NO_COMMON_ROW,
    TRUNCATED_FILE;

    /** For people and for the manifest. */
    String title() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final Kind kind;

  AliCcpFault(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
