package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.TaskOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/** A model, its loss, its gradients and an optimiser in a session, all of which can be read. */
final class LossSession implements AutoCloseable {
  private final Graph graph = new Graph();
  private final TrainingGraph training;
  private final ModelGraph model;
  private final JointLoss loss;
  private final Map<String, Output<?>> gradients = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> state = new LinkedHashMap<>();
  private final Session session;

  /**
   * Of one batch.
   *
   * @param tasks L_k
   * @param outputs by task, the logit of a binary task, the value of a regression
   * @param gradients of the total: of a dense variable, by its name; of the rows that a batch read,
   *     by the table's name
   */
  record Values(
      float total,
      List<Float> tasks,
      Map<String, float[]> outputs,
      Map<String, float[]> gradients) {}

  @SuppressWarnings("MustBeClosedChecker")
  LossSession(TrainingSpec spec) {
    training = TrainingGraph.build(graph, spec, Placement.cpu());
    model = training.model();
    loss = training.loss();
    model.variables().forEach(variable -> state.put(variable.name(), variable.value()));
    training.slots().forEach(slot -> state.put(slot.name(), slot.value()));
    training
        .gradients()
        .forEach((p, gradient) -> gradients.put(p.variable().name(), gradient.asOutput()));
    session = new Session(graph);
    session.runner().addTarget(model.initializer()).run().close();
    session.runner().addTarget(training.initializeSlots()).run().close();
  }

  ModelGraph model() {
    return model;
  }

  /** Loss and gradients of a batch; changes nothing. */
  Values run(Batch batch) {
    List<Output<?>> fetches = new ArrayList<>(List.of(training.total().asOutput()));
    loss.taskLosses().forEach(taskLoss -> fetches.add(taskLoss.asOutput()));
    for (TaskOutput output : model.outputs()) {
      fetches.add(
          (output instanceof TaskOutput.Logit logit ? logit.logit() : output.prediction())
              .asOutput());
    }
    fetches.addAll(gradients.values());
    List<float[]> values;
    try (BatchTensors tensors = BatchTensors.of(training.inputs(), batch)) {
      values = fetch(feedWeights(tensors.feed(session.runner())), fetches);
    }
    int next = 0;
    float total = values.get(next++)[0];
    ImmutableList.Builder<Float> tasks = ImmutableList.builder();
    for (int task = 0; task < loss.taskLosses().size(); task++) {
      tasks.add(values.get(next++)[0]);
    }
    Map<String, float[]> outputs = new LinkedHashMap<>();
    for (TaskOutput output : model.outputs()) {
      outputs.put(output.task(), values.get(next++));
    }
    Map<String, float[]> byVariable = new LinkedHashMap<>();
    for (String variable : gradients.keySet()) {
      byVariable.put(variable, values.get(next++));
    }
    return new Values(total, tasks.build(), outputs, byVariable);
  }

  /** Updates the variables. */
  void step(Batch batch, float rate) {
    try (BatchTensors tensors = BatchTensors.of(training.inputs(), batch);
        TFloat32 rateTensor = TFloat32.scalarOf(rate)) {
      feedWeights(tensors.feed(session.runner()))
          .feed(training.learningRate().asOutput(), rateTensor)
          .addTarget(training.update())
          .run()
          .close();
    }
  }

  private Session.Runner feedWeights(Session.Runner runner) {
    float[] weights = training.weighting().scheduled(0, ImmutableList.of());
    return runner.feed(training.scheduledWeights().asOutput(), TFloat32.vectorOf(weights));
  }

  /** Values of all variables and slots by name. */
  Map<String, float[]> state() {
    List<Output<?>> fetches = new ArrayList<>();
    state.values().forEach(value -> fetches.add(value.asOutput()));
    List<float[]> values = fetch(session.runner(), fetches);
    Map<String, float[]> byName = new LinkedHashMap<>();
    for (String name : state.keySet()) {
      byName.put(name, values.get(byName.size()));
    }
    return byName;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private static List<float[]> fetch(Session.Runner runner, List<Output<?>> fetches) {
    fetches.forEach(runner::fetch);
    try (Result result = runner.run()) {
      List<float[]> values = new ArrayList<>();
      for (int i = 0; i < fetches.size(); i++) {
        values.add(floats(result.get(i)));
      }
      return values;
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    if (values.length > 0) {
      ((TFloat32) tensor).asRawTensor().data().asFloats().read(values);
    }
    return values;
  }
}
