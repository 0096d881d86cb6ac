package io.github.ple4j.train;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;

/**
 * What a task gains from multi-task learning, eq. 11; positive is better.
 *
 * @param metric {@code auc} of a binary task, {@code mse} of a regression
 * @param multiTask the metric under the multi-task model
 * @param singleTask the metric under the single-task model
 * @param gain {@code multiTask - singleTask} of {@code auc}, {@code singleTask - multiTask} of
 *     {@code mse}
 */
public record MtlGain(
    String task, String metric, double multiTask, double singleTask, double gain) {

  /**
   * The gains of the tasks in the order of {@code multi}, without those whose metric is undefined
   * on these rows.
   *
   * @throws IllegalArgumentException if the two are not of the same tasks, kinds of tasks and
   *     numbers of rows
   */
  public static ImmutableList<MtlGain> of(Evaluation multi, Evaluation single) {
    checkArgument(
        multi.tasks().size() == single.tasks().size(),
        "expected the tasks %s, found %s",
        multi.names(),
        single.names());
    ImmutableList.Builder<MtlGain> gains = ImmutableList.builder();
    for (TaskMetrics ours : multi.tasks()) {
      TaskMetrics theirs = single.task(ours.task());
      checkArgument(
          ours.rows() == theirs.rows(),
          "%s: expected %s rows, found %s",
          ours.task(),
          ours.rows(),
          theirs.rows());
      checkArgument(
          ours.binary() == theirs.binary()
              && ours.score().isPresent() == theirs.score().isPresent(),
          "%s: expected metrics of the same labels, found %s and %s",
          ours.task(),
          ours,
          theirs);
      if (ours.score().isPresent()) {
        gains.add(of(ours, theirs));
      }
    }
    return gains.build();
  }

  private static MtlGain of(TaskMetrics multi, TaskMetrics single) {
    double gain = multi.score().getAsDouble() - single.score().getAsDouble();
    return multi.binary()
        ? new MtlGain(
            multi.task(), "auc", multi.auc().getAsDouble(), single.auc().getAsDouble(), gain)
        : new MtlGain(
            multi.task(),
            "mse",
            multi.meanSquaredError().getAsDouble(),
            single.meanSquaredError().getAsDouble(),
            gain);
  }
}
