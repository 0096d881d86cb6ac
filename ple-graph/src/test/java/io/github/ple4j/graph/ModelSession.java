package io.github.ple4j.graph;

import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** A model in a session, from which batches can be fetched. */
final class ModelSession implements AutoCloseable {
  private final ModelGraph model;
  private final List<Placeholder<TFloat32>> newValues = new ArrayList<>();
  private final List<Op> assignments = new ArrayList<>();
  private final Session session;
  private long step;

  private ModelSession(ModelGraph model) {
    this.model = model;
    Ops tf = Ops.create(model.graph()).withSubScope("assign");
    for (Variable variable : model.variables()) {
      Placeholder<TFloat32> value =
          tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
      newValues.add(value);
      assignments.add(tf.assignVariableOp(variable.handle(), value));
    }
    // Small graphs run once or twice: optimising them takes longer than running them.
    ConfigProto.Builder configuration = ConfigProto.newBuilder().setAllowSoftPlacement(true);
    configuration.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    this.session = new Session(model.graph(), configuration.build());
  }

  /** For training, or for inference where training has noise. */
  static ModelSession of(ModelSpec spec) {
    ModelSession training = of(spec, Mode.TRAINING, Placement.cpu());
    if (training.model.step().isEmpty()) {
      return training;
    }
    training.close();
    return of(spec, Mode.INFERENCE, Placement.cpu());
  }

  static ModelSession of(ModelSpec spec, Mode mode, Placement placement) {
    Graph graph = new Graph();
    try {
      FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), spec);
      return new ModelSession(ModelGraph.build(graph, spec, inputs, mode, placement));
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  /** A spec in text format. */
  static ModelSession of(String spec) {
    return of(ModelSpecs.parse(spec, "test"));
  }

  /** The same model, found by name in a graph imported from a definition. */
  static ModelSession imported(ModelGraph model, GraphDef definition) {
    Graph copy = new Graph();
    try {
      copy.importGraphDef(definition);
      return new ModelSession(model.in(copy));
    } catch (RuntimeException | Error e) {
      copy.close();
      throw e;
    }
  }

  /** Gives the variables their initial values. */
  ModelSession initialized() {
    session.runner().addTarget(model.initializer()).run().close();
    return this;
  }

  /** The step that noise reads from now on. */
  void setStep(long step) {
    this.step = step;
  }

  long step() {
    return step;
  }

  ModelGraph model() {
    return model;
  }

  /** The names of the variables that training changes by a gradient. */
  List<String> trainable() {
    return model.variables().stream()
        .filter(variable -> variable.role() != Variable.Role.AVERAGE)
        .map(Variable::name)
        .toList();
  }

  Session session() {
    return session;
  }

  /** The variable of that name. */
  Variable variable(String name) {
    return model.variables().stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  Gate gate(String name) {
    return model.gates().stream()
        .filter(gate -> gate.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Logits, or values of regressions, in the order of the tasks; of a conversion, of both. */
  List<Operand<TFloat32>> heads() {
    return model.outputs().stream().<Operand<TFloat32>>map(ModelSession::head).toList();
  }

  private static Operand<TFloat32> head(TaskOutput output) {
    if (output instanceof TaskOutput.Conditional conditional) {
      return conditional.jointLogit();
    }
    return output instanceof TaskOutput.Logit logit ? logit.logit() : output.prediction();
  }

  List<Operand<TFloat32>> predictions() {
    return model.outputs().stream().<Operand<TFloat32>>map(TaskOutput::prediction).toList();
  }

  VariableValues variables() {
    List<Variable> variables = model.variables();
    List<float[]> fetched = fetch(variables.stream().map(Variable::value).toList());
    ImmutableSortedMap.Builder<String, double[]> values = ImmutableSortedMap.naturalOrder();
    for (int i = 0; i < variables.size(); i++) {
      values.put(variables.get(i).name(), doubles(fetched.get(i)));
    }
    return new VariableValues(values.buildOrThrow());
  }

  void assign(VariableValues values) {
    try (BatchFeeds feeds = new BatchFeeds(session.runner())) {
      for (int i = 0; i < newValues.size(); i++) {
        Variable variable = model.variables().get(i);
        feeds.feed(newValues.get(i), variable.shape(), floats(values.get(variable.name())));
      }
      assignments.forEach(feeds.runner()::addTarget);
      feeds.runner().run().close();
    }
  }

  /** Random values for all variables, biases included, so that no error hides behind a zero. */
  VariableValues randomize(long seed) {
    ImmutableSortedMap.Builder<String, double[]> zeros = ImmutableSortedMap.naturalOrder();
    model.variables().forEach(v -> zeros.put(v.name(), new double[(int) v.shape().size()]));
    VariableValues values = new VariableValues(zeros.buildOrThrow()).random(new Random(seed), 0.7);
    assign(values);
    return values;
  }

  float[] fetch(Batch batch, Operand<TFloat32> output) {
    return fetch(batch, List.of(output)).get(0);
  }

  List<float[]> fetch(Batch batch, List<? extends Operand<TFloat32>> outputs) {
    try (BatchFeeds feeds = new BatchFeeds(session.runner())) {
      feeds.feed(model.inputs(), batch);
      feeds.feedStep(model, step);
      outputs.forEach(feeds.runner()::fetch);
      return run(feeds.runner());
    }
  }

  private List<float[]> fetch(List<? extends Operand<TFloat32>> outputs) {
    Session.Runner runner = session.runner();
    outputs.forEach(runner::fetch);
    return run(runner);
  }

  static List<float[]> run(Session.Runner runner) {
    List<float[]> fetched = new ArrayList<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < result.size(); i++) {
        TFloat32 tensor = (TFloat32) result.get(i);
        float[] values = new float[(int) tensor.size()];
        tensor.copyTo(DataBuffers.of(values));
        fetched.add(values);
      }
    }
    return fetched;
  }

  static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public void close() {
    session.close();
    model.graph().close();
  }
}
