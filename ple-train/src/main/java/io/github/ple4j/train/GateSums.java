package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.github.ple4j.graph.Gate;
import java.util.Arrays;
import java.util.List;

/** Sums of gates' weights over rows, batch by batch. Not thread-safe. */
final class GateSums {
  private final List<Gate> gates;
  private final double[][] sums; // [gates][experts]
  private final double[][] squares; // [gates][experts]
  private final long[][][] histograms; // [gates][experts][bins]
  private long rows;

  GateSums(List<Gate> gates) {
    this.gates = gates;
    this.sums = new double[gates.size()][];
    this.squares = new double[gates.size()][];
    this.histograms = new long[gates.size()][][];
    for (int gate = 0; gate < gates.size(); gate++) {
      int experts = gates.get(gate).experts().size();
      sums[gate] = new double[experts];
      squares[gate] = new double[experts];
      histograms[gate] = new long[experts][GateUtilization.BINS];
    }
  }

  /** Adds a gate's weights for a batch, flat {@code [B, experts]}. */
  void add(int gate, float[] weights) {
    int experts = sums[gate].length;
    for (int i = 0; i < weights.length; i++) {
      int expert = i % experts;
      double weight = weights[i];
      sums[gate][expert] += weight;
      squares[gate][expert] += weight * weight;
      int bin = Math.min(GateUtilization.BINS - 1, (int) (weight * GateUtilization.BINS));
      histograms[gate][expert][bin]++;
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
            Arrays.stream(sums[gate])
                .mapToObj(sum -> sum / rows)
                .collect(ImmutableList.toImmutableList()));
      }
    }
    return means.buildOrThrow();
  }

  /** All that is known of the rows so far, of which there is one at least. */
  GateUtilization utilization() {
    ImmutableList.Builder<GateUtilization.OfGate> all = ImmutableList.builder();
    for (int gate = 0; gate < gates.size(); gate++) {
      ImmutableList.Builder<GateUtilization.OfExpert> experts = ImmutableList.builder();
      for (int expert = 0; expert < sums[gate].length; expert++) {
        double mean = sums[gate][expert] / rows;
        double variance = Math.max(0, squares[gate][expert] / rows - mean * mean);
        experts.add(
            new GateUtilization.OfExpert(
                gates.get(gate).experts().get(expert),
                mean,
                Math.sqrt(variance),
                ImmutableList.copyOf(Longs.asList(histograms[gate][expert]))));
      }
      all.add(new GateUtilization.OfGate(gates.get(gate).name(), experts.build()));
    }
    return new GateUtilization(rows, all.build());
  }
}
