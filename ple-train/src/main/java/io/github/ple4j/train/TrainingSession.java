package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.graph.GraphOps;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.TaskOutput;
import io.github.ple4j.graph.Variable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.StepStats;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A model with its loss and its optimiser, and the session that holds its variables. Not
 * thread-safe, but for {@link #trainingTensors} and {@link #featureTensors}, which another thread
 * may call to prepare the next batch.
 */
public final class TrainingSession implements AutoCloseable {
  private final TrainingSpec spec;
  private final Graph graph;
  private final Session session;
  private final TrainingGraph training;
  private final ModelGraph evaluation; // without noise
  private final Saver saver;
  private final SnapshotSaver snapshots;
  private long steps;

  private TrainingSession(
      TrainingSpec spec,
      Graph graph,
      Session session,
      TrainingGraph training,
      ModelGraph evaluation,
      Saver saver,
      SnapshotSaver snapshots) {
    this.spec = spec;
    this.graph = graph;
    this.session = session;
    this.training = training;
    this.evaluation = evaluation;
    this.saver = saver;
    this.snapshots = snapshots;
  }

  /**
   * Builds the graph that a spec describes, opens a session and gives the variables initial values.
   *
   * @throws io.github.ple4j.graph.SpecException if the spec asks for what the model cannot do
   */
  @SuppressWarnings("MustBeClosedChecker")
  public static TrainingSession open(TrainingSpec spec, Placement placement) {
    TrainingSpecs.validate(spec);
    TrainingGraph training = graph(spec, placement);
    Graph graph = training.model().graph();
    try {
      Ops tf = GraphOps.create(graph);
      ModelGraph model = training.model();
      Saver saver = Saver.build(tf, model, training.slots());
      SnapshotSaver snapshots =
          SnapshotSaver.build(
              tf,
              model,
              BestSteps.groups(spec, training).stream()
                  .map(group -> group.variables().asList())
                  .toList());
      ModelGraph evaluation = model.inference();
      Session session = new Session(graph, SessionConfiguration.of(spec, placement));
      try {
        session.runner().addTarget(model.initializer()).run().close();
        session.runner().addTarget(training.initializeSlots()).run().close();
        return new TrainingSession(spec, graph, session, training, evaluation, saver, snapshots);
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /** What a spec describes, in a graph of its own, which the caller closes. */
  @SuppressWarnings("MustBeClosedChecker")
  private static TrainingGraph graph(TrainingSpec spec, Placement placement) {
    Graph graph = new Graph();
    try {
      return TrainingGraph.build(graph, spec, placement).rewritten();
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /** The model being trained. */
  public ModelGraph model() {
    return training.model();
  }

  /** The graph with all that belongs to training. */
  TrainingGraph training() {
    return training;
  }

  /** Number of training steps done. */
  public long steps() {
    return steps;
  }

  /** Number of trainable numbers, embeddings included. */
  public long parameters() {
    return model().variables().stream()
        .filter(v -> v.role() != Variable.Role.AVERAGE)
        .mapToLong(v -> v.shape().size())
        .sum();
  }

  /**
   * Copies the features, labels and weights of a batch into tensors, for {@link #step}; where the
   * model's first device is not the host, to that device.
   */
  public BatchTensors trainingTensors(Batch batch) {
    BatchTensors onHost = BatchTensors.of(training.inputs(), batch);
    return training.deviceBatches().map(batches -> batches.copy(session, onHost)).orElse(onHost);
  }

  /**
   * Moves a split to the first device as a whole, if that is not the host and the placement has the
   * room: then {@link #heldTensors} gives its batches.
   */
  boolean hold(Split split) {
    Optional<DeviceBatches> batches = training.deviceBatches();
    long room = model().placement().heldBytes();
    if (batches.isEmpty() || batches.get().bytes(split).orElse(Long.MAX_VALUE) > room) {
      return false;
    }
    batches.get().hold(session, split);
    return true;
  }

  /** As {@link #trainingTensors}, of {@code count} rows of the split that is held. */
  BatchTensors heldTensors(int[] rows, int from, int count) {
    return training.deviceBatches().orElseThrow().gather(session, rows, from, count);
  }

  /** Copies the features of a batch into tensors, for {@link #predict}. */
  public BatchTensors featureTensors(Batch batch) {
    return BatchTensors.features(model().inputs(), batch);
  }

  /**
   * One step of training: losses of the batch, then an update of the variables that it reaches.
   * Weights that are a function of time are those of the first epoch.
   *
   * @param rate the learning rate
   * @throws NonFiniteLossException if the joint loss is not finite; nothing is changed then
   */
  public StepLoss step(BatchTensors batch, float rate) {
    return step(batch, rate, training.weighting().scheduled(steps, ImmutableList.of()));
  }

  /**
   * A step as {@link #step(BatchTensors, float)}, with the time that each operation took: by
   * device, in the order in which they ended. Measuring takes time of its own.
   */
  public StepStats trace(BatchTensors batch, float rate) {
    float[] weights = training.weighting().scheduled(steps, ImmutableList.of());
    RunOptions traced =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    try (Result result =
        step(batch, rate, weights, runner -> runner.setOptions(traced).runAndFetchMetadata())) {
      return result.getMetadata().orElseThrow().getStepStats();
    }
  }

  /** A step with these weights of {@link Weighting#scheduled}. */
  StepLoss step(BatchTensors batch, float rate, float[] weights) {
    try (Result result = step(batch, rate, weights, Session.Runner::run)) {
      return StepLoss.of(floats(result.get(0)), weights.length);
    }
  }

  private Result step(
      BatchTensors batch, float rate, float[] weights, Function<Session.Runner, Result> run) {
    Session.Runner runner =
        batch.feed(session.runner()).addTarget(training.update()).fetch(training.report());
    try (Feeds feeds = new Feeds(runner)) {
      feeds.feed(training.learningRate(), TFloat32.scalarOf(rate));
      feedWeights(feeds, weights);
      feedStep(feeds);
      training
          .projection()
          .ifPresent(
              projection -> {
                int tasks = weights.length;
                int[] order = GradientProjection.order(spec.getPcgrad().getSeed(), steps, tasks);
                feeds.feed(
                    projection.order(),
                    TInt32.tensorOf(Shape.of(tasks, tasks - 1), DataBuffers.of(order)));
              });
      Result result = run.apply(runner);
      steps++;
      return result;
    } catch (RuntimeException e) {
      StepLoss loss = loss(batch, weights);
      if (!Double.isFinite(loss.total())) {
        throw new NonFiniteLossException(loss, e);
      }
      throw e;
    }
  }

  /** The losses of a batch, without an update. */
  StepLoss loss(BatchTensors batch, float[] weights) {
    Session.Runner runner = batch.feed(session.runner()).fetch(training.report());
    try (Feeds feeds = new Feeds(runner)) {
      feedWeights(feeds, weights);
      feedStep(feeds);
      try (Result result = runner.run()) {
        return StepLoss.of(floats(result.get(0)), weights.length);
      }
    }
  }

  /** How the gradients of the tasks agree on a batch; changes nothing. */
  GradientInsight insight(BatchTensors batch) {
    Operand<TFloat32> vector =
        training
            .insight()
            .orElseThrow(() -> new IllegalStateException("the spec asks for no gradients"));
    Session.Runner runner = batch.feed(session.runner()).fetch(vector);
    try (Feeds feeds = new Feeds(runner)) {
      feedStep(feeds);
      try (Result result = runner.run()) {
        return GradientInsight.of(taskNames(), floats(result.get(0)));
      }
    }
  }

  /** What some tensors are on a batch, as the training graph has them; changes nothing. */
  Result fetch(BatchTensors batch, List<? extends Operand<?>> tensors) {
    Session.Runner runner = batch.feed(session.runner());
    tensors.forEach(runner::fetch);
    try (Feeds feeds = new Feeds(runner)) {
      feedWeights(feeds, training.weighting().scheduled(steps, ImmutableList.of()));
      feedStep(feeds);
      return runner.run();
    }
  }

  private void feedWeights(Feeds feeds, float[] weights) {
    feeds.feed(
        training.scheduledWeights(),
        TFloat32.tensorOf(Shape.of(weights.length), DataBuffers.of(weights)));
  }

  private void feedStep(Feeds feeds) {
    model().step().ifPresent(step -> feeds.feed(step, TInt64.scalarOf(steps)));
  }

  /** Writes the predictions of a batch to {@code predictions[task][from ...]}. */
  public void predict(BatchTensors batch, float[][] predictions, int from) {
    predict(batch, predictions, from, new GateSums(model().gates()));
  }

  /** As {@link #predict(BatchTensors, float[][], int)}, and adds what the gates say to sums. */
  void predict(BatchTensors batch, float[][] predictions, int from, GateSums gates) {
    Session.Runner runner = batch.feed(session.runner());
    for (TaskOutput output : evaluation.outputs()) {
      runner.fetch(output.prediction());
    }
    evaluation.gates().forEach(gate -> runner.fetch(gate.weights()));
    try (Result result = runner.run()) {
      for (int task = 0; task < predictions.length; task++) {
        ((TFloat32) result.get(task))
            .asRawTensor()
            .data()
            .asFloats()
            .read(predictions[task], from, batch.rows());
      }
      for (int gate = 0; gate < evaluation.gates().size(); gate++) {
        gates.add(gate, floats(result.get(predictions.length + gate)));
      }
      gates.addRows(batch.rows());
    }
  }

  /** The values of the dense variables, flat, by name. */
  ImmutableMap<String, float[]> denseValues() {
    List<Variable> dense =
        model().variables().stream().filter(v -> v.role() == Variable.Role.DENSE).toList();
    ImmutableMap.Builder<String, float[]> values = ImmutableMap.builder();
    try (Snapshot snapshot = snapshot(dense)) {
      snapshot.values().forEach((variable, value) -> values.put(variable.name(), floats(value)));
    }
    return values.buildOrThrow();
  }

  /** The graph as data. */
  GraphDef graphDef() {
    return graph.toGraphDef();
  }

  private ImmutableList<String> taskNames() {
    return model().outputs().stream()
        .map(TaskOutput::task)
        .collect(ImmutableList.toImmutableList());
  }

  /** Copies the values of variables. */
  Snapshot snapshot(Collection<Variable> variables) {
    Session.Runner runner = session.runner();
    variables.forEach(variable -> runner.fetch(variable.value()));
    return new Snapshot(variables, runner.run());
  }

  /** Gives variables the values that they had. */
  void restore(Snapshot snapshot) {
    snapshots.assign(session, snapshot.values());
  }

  /** Writes a snapshot of the variables of a group to files of this prefix. */
  void write(Snapshot snapshot, Path prefix) {
    snapshots.write(session, prefix, snapshot.values());
  }

  /** Reads a snapshot of variables. */
  Snapshot read(Path prefix, List<Variable> variables) {
    return snapshots.read(session, prefix, variables);
  }

  /** Takes over what a trained model has of this one, before the first step. */
  WarmStartReport start(
      TrainedModel from, ImmutableMap<String, ImmutableList<String>> vocabularies) {
    WarmStartReport report =
        WarmStart.apply(from, model(), vocabularies, this::value, this::assign);
    session.runner().addTarget(training.initializeSlots()).run().close();
    return report;
  }

  private float[] value(Variable variable) {
    try (Result result = session.runner().fetch(variable.value()).run()) {
      return floats(result.get(0));
    }
  }

  private void assign(Variable variable, float[] values) {
    try (TFloat32 tensor = TFloat32.tensorOf(variable.shape(), DataBuffers.of(values))) {
      snapshots.assign(session, ImmutableMap.of(variable, tensor));
    }
  }

  /**
   * Writes a checkpoint of the variables and of what the optimiser keeps.
   *
   * @param directory a new one
   * @throws RunException if it is there already or cannot be written
   */
  public void save(Path directory) {
    save(directory, CheckpointState.newBuilder().setSteps(steps).build(), aside -> {});
  }

  /** Writes a checkpoint with a state and files of the run. */
  void save(Path directory, CheckpointState state, AtomicDirectory.Content more) {
    Checkpoint.write(directory, saver, session, spec.getModel(), state, more);
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws RunException if it is not there, is damaged or of another model or optimiser
   */
  public void restore(Path directory) {
    restoreState(directory);
  }

  /** Goes on from a checkpoint, and gives its state. */
  CheckpointState restoreState(Path directory) {
    CheckpointState state = Checkpoint.restore(directory, saver, session);
    steps = state.getSteps();
    return state;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    ((TFloat32) tensor).asRawTensor().data().asFloats().read(values);
    return values;
  }
}
