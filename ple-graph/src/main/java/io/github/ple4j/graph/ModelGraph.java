package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A model built into a TensorFlow graph: from features to the tasks' outputs, without losses.
 * Immutable; the graph must stay open as long as this is used.
 *
 * <p>Variables are named by where they stand, with experts, layers and levels counted from 1:
 *
 * <ul>
 *   <li>{@code embedding/width_8/table}: all embedding tables of that width, one after the other in
 *       the spec's order; of single-task, {@code task/click/embedding/width_8/table};
 *   <li>{@code level_1/task/click/expert_1/layer_1/weights} and {@code .../biases}, {@code
 *       level_1/shared/expert_1/...}, {@code level_1/task/click/gate/weights}, {@code
 *       level_1/shared/gate/weights} of CGC and PLE;
 *   <li>{@code shared/expert_1/...} and {@code task/click/gate/weights} of MMOE, {@code
 *       shared/gate/weights} of MOE, {@code level_2/shared/expert_1/gate/weights} of multi-level
 *       MMOE; {@code shared/bottom/...} of hard and customized sharing; {@code
 *       task/click/bottom/...} of single-task and customized sharing; {@code bottom/NAME/...} of
 *       asymmetric sharing;
 *   <li>{@code level_1/task/click/layer_1/...} and {@code level_1/stitch/matrix} of cross-stitch
 *       and sluice, {@code task/click/depth/betas} of sluice;
 *   <li>{@code level_1/shared/trunk/...}, {@code .../output/...}, {@code .../pass/...}, and {@code
 *       level_1/task/click/attention/mask/weights} and {@code .../bias} of MTAN;
 *   <li>{@code level_1/block_1/...}, {@code level_1/routes/log_alpha} and {@code
 *       level_1/routes/from_1_to_2/weights} of SNR;
 *   <li>{@code level_1/component_1/...} and {@code level_1/choice/logits} of Gumbel-matrix routing;
 *       {@code shared/bottom/...}, {@code level_1/block_1/...} and {@code level_1/policy/logits} of
 *       routing networks;
 *   <li>{@code fields/numeric/weights} and {@code .../biases}, {@code tasks/embeddings}, {@code
 *       fields/attention/...}, {@code tasks/attention/...} and {@code tasks/to_fields/...} of MRAN,
 *       each of {@code query}, {@code key}, {@code value} and {@code output};
 *   <li>{@code task/click/tower/layer_1/...}, {@code task/click/head/weights}, {@code
 *       task/click/head/bias};
 *   <li>of every layer with batch normalisation, {@code .../layer_1/scales}, {@code
 *       .../layer_1/moving_mean} and {@code .../layer_1/moving_variance}; of every gate with the
 *       option, {@code .../gate/bias} and {@code .../gate/hidden/layer_1/...}.
 * </ul>
 */
public final class ModelGraph {
  private final Graph graph;
  private final ModelSpec spec;
  private final Placement placement;
  private final FeatureInputs inputs;
  private final ImmutableList<Replica> replicas;
  private final ImmutableList<TaskOutput> outputs;
  private final ImmutableList<Gate> gates;
  private final ImmutableList<Variable> variables;
  private final ImmutableList<EmbeddingLookup> lookups;
  private final ImmutableList<Variable> lastSharedLayer;
  private final ImmutableList<Operand<TFloat32>> auxiliaryLosses;
  private final ImmutableList<Policy> policies;
  private final ImmutableList<MovingAverage> movingAverages;
  private final Optional<Operand<TInt64>> step;
  private final Operation initializer;

  private ModelGraph(
      Graph graph,
      ModelSpec spec,
      Placement placement,
      FeatureInputs inputs,
      ImmutableList<Replica> replicas,
      ImmutableList<TaskOutput> outputs,
      ImmutableList<Gate> gates,
      ImmutableList<Variable> variables,
      ImmutableList<EmbeddingLookup> lookups,
      ImmutableList<Variable> lastSharedLayer,
      ImmutableList<Operand<TFloat32>> auxiliaryLosses,
      ImmutableList<Policy> policies,
      ImmutableList<MovingAverage> movingAverages,
      Optional<Operand<TInt64>> step,
      Operation initializer) {
    this.graph = graph;
    this.spec = spec;
    this.placement = placement;
    this.inputs = inputs;
    this.replicas = replicas;
    this.outputs = outputs;
    this.gates = gates;
    this.variables = variables;
    this.lookups = lookups;
    this.lastSharedLayer = lastSharedLayer;
    this.auxiliaryLosses = auxiliaryLosses;
    this.policies = policies;
    this.movingAverages = movingAverages;
    this.step = step;
    this.initializer = initializer;
  }

  /**
   * Builds a model.
   *
   * @param graph an open graph that holds {@code inputs}; one model a graph
   * @param inputs the batch, of the columns that the spec's features give; with several devices,
   *     the values of a bag in the order of their rows
   * @throws SpecException if the spec is not valid, or cannot be trained on several devices, before
   *     anything is added to the graph
   */
  public static ModelGraph build(
      Graph graph, ModelSpec spec, FeatureInputs inputs, Mode mode, Placement placement) {
    ModelSpecs.validate(spec);
    if (spec.hasBatchNormalization() && mode == Mode.TRAINING && placement.devices().size() > 1) {
      throw new SpecException(
          "batch_normalization",
          "expected one device, as every device would see the mean of its part of a batch only,"
              + " found "
              + placement);
    }
    ModelGraph model = build(GraphOps.create(graph), graph, spec, inputs, mode, placement);
    GraphOps.tellNames(graph);
    return model;
  }

  /**
   * The model as it is in inference, in the same graph and of the same variables: what an
   * evaluation within a training session runs, on the same devices. It is this one where training
   * has no noise and keeps no averages.
   */
  public ModelGraph inference() {
    if (step.isEmpty()) {
      return this;
    }
    Ops beside = GraphOps.create(graph).withSubScope("inference");
    return build(beside, graph, spec, inputs, Mode.INFERENCE, placement);
  }

  private static ModelGraph build(
      Ops tf, Graph graph, ModelSpec spec, FeatureInputs inputs, Mode mode, Placement placement) {
    Architecture architecture = Architecture.of(spec);
    Replicas built = Replicas.build(tf, spec, inputs, mode, placement, architecture);
    ModelScope root = built.first();
    ImmutableList<Variable> variables = root.variables();
    return new ModelGraph(
        graph,
        spec,
        placement,
        inputs,
        built.replicas(),
        built.outputs(),
        built.gates(),
        variables,
        built.lookups(),
        variables.stream()
            .filter(v -> architecture.lastSharedLayer().contains(v.name()))
            .collect(ImmutableList.toImmutableList()),
        root.auxiliaryLosses(),
        root.policies(),
        root.movingAverages(),
        root.stepIfRead(),
        initializer(tf, variables, placement));
  }

  /** The same model in a graph that has nodes of the same names, such as a rewritten copy. */
  public ModelGraph in(Graph copy) {
    GraphNames names = new GraphNames(copy);
    return new ModelGraph(
        copy,
        spec,
        placement,
        inputs.in(names),
        replicas.stream().map(r -> r.in(names)).collect(ImmutableList.toImmutableList()),
        outputs.stream().map(o -> o.in(names)).collect(ImmutableList.toImmutableList()),
        gates.stream().map(g -> g.in(names)).collect(ImmutableList.toImmutableList()),
        variables.stream().map(v -> v.in(names)).collect(ImmutableList.toImmutableList()),
        lookups.stream().map(l -> l.in(names)).collect(ImmutableList.toImmutableList()),
        lastSharedLayer.stream().map(v -> v.in(names)).collect(ImmutableList.toImmutableList()),
        auxiliaryLosses.stream().map(names::find).collect(ImmutableList.toImmutableList()),
        policies.stream().map(p -> p.in(names)).collect(ImmutableList.toImmutableList()),
        movingAverages.stream().map(a -> a.in(names)).collect(ImmutableList.toImmutableList()),
        step.map(names::find),
        copy.operationOrThrow(initializer.name()));
  }

  /** The graph that holds the model. */
  public Graph graph() {
    return graph;
  }

  /** What was built. */
  public ModelSpec spec() {
    return spec;
  }

  /** The devices on which it stands. */
  public Placement placement() {
    return placement;
  }

  /** The parts of the model that have a device each; of them are the outputs, gates and lookups. */
  public ImmutableList<Replica> replicas() {
    return replicas;
  }

  /** The tensors that the model reads. */
  public FeatureInputs inputs() {
    return inputs;
  }

  /** One output for each task, in the spec's order. */
  public ImmutableList<TaskOutput> outputs() {
    return outputs;
  }

  /** Every gate, in the order of construction. */
  public ImmutableList<Gate> gates() {
    return gates;
  }

  /** Every variable, in the order of construction. */
  public ImmutableList<Variable> variables() {
    return variables;
  }

  /** One lookup for each embedding variable. */
  public ImmutableList<EmbeddingLookup> lookups() {
    return lookups;
  }

  /**
   * The weights of the last layer that tasks share, over which GradNorm takes norms of gradients;
   * empty where tasks share no layer.
   */
  public ImmutableList<Variable> lastSharedLayer() {
    return lastSharedLayer;
  }

  /** Scalars that the architecture wants added to the training loss; none in an inference graph. */
  public ImmutableList<Operand<TFloat32>> auxiliaryLosses() {
    return auxiliaryLosses;
  }

  /** What training is to reinforce, one for each task; none in an inference graph. */
  public ImmutableList<Policy> policies() {
    return policies;
  }

  /** What training is to keep of every batch; none in an inference graph. */
  public ImmutableList<MovingAverage> movingAverages() {
    return movingAverages;
  }

  /**
   * A scalar placeholder for the number of training steps done, which training feeds; present if
   * noise or a schedule of the architecture reads it.
   */
  public Optional<Operand<TInt64>> step() {
    return step;
  }

  /** Gives every variable its initial value; run it once in a session. */
  public Operation initializer() {
    return initializer;
  }

  private static Operation initializer(Ops tf, List<Variable> variables, Placement placement) {
    Ops place = tf.withSubScope("initialize");
    List<Op> assignments =
        variables.stream()
            .<Op>map(
                v ->
                    place
                        .withDevice(placement.of(v).spec())
                        .assignVariableOp(v.handle(), v.initialValue()))
            .toList();
    return tf.withControlDependencies(assignments).withName("initializer").noOp().op();
  }
}
