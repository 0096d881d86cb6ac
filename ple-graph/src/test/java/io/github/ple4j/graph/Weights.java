package io.github.ple4j.graph;

import java.util.SortedSet;
import java.util.TreeSet;

/** Values of variables that remember which of them were read. */
final class Weights {
  private final VariableValues values;
  private final SortedSet<String> read = new TreeSet<>();

  Weights(VariableValues values) {
    this.values = values;
  }

  double[] get(String name) {
    read.add(name);
    return values.get(name);
  }

  SortedSet<String> read() {
    return read;
  }
}
