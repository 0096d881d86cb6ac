package io.github.ple4j.graph;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A place in the model under construction: a path, the operations of that path, and what layers and
 * architectures leave there. A variable's name is the path at which it was asked for, so that the
 * training graph and the inference graph, built by the same code, have the same variables.
 */
final class ModelScope {
  private final Model model;
  private final String path;
  private final Ops tf;
  private final int stacked;

  private ModelScope(Model model, String path, Ops tf, int stacked) {
    this.model = model;
    this.path = path;
    this.tf = tf;
    this.stacked = stacked;
  }

  /** The root of a new model, or of its first replica. */
  static ModelScope root(
      Ops tf,
      ModelSpec spec,
      FeatureInputs inputs,
      Mode mode,
      Placement placement,
      Optional<BatchPart> part) {
    Model model = new Model(tf, spec, inputs, mode, placement, part, new Variables());
    return new ModelScope(model, "", tf.withDevice(placement.main().spec()), 1);
  }

  /**
   * The root of a further replica, of the same variables.
   *
   * @param index of the replica, from 1: this is 0
   * @param tf a place of its own
   */
  ModelScope replica(int index, Ops tf, FeatureInputs inputs, BatchPart part) {
    Model other =
        new Model(
            tf,
            model.spec,
            inputs,
            model.mode,
            model.placement,
            Optional.of(part),
            model.variables);
    other.replica = index;
    Placement.Device device = model.placement.devices().get(index);
    return new ModelScope(other, "", tf.withDevice(device.spec()), 1);
  }

  /** The place of that name under this one. */
  ModelScope in(String name) {
    return new ModelScope(model, path(name), scope(name), stacked);
  }

  /** The same scope whenever it is asked for, so that nodes are named by their place. */
  private Ops scope(String name) {
    Ops known = model.scopes.get(tf, name);
    if (known != null) {
      return known;
    }
    Ops made = tf.withSubScope(name);
    model.scopes.put(tf, name, made);
    return made;
  }

  /** The place of a task under this one. */
  ModelScope task(String task) {
    return in("task").in(task);
  }

  /** This place, on the device where embeddings are looked up. */
  ModelScope onLookupDevice() {
    return on(model.placement.lookups(model.replica));
  }

  /** This place, on the device where embedding tables are. */
  ModelScope onTableDevice() {
    return on(model.placement.tables());
  }

  private ModelScope on(Placement.Device device) {
    return new ModelScope(model, path, tf.withDevice(device.spec()), stacked);
  }

  /** This place, for tensors that have so many batches one below the other. */
  ModelScope stacked(int batches) {
    return new ModelScope(model, path, tf, batches);
  }

  Ops tf() {
    return tf;
  }

  String path() {
    return path;
  }

  ModelSpec spec() {
    return model.spec;
  }

  boolean isTraining() {
    return model.mode == Mode.TRAINING;
  }

  /** A new dense variable, as read in a step. */
  Operand<TFloat32> dense(String name, Shape shape, Initializer initializer) {
    return variable(name, Variable.Role.DENSE, shape, initializer).value();
  }

  /** A dense variable that was made here, as read in a step. */
  Operand<TFloat32> value(String name) {
    Variable variable = model.variables.byName.get(path(name));
    if (variable == null) {
      throw new IllegalStateException("no variable named " + path(name));
    }
    return variable.value();
  }

  /** A new variable that training moves without a gradient. */
  Variable average(String name, Shape shape, Initializer initializer) {
    return variable(name, Variable.Role.AVERAGE, shape, initializer);
  }

  /** A new embedding table, {@code [rows, width]}. */
  Variable embedding(String name, long rows, long width, Initializer initializer) {
    return variable(name, Variable.Role.EMBEDDING, Shape.of(rows, width), initializer);
  }

  void add(Gate gate) {
    model.gates.add(gate);
  }

  /** Adds what a picture of the model shows. */
  void add(Module module) {
    model.modules.add(module);
  }

  /** Adds a module at this place that maps tensors to others. */
  void addModule(
      ModelDiagram.Kind kind, List<? extends Operand<?>> reads, List<? extends Operand<?>> gives) {
    add(
        new Module(
            path,
            kind,
            ImmutableList.copyOf(reads),
            ImmutableList.of(),
            ImmutableList.copyOf(gives)));
  }

  void add(EmbeddingLookup lookup) {
    model.lookups.add(lookup);
  }

  /**
   * Adds a scalar to the training loss, a function of variables alone; an inference graph has none,
   * and of several replicas the first has it.
   */
  void addAuxiliaryLoss(Supplier<Operand<TFloat32>> loss) {
    if (isTraining() && model.replica == 0) {
      model.auxiliaryLosses.add(loss.get());
    }
  }

  /**
   * Adds choices for a whole batch that training rewards; an inference graph has none, and of
   * several replicas, which all make them, the first has them.
   */
  void addPolicy(Policy policy) {
    if (isTraining() && model.replica == 0) {
      model.policies.add(policy);
    }
  }

  /** Adds what training keeps of a batch; an inference graph has none. */
  void addMovingAverage(MovingAverage average) {
    model.movingAverages.add(average);
  }

  /**
   * Number of training steps done, a scalar that training feeds: for noise and schedules, of which
   * an inference graph has none.
   */
  Operand<TInt64> step() {
    if (!isTraining()) {
      throw new IllegalStateException("an inference graph has no training step");
    }
    Operand<TInt64> known = model.variables.step;
    if (known == null) {
      Placeholder.Options scalar = Placeholder.shape(Shape.scalar());
      Ops host = model.tf.withDevice(Placement.host().spec());
      known = host.withName("step").placeholder(TInt64.class, scalar);
      model.variables.step = known;
    }
    return known;
  }

  /** Noise of this place; an inference graph has none. */
  Optional<Noise> noise() {
    if (!isTraining()) {
      return Optional.empty();
    }
    long seed = Initializer.seed(spec().getInitializationSeed(), path);
    Noise.Rows rows = new Noise.Rows(model.inputs, model.part, stacked);
    return Optional.of(new Noise(tf.withSubScope("noise"), seed, step(), rows));
  }

  ImmutableList<Variable> variables() {
    return ImmutableList.copyOf(model.variables.byName.values());
  }

  ImmutableList<Gate> gates() {
    return ImmutableList.copyOf(model.gates);
  }

  ImmutableList<Module> modules() {
    return ImmutableList.copyOf(model.modules);
  }

  ImmutableList<EmbeddingLookup> lookups() {
    return ImmutableList.copyOf(model.lookups);
  }

  ImmutableList<Operand<TFloat32>> auxiliaryLosses() {
    return ImmutableList.copyOf(model.auxiliaryLosses);
  }

  ImmutableList<Policy> policies() {
    return ImmutableList.copyOf(model.policies);
  }

  ImmutableList<MovingAverage> movingAverages() {
    return ImmutableList.copyOf(model.movingAverages);
  }

  Optional<Operand<TInt64>> stepIfRead() {
    return Optional.ofNullable(model.variables.step);
  }

  private Variable variable(String name, Variable.Role role, Shape shape, Initializer initializer) {
    String full = path(name);
    Variable known = model.variables.byName.get(full);
    if (known != null && model.replica > 0 && known.shape().equals(shape)) {
      return known;
    }
    if (known != null || model.replica > 0) {
      throw new IllegalStateException("two variables, or none, named " + full);
    }
    // The shared name is the resource's identity: without it, unrelated variables are one.
    Ops place = tf.withSubScope(name);
    VarHandleOp handle =
        place.withName("handle").varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(full));
    ReadVariableOp<TFloat32> value = place.withName("value").readVariableOp(handle, TFloat32.class);
    Operand<TFloat32> initialValue =
        initializer.value(
            place.withSubScope("initial_value"), shape, model.spec.getInitializationSeed(), full);
    Variable variable = new Variable(full, role, shape, handle, value, initialValue);
    model.variables.byName.put(full, variable);
    return variable;
  }

  private String path(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /** What all replicas of a model share. */
  private static final class Variables {
    private final Map<String, Variable> byName = new LinkedHashMap<>();
    private @Nullable Operand<TInt64> step;
  }

  /** What all places of one replica share. */
  private static final class Model {
    private final Ops tf;
    private final ModelSpec spec;
    private final FeatureInputs inputs;
    private final Mode mode;
    private final Placement placement;
    private final Optional<BatchPart> part;
    private final Variables variables;
    private final List<Gate> gates = new ArrayList<>();
    private final List<EmbeddingLookup> lookups = new ArrayList<>();
    private final List<Operand<TFloat32>> auxiliaryLosses = new ArrayList<>();
    private final List<Module> modules = new ArrayList<>();
    private final List<Policy> policies = new ArrayList<>();
    private final List<MovingAverage> movingAverages = new ArrayList<>();
    private final Table<Ops, String, Ops> scopes = HashBasedTable.create(); // by parent and name
    private int replica;

    private Model(
        Ops tf,
        ModelSpec spec,
        FeatureInputs inputs,
        Mode mode,
        Placement placement,
        Optional<BatchPart> part,
        Variables variables) {
      this.tf = tf;
      this.spec = spec;
      this.inputs = inputs;
      this.mode = mode;
      this.placement = placement;
      this.part = part;
      this.variables = variables;
    }
  }
}
