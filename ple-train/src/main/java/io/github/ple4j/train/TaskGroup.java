package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.TaskOutput;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

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
    List<TaskGroup> groups = new ArrayList<>();
    for (TaskOutput output : model.outputs()) {
      TaskGroup group = ofTask(model, output);
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

  private static TaskGroup ofTask(ModelGraph model, TaskOutput output) {
    Set<Operand<?>> ends = new HashSet<>();
    ends.add(output.prediction());
    Set<GraphOperation> reaching = model.graph().subgraphTo(ends);
    ImmutableSet<Variable> variables =
        model.variables().stream()
            .filter(variable -> reaching.contains((GraphOperation) variable.handle().op()))
            .collect(ImmutableSet.toImmutableSet());
    return new TaskGroup(ImmutableSet.of(output.task()), variables);
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
