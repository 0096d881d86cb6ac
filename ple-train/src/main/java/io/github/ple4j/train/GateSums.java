package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import io.github.ple4j.graph.Gate;
import java.util.List;

/** Sums of gates' weights over rows, batch by batch. Not thread-safe. */
final class GateSums {
  private final List<Gate> gates;
  private final double[][] sums; // [gates][experts]
  private long rows;

  GateSums(List<Gate> gates) {
    this.gates = gates;
    this.sums = new double[gates.size()][];
  }

  void add(int gate, float[] batch) {
    if (sums[gate] == null) {
      sums[gate] = new double[batch.length];
    }
    for (int i = 0; i < batch.length; i++) {
      sums[gate][i] += batch[i];
    }
  }

  void addRows(int count) {
    rows += count;
  }

  /** Mean weight of every expert, by gate; empty before the first batch. */
  ImmutableMap<String, ImmutableList<Double>> means() {
    ImmutableMap.Builder<String, ImmutableList<Double>> means = ImmutableMap.builder();
    if (rows > 0) {
      for (int gate = 0; gate < gates.size(); gate++) {
        means.put(
            gates.get(gate).name(),
            Doubles.asList(sums[gate]).stream()
                .map(sum -> sum / rows)
                .collect(ImmutableList.toImmutableList()));
      }
    }
    return means.buildOrThrow();
  }
}
