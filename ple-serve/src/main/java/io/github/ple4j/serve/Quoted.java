package io.github.ple4j.serve;

import com.google.protobuf.TextFormat;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names in messages. */
final class Quoted {
  private Quoted() {}

  /** {@code "a", "b"}, or {@code none}. */
  static String names(Collection<String> names) {
    return names.isEmpty()
        ? "none"
        : names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
  }

  /** A text of any origin, on one line. */
  static String text(String text) {
    return '"'
        + TextFormat.escapeDoubleQuotesAndBackslashes(text).replaceAll("\\p{Cntrl}", "?")
        + '"';
  }
}
