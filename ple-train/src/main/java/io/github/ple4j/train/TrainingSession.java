package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.EmbeddingLookup;
import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.TaskOutput;
import io.github.ple4j.graph.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A model with its loss and its optimiser, and the session that holds its variables. Not
 * thread-safe, but for {@link #trainingTensors} and {@link #featureTensors}, which another thread
 * may call to prepare the next batch.
 */
public final class TrainingSession implements AutoCloseable {
  private final Graph graph;
  private final Session session;
  private final ModelGraph model;
  private final JointLoss loss;
  private final Operand<TFloat32> learningRate;
  private final Operation update;
  private final ImmutableMap<Variable, Assignment> assignments;
  private final Saver saver;
  private long steps;

  /** Assigns a fed value to a variable. */
  private record Assignment(Operand<TFloat32> value, Op assign) {}

  private TrainingSession(
      Graph graph,
      Session session,
      ModelGraph model,
      JointLoss loss,
      Operand<TFloat32> learningRate,
      Operation update,
      ImmutableMap<Variable, Assignment> assignments,
      Saver saver) {
    this.graph = graph;
    this.session = session;
    this.model = model;
    this.loss = loss;
    this.learningRate = learningRate;
    this.update = update;
    this.assignments = assignments;
    this.saver = saver;
  }

  /**
   * Builds the graph that a spec describes, opens a session and gives the variables initial values.
   */
  @SuppressWarnings("MustBeClosedChecker")
  public static TrainingSession open(TrainingSpec spec, Placement placement) {
    Graph graph = new Graph();
    try {
      Ops tf = Ops.create(graph);
      ModelGraph model =
          ModelGraph.build(
              graph,
              spec.getModel(),
              FeatureInputs.placeholders(tf, spec.getModel()),
              Mode.TRAINING,
              placement);
      JointLoss loss = JointLoss.build(tf, model, spec.getTaskWeightsMap());
      Operand<TFloat32> learningRate =
          tf.withName("learning_rate")
              .placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Optimizer optimizer = Optimizer.of(tf, spec.getOptimizer());
      Operation update = update(tf, model, loss, optimizer, learningRate);
      ImmutableMap<Variable, Assignment> assignments = assignments(tf, model);
      Operation initializeSlots = initializeSlots(tf, optimizer);
      Saver saver = Saver.build(tf, model, optimizer.slots());

      Session session = new Session(graph, configuration(spec));
      try {
        session.runner().addTarget(model.initializer()).addTarget(initializeSlots).run().close();
        return new TrainingSession(
            graph, session, model, loss, learningRate, update, assignments, saver);
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /** The model being trained. */
  public ModelGraph model() {
    return model;
  }

  /** Number of training steps done. */
  public long steps() {
    return steps;
  }

  /** Number of trainable numbers, embeddings included. */
  public long parameters() {
    return model.variables().stream().mapToLong(v -> v.shape().size()).sum();
  }

  /** Copies the features, labels and weights of a batch into tensors, for {@link #step}. */
  public BatchTensors trainingTensors(Batch batch) {
    return BatchTensors.withLabels(model.inputs(), loss, batch);
  }

  /** Copies the features of a batch into tensors, for {@link #predict}. */
  public BatchTensors featureTensors(Batch batch) {
    return BatchTensors.features(model.inputs(), batch);
  }

  /**
   * Losses of a step, before its update.
   *
   * @param total of eq. 8, with auxiliary losses
   * @param tasks L_k by task
   */
  public record StepLoss(double total, ImmutableList<Double> tasks) {}

  /** One step of training: losses of the batch, then an update of the variables that it reaches. */
  public StepLoss step(BatchTensors batch, float rate) {
    Session.Runner runner = batch.feed(session.runner()).addTarget(update).fetch(loss.total());
    loss.taskLosses().forEach(runner::fetch);
    try (TFloat32 rateTensor = TFloat32.scalarOf(rate);
        TInt64 stepTensor = TInt64.scalarOf(steps)) {
      runner.feed(learningRate.asOutput(), rateTensor);
      model.step().ifPresent(step -> runner.feed(step.asOutput(), stepTensor));
      try (Result result = runner.run()) {
        steps++;
        ImmutableList.Builder<Double> tasks = ImmutableList.builder();
        for (int task = 0; task < loss.taskLosses().size(); task++) {
          tasks.add((double) scalar(result.get(task + 1)));
        }
        return new StepLoss(scalar(result.get(0)), tasks.build());
      }
    }
  }

  /** Writes the predictions of a batch to {@code predictions[task][from ...]}. */
  public void predict(BatchTensors batch, float[][] predictions, int from) {
    Session.Runner runner = batch.feed(session.runner());
    for (TaskOutput output : model.outputs()) {
      runner.fetch(output.prediction());
    }
    try (Result result = runner.run()) {
      for (int task = 0; task < predictions.length; task++) {
        ((TFloat32) result.get(task))
            .asRawTensor()
            .data()
            .asFloats()
            .read(predictions[task], from, batch.rows());
      }
    }
  }

  /** Values of variables at some step. */
  static final class Snapshot implements AutoCloseable {
    private final Map<Variable, Tensor> values = new LinkedHashMap<>();
    private final Result result;

    private Snapshot(Collection<Variable> variables, Result result) {
      this.result = result;
      int i = 0;
      for (Variable variable : variables) {
        values.put(variable, result.get(i++));
      }
    }

    @Override
    public void close() {
      result.close();
    }
  }

  /** Copies the values of variables. */
  Snapshot snapshot(Collection<Variable> variables) {
    Session.Runner runner = session.runner();
    variables.forEach(variable -> runner.fetch(variable.value()));
    return new Snapshot(variables, runner.run());
  }

  /** Gives variables the values that they had. */
  void restore(Snapshot snapshot) {
    Session.Runner runner = session.runner();
    snapshot.values.forEach(
        (variable, value) -> {
          Assignment assignment = assignments.get(variable);
          if (assignment == null) {
            throw new IllegalArgumentException("not a variable of this model: " + variable.name());
          }
          runner.feed(assignment.value().asOutput(), value).addTarget(assignment.assign());
        });
    runner.run().close();
  }

  /**
   * Writes a checkpoint of the variables and of what the optimiser keeps.
   *
   * @param directory a new one
   * @throws RunException if it is there already or cannot be written
   */
  public void save(Path directory) {
    Checkpoint.write(
        directory, saver, session, CheckpointState.newBuilder().setSteps(steps).build());
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws RunException if it is not there, is damaged or of another model or optimiser
   */
  public void restore(Path directory) {
    steps = Checkpoint.restore(directory, saver, session).getSteps();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private static Operation update(
      Ops tf,
      ModelGraph model,
      JointLoss loss,
      Optimizer optimizer,
      Operand<TFloat32> learningRate) {
    List<Variable> dense =
        model.variables().stream().filter(v -> v.role() == Variable.Role.DENSE).toList();
    List<Output<?>> read = new ArrayList<>();
    dense.forEach(variable -> read.add(variable.value().asOutput()));
    model.lookups().forEach(lookup -> read.add(lookup.rows().asOutput()));
    Output<?>[] gradients =
        model
            .graph()
            .addGradients(
                "gradients",
                new Output<?>[] {loss.total().asOutput()},
                read.toArray(Output<?>[]::new),
                null);

    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < dense.size(); i++) {
      updates.add(optimizer.updateDense(dense.get(i), floats(gradients[i]), learningRate));
    }
    for (int i = 0; i < model.lookups().size(); i++) {
      EmbeddingLookup lookup = model.lookups().get(i);
      updates.add(optimizer.updateRows(lookup, floats(gradients[dense.size() + i]), learningRate));
    }
    Op updated = tf.withControlDependencies(updates).noOp();
    List<Op> finish = new ArrayList<>(optimizer.finish(tf.withControlDependencies(updated)));
    finish.add(updated);
    return tf.withControlDependencies(finish).withName("update").noOp().op();
  }

  @SuppressWarnings("unchecked") // a gradient has the type of the tensor it is taken of
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }

  private static ImmutableMap<Variable, Assignment> assignments(Ops tf, ModelGraph model) {
    ImmutableMap.Builder<Variable, Assignment> assignments = ImmutableMap.builder();
    Ops scope = tf.withSubScope("restore");
    for (Variable variable : model.variables()) {
      Operand<TFloat32> value =
          scope.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
      assignments.put(
          variable, new Assignment(value, scope.assignVariableOp(variable.handle(), value)));
    }
    return assignments.buildOrThrow();
  }

  private static Operation initializeSlots(Ops tf, Optimizer optimizer) {
    Ops scope = tf.withSubScope("initialize_slots");
    List<Op> assignments = new ArrayList<>();
    for (Slot slot : optimizer.slots()) {
      assignments.add(scope.assignVariableOp(slot.handle(), slot.initialValue()));
    }
    return tf.withControlDependencies(assignments).noOp().op();
  }

  /** Pools of this session's own, of a known number of threads, on which results depend. */
  private static ConfigProto configuration(TrainingSpec spec) {
    return ConfigProto.newBuilder()
        .setAllowSoftPlacement(true)
        .setIntraOpParallelismThreads(spec.getThreads())
        .setInterOpParallelismThreads(spec.getThreads())
        .setUsePerSessionThreads(true)
        .build();
  }

  private static float scalar(Tensor tensor) {
    return ((TFloat32) tensor).getFloat();
  }
}
