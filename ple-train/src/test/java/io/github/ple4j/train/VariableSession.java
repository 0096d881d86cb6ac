package io.github.ple4j.train;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.TaskOutput;
import io.github.ple4j.graph.Variable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A model whose variables a test reads and writes. */
final class VariableSession implements AutoCloseable {
  private final Graph graph = new Graph();
  private final ModelGraph model;
  private final Saver saver;
  private final Session session;
  private final Map<String, Operand<TFloat32>> fed = new HashMap<>();
  private final Map<String, Op> assignments = new HashMap<>();

  /** A model of initial values. */
  VariableSession(ModelSpec spec) {
    Ops tf = Ops.create(graph);
    FeatureInputs inputs = FeatureInputs.placeholders(tf, spec);
    model = ModelGraph.build(graph, spec, inputs, Mode.INFERENCE, Placement.cpu());
    saver = Saver.build(tf, model, List.of());
    for (Variable variable : model.variables()) {
      Operand<TFloat32> value = tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
      fed.put(variable.name(), value);
      assignments.put(variable.name(), tf.assignVariableOp(variable.handle(), value));
    }
    session = new Session(graph);
    session.runner().addTarget(model.initializer()).run().close();
  }

  ModelGraph model() {
    return model;
  }

  /** Gives every number another value, biases too. */
  VariableSession randomize(long seed) {
    Random random = new Random(seed);
    for (Variable variable : model.variables()) {
      float[] values = new float[(int) variable.shape().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() / 4;
        if (variable.name().endsWith("/moving_variance")) {
          values[i] = Math.abs(values[i]);
        }
      }
      assign(variable, values);
    }
    return this;
  }

  float[] values(Variable variable) {
    try (Result result = session.runner().fetch(variable.value()).run()) {
      float[] values = new float[(int) variable.shape().size()];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  /** The values of all variables by name. */
  Map<String, float[]> values() {
    Map<String, float[]> values = new LinkedHashMap<>();
    model.variables().forEach(variable -> values.put(variable.name(), values(variable)));
    return values;
  }

  void assign(Variable variable, float[] values) {
    Operand<TFloat32> placeholder = Objects.requireNonNull(fed.get(variable.name()));
    Op assignment = Objects.requireNonNull(assignments.get(variable.name()));
    try (TFloat32 tensor = TFloat32.tensorOf(variable.shape(), DataBuffers.of(values))) {
      session.runner().feed(placeholder.asOutput(), tensor).addTarget(assignment).run().close();
    }
  }

  /** Predictions by task and row. */
  float[][] predict(Batch batch) {
    float[][] predictions = new float[model.outputs().size()][batch.size()];
    try (BatchTensors tensors = BatchTensors.features(model.inputs(), batch)) {
      Session.Runner runner = tensors.feed(session.runner());
      for (TaskOutput output : model.outputs()) {
        runner.fetch(output.prediction());
      }
      try (Result result = runner.run()) {
        for (int task = 0; task < predictions.length; task++) {
          ((TFloat32) result.get(task)).asRawTensor().data().asFloats().read(predictions[task]);
        }
      }
    }
    return predictions;
  }

  /** Writes the variables' files. */
  void save(Path prefix) {
    saver.save(session, prefix);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
