package io.github.ple4j.train;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Label;
import java.util.OptionalLong;

/** Gathers what a {@link LabelDescription} says, batch by batch. Not thread-safe. */
final class LabelStatistics {
  private final Label label;
  private final int task;
  private final boolean binary;
  private final RunningDistribution values;
  private long rows;
  private long inside;
  private long positives;

  LabelStatistics(Label label, int task, int mostKept) {
    this.label = label;
    this.task = task;
    binary = label.kind() == Label.Kind.BINARY;
    values = new RunningDistribution(mostKept, false);
  }

  void add(Batch batch) {
    float[] labels = batch.label(task);
    float[] mask = batch.mask(task);
    for (int row = 0; row < batch.size(); row++) {
      if (mask[row] == 0) {
        continue;
      }
      inside++;
      if (!binary) {
        values.add(labels[row]);
      } else if (labels[row] == 1) {
        positives++;
      }
    }
    rows += batch.size();
  }

  LabelDescription description() {
    return new LabelDescription(
        label,
        rows,
        inside,
        binary ? OptionalLong.of(positives) : OptionalLong.empty(),
        values.distribution());
  }
}
