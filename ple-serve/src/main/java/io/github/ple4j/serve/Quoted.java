package io.github.ple4j.serve;

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
}
