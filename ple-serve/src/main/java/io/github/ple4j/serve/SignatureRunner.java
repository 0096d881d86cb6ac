package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.primitives.ImmutableLongArray;
import io.github.ple4j.serve.PredictorException.Category;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** A signature with its places in the graph. Thread-safe. */
final class SignatureRunner {
  private final Signature signature;
  private final boolean equalBatchSizes;
  private final Endpoint[] inputs;
  private final Endpoint[] outputs;
  private final Wanted all;
  private final boolean openShape;

  /** An input or output; {@code fetch} is an output's index in the fetches. */
  private record Endpoint(String name, TensorSpec spec, Output<?> handle, int fetch) {}

  /** Outputs of a signature; equal if they are the same ones of the same signature. */
  static final class Wanted {
    private final SignatureRunner runner;
    private final Endpoint[] outputs;
    // Two outputs may be one tensor, which is fetched once.
    private final Output<?>[] fetches;
    private final ImmutableSortedSet<String> names;
    private final boolean batched;
    private final int hash;

    private Wanted(SignatureRunner runner, Endpoint[] outputs, List<Output<?>> fetches) {
      this.runner = runner;
      this.outputs = outputs;
      this.fetches = fetches.toArray(new Output<?>[0]);
      this.names =
          Arrays.stream(outputs)
              .map(Endpoint::name)
              .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
      this.hash = 31 * System.identityHashCode(runner) + names.hashCode();
      this.batched =
          runner.equalBatchSizes
              && runner.inputs.length > 0
              && Arrays.stream(runner.inputs).allMatch(input -> input.spec.isBatched())
              && Arrays.stream(outputs).allMatch(output -> output.spec.isBatched());
    }

    SignatureRunner runner() {
      return runner;
    }

    /** Whether the first dimension of all inputs and of these outputs is a batch of any size. */
    boolean isBatched() {
      return batched;
    }

    /** The answer with these outputs. */
    Prediction prediction(Column[] columns) {
      ImmutableMap.Builder<String, Column> answer =
          ImmutableMap.builderWithExpectedSize(outputs.length);
      for (int i = 0; i < outputs.length; i++) {
        answer.put(outputs[i].name, columns[i]);
      }
      return new Prediction(answer.buildOrThrow());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || (other instanceof Wanted wanted
              && runner == wanted.runner
              && names.equals(wanted.names));
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private SignatureRunner(
      Signature signature,
      boolean equalBatchSizes,
      List<Endpoint> inputs,
      List<Endpoint> outputs,
      List<Output<?>> fetches) {
    this.signature = signature;
    this.equalBatchSizes = equalBatchSizes;
    this.inputs = inputs.toArray(new Endpoint[0]);
    this.outputs = outputs.toArray(new Endpoint[0]);
    this.all = new Wanted(this, this.outputs, fetches);
    this.openShape = inputs.stream().anyMatch(input -> hasOpenDimension(input.spec));
  }

  /**
   * A signature of a graph.
   *
   * @throws UnsupportedOperationException if an input or output cannot be a column
   * @throws IllegalArgumentException if an input or output is not in the graph
   */
  static SignatureRunner of(
      String name, SignatureDef definition, Graph graph, boolean equalBatchSizes) {
    ImmutableSortedMap<String, TensorInfo> inputInfos =
        ImmutableSortedMap.copyOf(definition.getInputsMap());
    ImmutableSortedMap<String, TensorInfo> outputInfos =
        ImmutableSortedMap.copyOf(definition.getOutputsMap());
    List<Endpoint> inputs = new ArrayList<>();
    inputInfos.forEach(
        (input, info) -> {
          String what = "input \"" + input + "\"";
          inputs.add(new Endpoint(input, spec(what, info), handle(what, info, graph), 0));
        });
    List<Endpoint> outputs = new ArrayList<>();
    List<Output<?>> fetches = new ArrayList<>();
    outputInfos.forEach(
        (output, info) -> {
          String what = "output \"" + output + "\"";
          Output<?> handle = handle(what, info, graph);
          int fetch = fetches.indexOf(handle);
          if (fetch < 0) {
            fetch = fetches.size();
            fetches.add(handle);
          }
          outputs.add(new Endpoint(output, spec(what, info), handle, fetch));
        });
    Signature signature =
        new Signature(name, definition.getMethodName(), specs(inputs), specs(outputs));
    return new SignatureRunner(signature, equalBatchSizes, inputs, outputs, fetches);
  }

  private static TensorSpec spec(String what, TensorInfo info) {
    if (info.getEncodingCase() != TensorInfo.EncodingCase.NAME) {
      throw new UnsupportedOperationException(what + " is not a dense tensor");
    }
    ColumnType type =
        ColumnType.of(info.getDtype())
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        what
                            + " is of type "
                            + ColumnType.name(info.getDtype())
                            + ", not one of "
                            + ColumnType.names()));
    return new TensorSpec(type, TensorProtos.shape(info.getTensorShape()));
  }

  private static Output<?> handle(String what, TensorInfo info, Graph graph) {
    String tensor = info.getName();
    int colon = tensor.lastIndexOf(':');
    String name = colon < 0 ? tensor : tensor.substring(0, colon);
    int index = colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
    GraphOperation operation = graph.operation(name);
    if (operation == null || index < 0 || index >= operation.numOutputs()) {
      throw new IllegalArgumentException(what + " is " + tensor + ", which is not in the graph");
    }
    return operation.output(index);
  }

  private static ImmutableSortedMap<String, TensorSpec> specs(List<Endpoint> endpoints) {
    ImmutableSortedMap.Builder<String, TensorSpec> specs = ImmutableSortedMap.naturalOrder();
    endpoints.forEach(endpoint -> specs.put(endpoint.name, endpoint.spec));
    return specs.buildOrThrow();
  }

  Signature signature() {
    return signature;
  }

  /** All outputs. */
  Wanted all() {
    return all;
  }

  /**
   * Some outputs; only what they need is computed.
   *
   * @throws PredictorException of category {@code NOT_FOUND} if there is no such output
   */
  Wanted some(Set<String> names) {
    if (!signature.outputs().keySet().containsAll(names)) {
      Set<String> unknown = new TreeSet<>(names);
      unknown.removeAll(signature.outputs().keySet());
      throw new PredictorException(
          Category.NOT_FOUND,
          signature.quotedName()
              + ": no output "
              + Quoted.names(unknown)
              + "; its outputs are "
              + Quoted.names(signature.outputs().keySet()));
    }
    List<Endpoint> some = new ArrayList<>();
    List<Output<?>> fetched = new ArrayList<>();
    for (Endpoint output : outputs) {
      if (names.contains(output.name)) {
        int fetch = fetched.indexOf(output.handle);
        if (fetch < 0) {
          fetch = fetched.size();
          fetched.add(output.handle);
        }
        some.add(new Endpoint(output.name, output.spec, output.handle, fetch));
      }
    }
    return new Wanted(this, some.toArray(new Endpoint[0]), fetched);
  }

  /**
   * Of inputs as {@link #matched} gives them, the sizes of all dimensions but the first that the
   * signature leaves open.
   */
  ImmutableLongArray openShape(Column[] values) {
    if (!openShape) {
      return ImmutableLongArray.of();
    }
    ImmutableLongArray.Builder sizes = ImmutableLongArray.builder();
    for (int i = 0; i < inputs.length; i++) {
      Shape shape = inputs[i].spec.shape();
      for (int dimension = 1; dimension < shape.numDimensions(); dimension++) {
        if (shape.get(dimension) < 0) {
          sizes.add(values[i].shape().get(dimension));
        }
      }
    }
    return sizes.build();
  }

  private static boolean hasOpenDimension(TensorSpec spec) {
    Shape shape = spec.shape();
    for (int dimension = 1; dimension < shape.numDimensions(); dimension++) {
      if (shape.get(dimension) < 0) {
        return true;
      }
    }
    return false;
  }

  /** Runs the model for inputs as {@link #matched} gives them; the columns of the outputs. */
  Column[] run(Session session, Column[] values, Wanted wanted) {
    Tensor[] tensors = new Tensor[inputs.length];
    try {
      Session.Runner runner = session.runner();
      for (int i = 0; i < inputs.length; i++) {
        tensors[i] = Tensors.of(values[i]);
        runner.feed(inputs[i].handle, tensors[i]);
      }
      for (Output<?> fetch : wanted.fetches) {
        runner.fetch(fetch);
      }
      try (Result result = runner.run()) {
        Column[] columns = new Column[wanted.outputs.length];
        for (int i = 0; i < columns.length; i++) {
          Endpoint output = wanted.outputs[i];
          columns[i] = Tensors.column(output.spec.type(), result.get(output.fetch));
        }
        return columns;
      }
    } catch (RuntimeException e) {
      throw PredictorException.failedRun(signature.name(), e);
    } finally {
      for (Tensor tensor : tensors) {
        if (tensor != null) {
          tensor.close();
        }
      }
    }
  }

  /**
   * The columns in the order of the inputs.
   *
   * @throws PredictorException of category {@code INVALID_ARGUMENT} if they are not what the
   *     signature wants
   */
  Column[] matched(Map<String, Column> columns) {
    Column[] matched = new Column[inputs.length];
    Endpoint first = null;
    long rows = 0;
    for (int i = 0; i < inputs.length; i++) {
      Endpoint input = inputs[i];
      Column column = columns.get(input.name);
      if (column == null) {
        throw wrongNames(columns);
      }
      matched[i] = column;
      if (!input.spec.accepts(column)) {
        throw invalid("input \"" + input.name + "\": expected " + input.spec + ", found " + column);
      }
      if (equalBatchSizes && input.spec.isBatched()) {
        if (first == null) {
          first = input;
          rows = column.shape().get(0);
        } else if (column.shape().get(0) != rows) {
          throw invalid(
              "inputs disagree on the number of rows: \""
                  + first.name
                  + "\" has "
                  + rows
                  + ", \""
                  + input.name
                  + "\" has "
                  + column.shape().get(0));
        }
      }
    }
    if (columns.size() != inputs.length) {
      throw wrongNames(columns);
    }
    return matched;
  }

  private PredictorException wrongNames(Map<String, Column> columns) {
    Set<String> unknown = new TreeSet<>(columns.keySet());
    unknown.removeAll(signature.inputs().keySet());
    List<String> missing = new ArrayList<>();
    for (Endpoint input : inputs) {
      if (columns.get(input.name) == null) {
        missing.add("\"" + input.name + "\" (" + input.spec + ")");
      }
    }
    StringBuilder problem = new StringBuilder();
    if (!missing.isEmpty()) {
      problem.append("missing input ").append(String.join(", ", missing));
    }
    if (!unknown.isEmpty()) {
      problem.append(missing.isEmpty() ? "" : "; ");
      problem.append("unknown input ").append(Quoted.names(unknown));
      problem.append(": the inputs are ").append(Quoted.names(signature.inputs().keySet()));
    }
    return invalid(problem.toString());
  }

  PredictorException invalid(String problem) {
    return new PredictorException(
        Category.INVALID_ARGUMENT, signature.quotedName() + ": " + problem);
  }
}
