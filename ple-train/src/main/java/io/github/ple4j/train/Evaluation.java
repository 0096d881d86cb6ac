package io.github.ple4j.train;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.OptionalDouble;

/**
 * The metrics of every task of a model over one split.
 *
 * @param tasks in the order of the model's tasks; no name twice
 */
public record Evaluation(ImmutableList<TaskMetrics> tasks) {

  public Evaluation {
    ImmutableList<String> names = names(tasks);
    checkArgument(names.stream().distinct().count() == names.size(), "a task twice: %s", names);
  }

  /**
   * The metrics of a task.
   *
   * @throws IllegalArgumentException if there is no such task
   */
  public TaskMetrics task(String name) {
    return tasks.stream()
        .filter(metrics -> metrics.task().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of the tasks " + names() + ", found " + name));
  }

  /**
   * The mean over the tasks of AUC where binary and of -MSE where regression: the higher the
   * better. A task whose metric is undefined is left out; empty if all are.
   */
  public OptionalDouble meanMetric() {
    return meanMetric(names());
  }

  /** {@link #meanMetric()} of some of the tasks. */
  OptionalDouble meanMetric(Collection<String> names) {
    return names.stream().flatMapToDouble(name -> task(name).score().stream()).average();
  }

  /** The names of the tasks, in order. */
  ImmutableList<String> names() {
    return names(tasks);
  }

  private static ImmutableList<String> names(ImmutableList<TaskMetrics> tasks) {
    return tasks.stream().map(TaskMetrics::task).collect(toImmutableList());
  }
}
