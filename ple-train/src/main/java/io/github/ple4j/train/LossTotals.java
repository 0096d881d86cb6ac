package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;

/** Losses added up over steps. Not thread-safe. */
final class LossTotals {
  private final double[] losses; // by task, of loss times weight
  private final double[] weights;
  private double joint; // of loss times samples
  private long samples;
  private long nanoseconds;

  LossTotals(int tasks) {
    losses = new double[tasks];
    weights = new double[tasks];
  }

  /** Goes on from sums. */
  LossTotals(int tasks, LossSums sums) {
    this(tasks);
    for (int task = 0; task < sums.getLossesCount(); task++) {
      losses[task] = sums.getLosses(task);
      weights[task] = sums.getWeights(task);
    }
    joint = sums.getJoint();
    samples = sums.getSamples();
    nanoseconds = sums.getNanoseconds();
  }

  void add(StepLoss loss, int rows, long stepNanoseconds) {
    for (int task = 0; task < losses.length; task++) {
      double weight = loss.weightSums().get(task);
      losses[task] += loss.tasks().get(task) * weight;
      weights[task] += weight;
    }
    joint += loss.total() * rows;
    samples += rows;
    nanoseconds += stepNanoseconds;
  }

  /** Mean L_k by task over all samples; NaN for a task without any. */
  ImmutableList<Double> means() {
    ImmutableList.Builder<Double> means = ImmutableList.builder();
    for (int task = 0; task < losses.length; task++) {
      means.add(losses[task] / weights[task]);
    }
    return means.build();
  }

  /** Mean joint loss. */
  double joint() {
    return joint / (double) Math.max(1, samples);
  }

  double samplesPerSecond() {
    return samples * 1e9 / (double) Math.max(1, nanoseconds);
  }

  LossSums sums() {
    return LossSums.newBuilder()
        .setSamples(samples)
        .setJoint(joint)
        .addAllLosses(Doubles.asList(losses))
        .addAllWeights(Doubles.asList(weights))
        .setNanoseconds(nanoseconds)
        .build();
  }
}
