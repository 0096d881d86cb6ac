package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.GraphNames;
import io.github.ple4j.graph.GraphOps;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * A model with its losses, gradients and updates in a graph.
 *
 * @param inputs what a step reads of a batch
 * @param deviceBatches present where batches go to a device before their step
 * @param learningRate placeholder, a scalar
 * @param scheduledWeights placeholder, {@code [K]}; see {@link Weighting#scheduled}
 * @param projection present where conflicting gradients are projected
 * @param total joint loss: eq. 8, what the weighting adds, and the architecture's own losses;
 *     policies have a gradient in it, and no value
 * @param report of a step: total, L_k, w_k, sums of delta, {@code [1 + 3 K]}
 * @param gradients what the optimiser gets, before L2 and clipping
 * @param gradientDevices by prefix of their names, where the operations of gradients belong
 * @param insight see {@link GradientInsight#vector}; absent unless the spec asks for it
 * @param update changes variables and slots; fails, and changes nothing, if the total is not finite
 * @param slots what optimiser and weighting keep
 * @param initializeSlots to be run after variables have values
 */
record TrainingGraph(
    ModelGraph model,
    TrainingInputs inputs,
    Optional<DeviceBatches> deviceBatches,
    JointLoss loss,
    TaskReach reach,
    Weighting weighting,
    Operand<TFloat32> learningRate,
    Operand<TFloat32> scheduledWeights,
    Optional<GradientProjection> projection,
    Operand<TFloat32> total,
    Operand<TFloat32> report,
    ImmutableMap<Parameter, Operand<TFloat32>> gradients,
    ImmutableMap<String, Placement.Device> gradientDevices,
    Optional<Operand<TFloat32>> insight,
    Operation update,
    ImmutableList<Slot> slots,
    Operation initializeSlots) {

  static TrainingGraph build(Graph graph, TrainingSpec spec, Placement placement) {
    Ops root = GraphOps.create(graph);
    Optional<DeviceBatches> deviceBatches =
        placement.main().equals(Placement.host())
            ? Optional.empty()
            : Optional.of(DeviceBatches.build(root, spec.getModel(), placement));
    TrainingInputs inputs =
        deviceBatches
            .map(DeviceBatches::inputs)
            .orElseGet(
                () ->
                    TrainingInputs.placeholders(
                        root.withDevice(Placement.host().spec()), spec.getModel()));
    ModelGraph model =
        ModelGraph.build(graph, spec.getModel(), inputs.features(), Mode.TRAINING, placement);
    Ops tf = root.withDevice(placement.main().spec());
    Gradients derivation = new Gradients(tf, model);
    TaskReach reach = TaskReach.of(model);
    JointLoss loss = JointLoss.build(tf, model, inputs, spec.getPositiveWeightsMap());
    Operand<TFloat32> learningRate =
        tf.withName("learning_rate").placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    Weighting weighting = Weighting.of(tf, spec);
    Operand<TFloat32> scheduled =
        tf.withName("task_weights")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(weighting.tasks())));

    ImmutableList<Operand<TFloat32>> weights =
        weighting.weights(tf, scheduled).stream()
            .<Operand<TFloat32>>map(tf::stopGradient)
            .collect(ImmutableList.toImmutableList());
    Operand<TFloat32> joint = total(tf, model, loss, weights, weighting.penalty(tf));
    PolicyGradient policies =
        PolicyGradient.build(tf, tf.withControlDependencies(finite(tf, joint)), model, loss);
    ImmutableList<Operand<TFloat32>> auxiliary =
        ImmutableList.<Operand<TFloat32>>builder()
            .addAll(model.auxiliaryLosses())
            .addAll(policies.losses())
            .build();
    Operand<TFloat32> total = plus(tf, joint, policies.losses());
    List<Parameter> parameters = Parameter.of(model);

    Optional<TaskGradients> ofTasks =
        spec.hasPcgrad() || spec.getLogging().getGradientsEverySteps() > 0
            ? Optional.of(
                TaskGradients.of(derivation, model, loss, reach, parameters, "task_gradients"))
            : Optional.empty();
    Optional<GradientProjection> projection =
        spec.hasPcgrad()
            ? ofTasks.map(g -> GradientProjection.build(tf, g, reach, parameters, weights))
            : Optional.empty();
    ImmutableMap<Parameter, Operand<TFloat32>> gradients =
        projection.isPresent()
            ? plusAuxiliary(tf, derivation, model, auxiliary, reach, projection.get().gradients())
            : ofTotal(tf, derivation, model, total, auxiliary, reach, parameters);

    Optimizer optimizer = Optimizer.of(tf, spec.getOptimizer());
    ParameterUpdates updates =
        new ParameterUpdates(tf, spec, model, reach, loss.present(tf), learningRate);
    List<Op> all =
        new ArrayList<>(updates.updates(onceFinite(tf, model, total, gradients), optimizer));
    all.addAll(
        weighting.updates(
            tf.withControlDependencies(finite(tf, total)),
            new Weighting.Step(
                onceFinite(tf, total, loss),
                sharedLayerNorms(tf, derivation, weighting, model, loss, reach),
                tasks(weighting.tasks(), updates),
                optimizer,
                learningRate,
                spec.getLearningRate().getInitial())));
    all.addAll(policies.updates());
    Ops keeping = tf.withControlDependencies(finite(tf, total));
    model
        .movingAverages()
        .forEach(a -> all.add(keeping.assignVariableOp(a.variable().handle(), a.next())));
    Op updated = tf.withControlDependencies(all).noOp();
    List<Op> finish = new ArrayList<>(optimizer.finish(tf.withControlDependencies(updated)));
    finish.add(updated);
    ImmutableList<Slot> slots =
        ImmutableList.<Slot>builder()
            .addAll(optimizer.slots())
            .addAll(weighting.slots())
            .addAll(policies.slots())
            .build();
    TrainingGraph built =
        new TrainingGraph(
            model,
            inputs,
            deviceBatches,
            loss,
            reach,
            weighting,
            learningRate,
            scheduled,
            projection,
            total,
            report(tf, total, loss, weights),
            gradients,
            derivation.devices(),
            ofTasks.map(g -> GradientInsight.vector(tf, g, reach)),
            tf.withControlDependencies(finish).withName("update").noOp().op(),
            slots,
            initializeSlots(tf, slots));
    GraphOps.tellNames(graph);
    return built;
  }

  /**
   * The gradients of the total. On several devices those of the architecture's own losses, which
   * are functions of variables alone, are taken apart from those that come from outputs.
   */
  private static ImmutableMap<Parameter, Operand<TFloat32>> ofTotal(
      Ops tf,
      Gradients derivation,
      ModelGraph model,
      Operand<TFloat32> total,
      ImmutableList<Operand<TFloat32>> auxiliary,
      TaskReach reach,
      List<Parameter> parameters) {
    return derivation.onOneDevice()
        ? derivation.of(
            "gradients", total, parameters.stream().filter(p -> isReached(p, reach)).toList())
        : plusAuxiliary(
            tf,
            derivation,
            model,
            auxiliary,
            reach,
            derivation.of(
                "gradients",
                total,
                parameters.stream().filter(p -> reach.hasGradient(p.variable())).toList()));
  }

  private static boolean isReached(Parameter parameter, TaskReach reach) {
    return !reach.tasks(parameter.variable()).isEmpty()
        || reach.auxiliary().contains(parameter.variable());
  }

  private static Operand<TFloat32> total(
      Ops tf,
      ModelGraph model,
      JointLoss loss,
      ImmutableList<Operand<TFloat32>> weights,
      Optional<Operand<TFloat32>> penalty) {
    List<Operand<TFloat32>> terms = new ArrayList<>(model.auxiliaryLosses());
    for (int task = 0; task < weights.size(); task++) {
      terms.add(tf.math.mul(loss.taskLosses().get(task), weights.get(task)));
    }
    penalty.ifPresent(terms::add);
    return tf.math.addN(terms);
  }

  private static Operand<TFloat32> plus(
      Ops tf, Operand<TFloat32> total, ImmutableList<Operand<TFloat32>> terms) {
    return terms.isEmpty()
        ? total
        : tf.math.addN(ImmutableList.<Operand<TFloat32>>builder().add(total).addAll(terms).build());
  }

  /** Auxiliary losses are no task's: their gradients are not projected. */
  private static ImmutableMap<Parameter, Operand<TFloat32>> plusAuxiliary(
      Ops tf,
      Gradients derivation,
      ModelGraph model,
      ImmutableList<Operand<TFloat32>> auxiliary,
      TaskReach reach,
      ImmutableMap<Parameter, Operand<TFloat32>> gradients) {
    if (auxiliary.isEmpty()) {
      return gradients;
    }
    Map<Parameter, Operand<TFloat32>> sums = new LinkedHashMap<>(gradients);
    derivation
        .direct(
            "auxiliary_gradients",
            tf.math.addN(auxiliary),
            Parameter.of(model).stream()
                .filter(p -> reach.auxiliary().contains(p.variable()))
                .toList())
        .forEach((parameter, gradient) -> sums.merge(parameter, gradient, tf.math::add));
    return ImmutableMap.copyOf(sums);
  }

  /** A check of the total that updates wait for. */
  private static Op finite(Ops tf, Operand<TFloat32> total) {
    return tf.debugging.checkNumerics(total, "joint loss");
  }

  /** The gradients, once the total is known to be finite. */
  private static ImmutableMap<Parameter, Operand<TFloat32>> onceFinite(
      Ops tf,
      ModelGraph model,
      Operand<TFloat32> total,
      ImmutableMap<Parameter, Operand<TFloat32>> gradients) {
    Ops checked = tf.withControlDependencies(finite(tf, total));
    ImmutableMap.Builder<Parameter, Operand<TFloat32>> waiting = ImmutableMap.builder();
    gradients.forEach(
        (parameter, gradient) ->
            waiting.put(
                parameter,
                checked
                    .withDevice(model.placement().of(parameter.variable()).spec())
                    .identity(gradient)));
    return waiting.buildOrThrow();
  }

  private static JointLoss onceFinite(Ops tf, Operand<TFloat32> total, JointLoss loss) {
    Ops checked = tf.withControlDependencies(finite(tf, total));
    return new JointLoss(
        loss.labels(),
        loss.weights(),
        loss.weightSums(),
        loss.taskLosses().stream()
            .<Operand<TFloat32>>map(checked::identity)
            .collect(ImmutableList.toImmutableList()));
  }

  private static ImmutableList<Operand<TFloat32>> sharedLayerNorms(
      Ops tf,
      Gradients derivation,
      Weighting weighting,
      ModelGraph model,
      JointLoss loss,
      TaskReach reach) {
    if (!weighting.readsGradientNorms()) {
      return ImmutableList.of();
    }
    List<Parameter> layer =
        Parameter.of(model).stream()
            .filter(p -> model.lastSharedLayer().contains(p.variable()))
            .toList();
    return TaskGradients.of(derivation, model, loss, reach, layer, "shared_layer_gradients")
        .norms(tf, parameter -> true);
  }

  private static ImmutableList<UpdateGroup> tasks(int tasks, ParameterUpdates updates) {
    ImmutableList.Builder<UpdateGroup> groups = ImmutableList.builder();
    for (int task = 0; task < tasks; task++) {
      groups.add(updates.ofTask(task));
    }
    return groups.build();
  }

  private static Operand<TFloat32> report(
      Ops tf, Operand<TFloat32> total, JointLoss loss, ImmutableList<Operand<TFloat32>> weights) {
    return tf.stack(
        ImmutableList.<Operand<TFloat32>>builder()
            .add(total)
            .addAll(loss.taskLosses())
            .addAll(weights)
            .addAll(loss.weightSums())
            .build());
  }

  /**
   * This in a new graph, which the caller closes, after what can be changed in a graph's definition
   * only: see {@link BroadcastGradients}, {@link GradientRewriting} and {@link WeightTransposes}.
   * The graph that it was built in is closed.
   */
  @SuppressWarnings("MustBeClosedChecker")
  TrainingGraph rewritten() {
    GraphDef.Builder definition = model.graph().toGraphDef().toBuilder();
    BroadcastGradients.simplify(model.graph(), definition);
    GradientRewriting.rewrite(definition, gradientDevices);
    WeightTransposes.insert(model.graph(), definition);
    Graph copy = new Graph();
    try {
      copy.importGraphDef(definition.build());
      TrainingGraph rewritten = in(copy);
      model.graph().close();
      return rewritten;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  private TrainingGraph in(Graph copy) {
    GraphNames names = new GraphNames(copy);
    ModelGraph model = this.model.in(copy);
    return new TrainingGraph(
        model,
        inputs.in(names),
        deviceBatches.map(batches -> batches.in(names)),
        loss.in(names),
        TaskReach.of(model),
        weighting,
        names.find(learningRate),
        names.find(scheduledWeights),
        projection.map(
            p -> new GradientProjection(names.find(p.order()), in(names, model, p.gradients()))),
        names.find(total),
        names.find(report),
        in(names, model, gradients),
        gradientDevices,
        insight.map(names::find),
        copy.operationOrThrow(update.name()),
        slots.stream().map(slot -> slot.in(names)).collect(ImmutableList.toImmutableList()),
        copy.operationOrThrow(initializeSlots.name()));
  }

  private ImmutableMap<Parameter, Operand<TFloat32>> in(
      GraphNames names, ModelGraph copy, ImmutableMap<Parameter, Operand<TFloat32>> gradients) {
    List<Parameter> before = Parameter.of(model);
    List<Parameter> after = Parameter.of(copy);
    ImmutableMap.Builder<Parameter, Operand<TFloat32>> moved = ImmutableMap.builder();
    gradients.forEach(
        (parameter, gradient) ->
            moved.put(after.get(before.indexOf(parameter)), names.find(gradient)));
    return moved.buildOrThrow();
  }

  private static Operation initializeSlots(Ops tf, List<Slot> slots) {
    Ops scope = tf.withSubScope("initialize_slots");
    List<Op> assignments = new ArrayList<>();
    for (Slot slot : slots) {
      assignments.add(scope.assignVariableOp(slot.handle(), slot.initialValue()));
    }
    return tf.withControlDependencies(assignments).noOp().op();
  }
}
