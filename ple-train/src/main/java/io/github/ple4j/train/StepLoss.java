package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;

/**
 * Losses of a step, before its update; eq. 8 and 9.
 *
 * @param total the joint loss, with what the weighting and the architecture add
 * @param tasks L_k by task
 * @param weights w_k by task
 * @param weightSums sum of the samples' weights in the task's sample space, by task; 0 where the
 *     batch has no sample of the task
 */
public record StepLoss(
    double total,
    ImmutableList<Double> tasks,
    ImmutableList<Double> weights,
    ImmutableList<Double> weightSums) {

  /** Reads {@link TrainingGraph#report}, {@code [1 + 3 K]}. */
  static StepLoss of(float[] report, int tasks) {
    return new StepLoss(
        report[0],
        doubles(report, 1, tasks),
        doubles(report, 1 + tasks, tasks),
        doubles(report, 1 + 2 * tasks, tasks));
  }

  private static ImmutableList<Double> doubles(float[] values, int from, int count) {
    ImmutableList.Builder<Double> doubles = ImmutableList.builder();
    for (int i = from; i < from + count; i++) {
      doubles.add((double) values[i]);
    }
    return doubles.build();
  }
}
