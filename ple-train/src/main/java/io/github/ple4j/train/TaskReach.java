package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Policy;
import io.github.ple4j.graph.TaskOutput;
import io.github.ple4j.graph.Variable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Which tasks' losses reach which variables of a model.
 *
 * @param tasks by variable, names of tasks in the model's order
 * @param auxiliary variables that a loss of the architecture itself reaches, or a policy
 * @param policies variables that choose and do not weigh: outputs have no gradient of them
 */
record TaskReach(
    ImmutableMap<Variable, ImmutableSet<String>> tasks,
    ImmutableSet<Variable> auxiliary,
    ImmutableSet<Variable> policies) {

  static TaskReach of(ModelGraph model) {
    Map<Variable, ImmutableSet.Builder<String>> tasks = new LinkedHashMap<>();
    model.variables().forEach(variable -> tasks.put(variable, ImmutableSet.builder()));
    Map<Variable, GraphOperation> anchors = anchors(model);
    for (TaskOutput output : model.outputs()) {
      Set<GraphOperation> reaching = reaching(model, List.of(end(output)));
      tasks.forEach(
          (variable, names) -> {
            if (reaching.contains(anchors.get(variable))) {
              names.add(output.task());
            }
          });
    }
    ImmutableMap.Builder<Variable, ImmutableSet<String>> byVariable = ImmutableMap.builder();
    tasks.forEach((variable, names) -> byVariable.put(variable, names.build()));
    ImmutableSet<Variable> policies =
        reached(model, model.policies().stream().map(Policy::logProbability).toList());
    return new TaskReach(
        byVariable.buildOrThrow(),
        ImmutableSet.<Variable>builder()
            .addAll(reached(model, model.auxiliaryLosses()))
            .addAll(policies)
            .build(),
        policies);
  }

  /**
   * The operation that a task reaches where it reaches a variable: that of the variable, or of a
   * moving average, which training does not read, what gives its batch's value.
   */
  private static Map<Variable, GraphOperation> anchors(ModelGraph model) {
    Map<Variable, GraphOperation> anchors = new HashMap<>();
    model.variables().forEach(v -> anchors.put(v, (GraphOperation) v.handle().op()));
    model.movingAverages().forEach(a -> anchors.put(a.variable(), (GraphOperation) a.batch().op()));
    return anchors;
  }

  /** What the loss of a task is a function of. */
  private static Operand<TFloat32> end(TaskOutput output) {
    return output instanceof TaskOutput.Conditional conditional
        ? conditional.jointLogit()
        : output.prediction();
  }

  private static ImmutableSet<Variable> reached(
      ModelGraph model, List<? extends Operand<TFloat32>> ends) {
    Set<GraphOperation> reaching = reaching(model, ends);
    return model.variables().stream()
        .filter(variable -> reaching.contains((GraphOperation) variable.handle().op()))
        .collect(ImmutableSet.toImmutableSet());
  }

  /** The tasks whose losses reach a variable. */
  ImmutableSet<String> tasks(Variable variable) {
    return tasks.getOrDefault(variable, ImmutableSet.of());
  }

  /** Whether the loss of a task has a gradient of a variable. */
  boolean hasGradient(String task, Variable variable) {
    return tasks(variable).contains(task) && !policies.contains(variable);
  }

  /** Whether the loss of any task has a gradient of a variable. */
  boolean hasGradient(Variable variable) {
    return !tasks(variable).isEmpty() && !policies.contains(variable);
  }

  /** Whether more than one task's loss has a gradient of a variable. */
  boolean isShared(Variable variable) {
    return tasks(variable).size() > 1 && !policies.contains(variable);
  }

  /** The variables that a task's loss reaches, in the model's order. */
  ImmutableSet<Variable> variables(String task) {
    return tasks.entrySet().stream()
        .filter(entry -> entry.getValue().contains(task))
        .map(Map.Entry::getKey)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static Set<GraphOperation> reaching(
      ModelGraph model, List<? extends Operand<TFloat32>> ends) {
    return ends.isEmpty() ? Set.of() : model.graph().subgraphTo(new HashSet<>(ends));
  }

  /** The groups of tasks that share variables; see {@link TaskGroup}. */
  ImmutableList<TaskGroup> groups(ModelGraph model) {
    return TaskGroup.of(
        model.outputs().stream()
            .map(o -> new TaskGroup(ImmutableSet.of(o.task()), variables(o.task())))
            .toList());
  }
}
