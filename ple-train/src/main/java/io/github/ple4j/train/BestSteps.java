package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.train.TrainingSession.Snapshot;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The best step so far of every group of tasks that share variables, by the mean metric of the
 * group on validation, and the variables of that step.
 */
final class BestSteps implements AutoCloseable {
  private final TrainingSession session;
  private final ImmutableList<Best> groups;

  private static final class Best {
    private final TaskGroup group;
    private double metric = Double.NEGATIVE_INFINITY;
    private long step;
    private @Nullable Snapshot snapshot;

    private Best(TaskGroup group) {
      this.group = group;
    }
  }

  BestSteps(TrainingSession session) {
    this.session = session;
    this.groups =
        TaskGroup.of(session.model()).stream()
            .map(Best::new)
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Keeps the variables of the groups that are better than ever; a later one wins where none has a
   * metric.
   */
  void offer(Evaluation validation, long step) {
    for (Best best : groups) {
      OptionalDouble metric = validation.meanMetric(best.group.tasks());
      double value = metric.orElse(Double.NEGATIVE_INFINITY);
      if (value > best.metric || (value == best.metric && metric.isEmpty())) {
        close(best);
        best.metric = value;
        best.step = step;
        best.snapshot = session.snapshot(best.group.variables());
      }
    }
  }

  /** Gives every group the variables of its best step. */
  void restore() {
    for (Best best : groups) {
      if (best.snapshot != null) {
        session.restore(best.snapshot);
      }
    }
  }

  /** The best step of every task. */
  ImmutableMap<String, Long> steps() {
    ImmutableMap.Builder<String, Long> steps = ImmutableMap.builder();
    for (Best best : groups) {
      best.group.tasks().forEach(task -> steps.put(task, best.step));
    }
    return steps.buildOrThrow();
  }

  @Override
  public void close() {
    groups.forEach(BestSteps::close);
  }

  private static void close(Best best) {
    if (best.snapshot != null) {
      best.snapshot.close();
      best.snapshot = null;
    }
  }
}
