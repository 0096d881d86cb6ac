package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * From gradients to updates: L2 is added, the gradient of every group of tasks is clipped, and the
 * optimiser changes what the tasks that have samples reach, at the rate that it has.
 */
final class ParameterUpdates {
  private final Ops tf;
  private final TrainingSpec spec;
  private final ModelGraph model;
  private final TaskReach reach;
  private final ImmutableList<Operand<TBool>> present;
  private final Operand<TFloat32> learningRate;
  private final Map<Object, UpdateGroup> groups = new LinkedHashMap<>();
  private final Map<UpdateGroup, Map<Double, StepRate>> rates = new HashMap<>();

  /**
   * @param present whether the batch has a sample of a task, by task
   * @param learningRate the schedule's rate, a scalar
   */
  ParameterUpdates(
      Ops tf,
      TrainingSpec spec,
      ModelGraph model,
      TaskReach reach,
      ImmutableList<Operand<TBool>> present,
      Operand<TFloat32> learningRate) {
    this.tf = tf;
    this.spec = spec;
    this.model = model;
    this.reach = reach;
    this.present = present;
    this.learningRate = learningRate;
  }

  /** The updates of a step. */
  List<Op> updates(ImmutableMap<Parameter, Operand<TFloat32>> gradients, Optimizer optimizer) {
    ImmutableMap<Variable, Double> own =
        LearningRateGroups.initialRates(
            spec.getLearningRateGroupsList(),
            gradients.keySet().stream().map(Parameter::variable).toList());
    double base = spec.getLearningRate().getInitial();
    Map<Parameter, Operand<TFloat32>> clipped = clipped(regularized(gradients));
    List<Op> updates = new ArrayList<>();
    clipped.forEach(
        (parameter, gradient) -> {
          double initial = own.getOrDefault(parameter.variable(), base);
          if (initial > 0) {
            StepRate rate = rate(group(parameter.variable()), initial);
            updates.add(optimizer.update(at(parameter), parameter, gradient, rate));
          }
        });
    return updates;
  }

  /** The group that only this task's samples make active. */
  UpdateGroup ofTask(int task) {
    return group(ImmutableSet.of(model.outputs().get(task).task()), false);
  }

  private UpdateGroup group(Variable variable) {
    return group(reach.tasks(variable), reach.auxiliary().contains(variable));
  }

  private UpdateGroup group(ImmutableSet<String> tasks, boolean always) {
    Object key = always ? "always" : tasks;
    UpdateGroup known = groups.get(key);
    if (known != null) {
      return known;
    }
    UpdateGroup made =
        new UpdateGroup(
            "group_" + (groups.size() + 1), always ? tf.constant(true) : anyPresent(tasks));
    groups.put(key, made);
    return made;
  }

  private Operand<TBool> anyPresent(ImmutableSet<String> tasks) {
    @Nullable Operand<TBool> any = null;
    for (int task = 0; task < present.size(); task++) {
      if (tasks.contains(model.outputs().get(task).task())) {
        any = any == null ? present.get(task) : tf.math.logicalOr(any, present.get(task));
      }
    }
    return any == null ? tf.constant(false) : any;
  }

  private StepRate rate(UpdateGroup group, double initial) {
    return rates
        .computeIfAbsent(group, g -> new HashMap<>())
        .computeIfAbsent(initial, i -> newRate(group, i));
  }

  private StepRate newRate(UpdateGroup group, double initial) {
    double base = spec.getLearningRate().getInitial();
    Operand<TFloat32> value =
        initial == base
            ? learningRate
            : tf.math.mul(learningRate, tf.constant((float) (initial / base)));
    return new StepRate(group, initial, value, group.select(tf, value, 0));
  }

  private Map<Parameter, Operand<TFloat32>> regularized(
      ImmutableMap<Parameter, Operand<TFloat32>> gradients) {
    Map<Parameter, Operand<TFloat32>> regularized = new LinkedHashMap<>();
    gradients.forEach(
        (parameter, gradient) -> {
          Regularization l2 = spec.getRegularization();
          double factor = parameter.lookup().isPresent() ? l2.getL2Embeddings() : l2.getL2Dense();
          regularized.put(
              parameter,
              factor == 0 || !parameter.decays()
                  ? gradient
                  : at(parameter).math.add(gradient, penalty(parameter, factor)));
        });
    return regularized;
  }

  /** factor * theta, 0 in a step that does not update it. */
  private Operand<TFloat32> penalty(Parameter parameter, double factor) {
    UpdateGroup group = group(parameter.variable());
    return at(parameter)
        .math
        .mul(group.select(tf, tf.constant((float) factor), 0), parameter.read());
  }

  /** Operations on the device of a parameter. */
  private Ops at(Parameter parameter) {
    return tf.withDevice(model.placement().of(parameter.variable()).spec());
  }

  private Map<Parameter, Operand<TFloat32>> clipped(Map<Parameter, Operand<TFloat32>> gradients) {
    if (spec.getClipNorm() == 0) {
      return gradients;
    }
    Map<Parameter, Operand<TFloat32>> clipped = new LinkedHashMap<>();
    for (TaskGroup group : reach.groups(model)) {
      Map<Parameter, Operand<TFloat32>> own = new LinkedHashMap<>();
      gradients.forEach(
          (parameter, gradient) -> {
            if (group.variables().contains(parameter.variable())) {
              own.put(parameter, gradient);
            }
          });
      Operand<TFloat32> scale = scale(own);
      own.forEach(
          (parameter, gradient) -> clipped.put(parameter, at(parameter).math.mul(gradient, scale)));
    }
    return clipped;
  }

  /** c / max(|g|, c), of all gradients as one vector. */
  private Operand<TFloat32> scale(Map<Parameter, Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> halves = new ArrayList<>();
    gradients.forEach( // |g|^2 / 2
        (parameter, gradient) -> halves.add(at(parameter).nn.l2Loss(gradient)));
    Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.math.addN(halves), tf.constant(2f)));
    Operand<TFloat32> limit = tf.constant((float) spec.getClipNorm());
    return tf.math.div(limit, tf.math.maximum(norm, limit));
  }
}
