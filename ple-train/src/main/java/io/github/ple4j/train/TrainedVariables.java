package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.GraphOps;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The variables of a {@link TrainedModel}, in a session of their own. */
final class TrainedVariables implements AutoCloseable {
  private final Path directory;
  private final Graph graph;
  private final Session session;
  private final ModelGraph model;
  private final ImmutableMap<String, Variable> variables;

  private TrainedVariables(Path directory, Graph graph, Session session, ModelGraph model) {
    this.directory = directory;
    this.graph = graph;
    this.session = session;
    this.model = model;
    this.variables = Maps.uniqueIndex(model.variables(), Variable::name);
  }

  /**
   * Reads the variables of a model.
   *
   * @param directory what to name in errors
   * @param prefix of the variables' files
   * @throws RunException if the files are damaged, or of another model
   */
  @SuppressWarnings("MustBeClosedChecker")
  static TrainedVariables open(Path directory, Path prefix, ModelSpec spec) {
    Graph graph = new Graph();
    try {
      Ops tf = GraphOps.create(graph);
      FeatureInputs inputs = FeatureInputs.placeholders(tf, spec);
      ModelGraph model = ModelGraph.build(graph, spec, inputs, Mode.INFERENCE, Placement.cpu());
      Saver saver = Saver.build(tf, model, List.of());
      Session session = new Session(graph, SessionConfiguration.onTheHost());
      try {
        saver.restore(session, prefix);
        return new TrainedVariables(directory, graph, session, model);
      } catch (TensorFlowException | IllegalArgumentException e) {
        session.close();
        throw damaged(directory, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
      }
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /** The model that has the variables. */
  ModelGraph model() {
    return model;
  }

  /** The variable of a name, if there is one. */
  Optional<Variable> find(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /**
   * A copy of a variable's value, row by row.
   *
   * @throws RunException if its shape is not that of the spec
   */
  float[] values(Variable variable) {
    try (Result result = session.runner().fetch(variable.value()).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      if (!tensor.shape().equals(variable.shape())) {
        throw damaged(
            directory,
            variable.name() + " of shape " + tensor.shape() + ", not " + variable.shape(),
            null);
      }
      if (tensor.size() > Integer.MAX_VALUE) {
        throw new RunException(
            directory
                + ": expected at most "
                + Integer.MAX_VALUE
                + " numbers in a variable to start from, found "
                + tensor.size()
                + " in "
                + variable.name());
      }
      float[] values = new float[(int) tensor.size()];
      tensor.asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  /** The weights of every gate for a batch, flat {@code [B, experts]}. */
  List<float[]> gates(Batch batch) {
    try (BatchTensors tensors = BatchTensors.features(model.inputs(), batch)) {
      Session.Runner runner = tensors.feed(session.runner());
      model.gates().forEach(gate -> runner.fetch(gate.weights()));
      List<float[]> weights = new ArrayList<>();
      try (Result result = runner.run()) {
        for (int gate = 0; gate < model.gates().size(); gate++) {
          TFloat32 tensor = (TFloat32) result.get(gate);
          float[] values = new float[Math.toIntExact(tensor.size())];
          tensor.copyTo(DataBuffers.of(values));
          weights.add(values);
        }
      }
      return weights;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private static RunException damaged(Path directory, String found, @Nullable Exception cause) {
    String message =
        directory + ": expected whole variables, as its model.textproto says, found: " + found;
    return cause == null ? new RunException(message) : new RunException(message, cause);
  }
}
