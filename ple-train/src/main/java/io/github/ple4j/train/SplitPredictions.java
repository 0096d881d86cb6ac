package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.TaskSpec;
import java.util.List;

/**
 * The predictions, labels and masks of a split, gathered batch by batch, and their metrics.
 *
 * @param predictions {@code [tasks][rows]}
 * @param labels {@code [tasks][rows]}
 * @param masks {@code [tasks][rows]}
 * @param groups ids of the rows' groups, {@code [rows]}; empty if they have none
 */
@SuppressWarnings("ArrayRecordComponent") // filled in place, by one thread each
record SplitPredictions(
    List<TaskSpec> tasks,
    int rows,
    float[][] predictions,
    float[][] labels,
    float[][] masks,
    long[] groups) {

  SplitPredictions(List<TaskSpec> tasks, int rows, boolean grouped) {
    this(
        tasks,
        rows,
        new float[tasks.size()][rows],
        new float[tasks.size()][rows],
        new float[tasks.size()][rows],
        new long[grouped ? rows : 0]);
  }

  void addLabels(Batch batch, int at) {
    for (int task = 0; task < tasks.size(); task++) {
      System.arraycopy(batch.label(task), 0, labels[task], at, batch.size());
      System.arraycopy(batch.mask(task), 0, masks[task], at, batch.size());
    }
    if (groups.length > 0) {
      System.arraycopy(batch.groupId(), 0, groups, at, batch.size());
    }
  }

  /**
   * The metrics of all rows.
   *
   * @throws IllegalArgumentException if a prediction or a label that counts is not finite
   */
  Evaluation evaluate() {
    ImmutableList.Builder<TaskMetrics> metrics = ImmutableList.builder();
    for (int task = 0; task < tasks.size(); task++) {
      boolean binary = tasks.get(task).getKind() == TaskSpec.Kind.BINARY;
      metrics.add(
          TaskMetrics.of(
              tasks.get(task).getName(),
              binary,
              predictions[task],
              labels[task],
              masks[task],
              groups,
              rows));
    }
    return new Evaluation(metrics.build());
  }
}
