package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks that share variables, and so must share a best step. Tasks of separate networks in one
 * graph are groups of one.
 *
 * @param tasks names
 * @param variables all that reach the outputs of these tasks
 */
record TaskGroup(ImmutableSet<String> tasks, ImmutableSet<Variable> variables) {

  /** The groups of a model: no variable is in two. */
  static ImmutableList<TaskGroup> of(ModelGraph model) {
    return TaskReach.of(model).groups(model);
  }

  /** Joins groups, of a task each, until no variable is in two. */
  static ImmutableList<TaskGroup> of(List<TaskGroup> ofTasks) {
    List<TaskGroup> groups = new ArrayList<>();
    for (TaskGroup ofTask : ofTasks) {
      TaskGroup group = ofTask;
      List<TaskGroup> apart = new ArrayList<>();
      for (TaskGroup other : groups) {
        if (group.sharesVariableWith(other)) {
          group = other.with(group);
        } else {
          apart.add(other);
        }
      }
      apart.add(group);
      groups = apart;
    }
    return ImmutableList.copyOf(groups);
  }

  private boolean sharesVariableWith(TaskGroup other) {
    return variables.stream().anyMatch(other.variables::contains);
  }

  private TaskGroup with(TaskGroup other) {
    return new TaskGroup(
        ImmutableSet.<String>builder().addAll(tasks).addAll(other.tasks).build(),
        ImmutableSet.<Variable>builder().addAll(variables).addAll(other.variables).build());
  }
}
