package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.EmbeddingLookup;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.Replica;
import io.github.ple4j.graph.TaskOutput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Gradients that TensorFlow derives. It gives their operations no device, and one call of it can
 * cross several: where a model has more than one device, its backward pass is cut where it passes
 * from one to the next, so that all operations of a cut, whose names have a prefix of their own,
 * belong on one device, that of the operations whose gradients they are.
 */
final class Gradients {
  private final ModelGraph model;
  private final Ops tf;
  private final Map<String, Placement.Device> devices = new LinkedHashMap<>();

  /**
   * @param tf on the model's main device
   */
  Gradients(Ops tf, ModelGraph model) {
    this.tf = tf;
    this.model = model;
  }

  /** By prefix of their names, where the operations belong. */
  ImmutableMap<String, Placement.Device> devices() {
    return ImmutableMap.copyOf(devices);
  }

  /** Whether all of the model is on one device. */
  boolean onOneDevice() {
    return model.placement().all().size() == 1;
  }

  /**
   * Gradients of a scalar with respect to {@link Parameter#read}; of parameters that it does not
   * reach there must be none.
   *
   * @param prefix of the names of the new operations, unique in the graph
   * @param scalar a function of the tasks' outputs; on one device, of whatever there is
   */
  ImmutableMap<Parameter, Operand<TFloat32>> of(
      String prefix, Operand<TFloat32> scalar, List<Parameter> parameters) {
    if (onOneDevice()) {
      return direct(prefix, scalar, parameters);
    }
    if (parameters.isEmpty()) {
      return ImmutableMap.of();
    }
    List<Integer> tasks = reached(scalar);
    List<Operand<TFloat32>> ofOutputs =
        call(
            prefix + "/outputs",
            model.placement().main(),
            List.of(scalar),
            List.of(),
            ends(model.outputs(), tasks)); // of [B]
    List<List<Operand<TFloat32>>> ofReplicas = new ArrayList<>();
    for (int i = 0; i < model.replicas().size(); i++) {
      ofReplicas.add(
          ofReplica(
              prefix + "/replica_" + (i + 1),
              model.replicas().get(i),
              tasks,
              ofOutputs,
              parameters));
    }
    ImmutableMap.Builder<Parameter, Operand<TFloat32>> sums = ImmutableMap.builder();
    for (int i = 0; i < parameters.size(); i++) {
      int index = i;
      List<Operand<TFloat32>> parts = ofReplicas.stream().map(of -> of.get(index)).toList();
      sums.put(parameters.get(i), sum(parameters.get(i), parts));
    }
    return sums.buildOrThrow();
  }

  /** As {@link #of}, of a scalar that is a function of dense variables alone. */
  ImmutableMap<Parameter, Operand<TFloat32>> direct(
      String prefix, Operand<TFloat32> scalar, List<Parameter> parameters) {
    List<Operand<TFloat32>> gradients =
        call(
            prefix,
            model.placement().main(),
            List.of(scalar),
            List.of(),
            parameters.stream().map(Parameter::read).toList());
    ImmutableMap.Builder<Parameter, Operand<TFloat32>> byParameter = ImmutableMap.builder();
    for (int i = 0; i < parameters.size(); i++) {
      byParameter.put(parameters.get(i), gradients.get(i));
    }
    return byParameter.buildOrThrow();
  }

  /**
   * From the outputs of a replica to the parameters: first as far as the embeddings that its layers
   * read, then to the rows of the tables.
   *
   * @param ofOutputs gradients of the outputs of the whole batch
   */
  private List<Operand<TFloat32>> ofReplica(
      String prefix,
      Replica replica,
      List<Integer> tasks,
      List<Operand<TFloat32>> ofOutputs,
      List<Parameter> parameters) {
    Ops main = tf.withDevice(model.placement().main().spec());
    List<Operand<TFloat32>> ofPart =
        replica
            .part()
            .map(part -> ofOutputs.stream().map(of -> part.elementsOf(main, of)).toList())
            .orElse(ofOutputs);
    List<EmbeddingLookup> lookups = new ArrayList<>();
    List<Operand<TFloat32>> reads = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (parameter.lookup().isEmpty()) {
        reads.add(parameter.variable().value());
      } else {
        EmbeddingLookup lookup = lookup(replica, parameter);
        lookups.add(lookup);
        reads.add(lookup.fields().orElseThrow());
      }
    }
    List<Operand<TFloat32>> ofReads =
        call(prefix + "/layers", replica.device(), ends(replica.outputs(), tasks), ofPart, reads);
    List<Operand<TFloat32>> fields = new ArrayList<>();
    List<Operand<TFloat32>> ofFields = new ArrayList<>();
    for (int i = 0; i < reads.size(); i++) {
      if (parameters.get(i).lookup().isPresent()) {
        fields.add(reads.get(i));
        ofFields.add(ofReads.get(i));
      }
    }
    List<Operand<TFloat32>> ofRows =
        call(
            prefix + "/embeddings",
            replica.lookupDevice(),
            fields,
            ofFields,
            lookups.stream().map(EmbeddingLookup::rows).toList());
    List<Operand<TFloat32>> all = new ArrayList<>();
    int table = 0;
    for (int i = 0; i < reads.size(); i++) {
      all.add(parameters.get(i).lookup().isPresent() ? ofRows.get(table++) : ofReads.get(i));
    }
    return all;
  }

  private static EmbeddingLookup lookup(Replica replica, Parameter parameter) {
    return replica.lookups().stream()
        .filter(lookup -> lookup.table().name().equals(parameter.variable().name()))
        .findFirst()
        .orElseThrow();
  }

  /** The sum over replicas; of a table, by the rows that any of them has read. */
  private Operand<TFloat32> sum(Parameter parameter, List<Operand<TFloat32>> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Ops place = tf.withDevice(model.placement().of(parameter.variable()).spec());
    if (parameter.lookup().isEmpty()) {
      return place.math.addN(parts);
    }
    EmbeddingLookup all = parameter.lookup().get();
    Operand<TInt32> rows = place.size(all.uniqueIds());
    return place.math.unsortedSegmentSum(
        place.concat(parts, place.constant(0)), all.positions().orElseThrow(), rows);
  }

  /** The tasks whose outputs a scalar is a function of. */
  private List<Integer> reached(Operand<TFloat32> scalar) {
    Set<GraphOperation> before = model.graph().subgraphTo(new HashSet<>(List.of(scalar)));
    List<Integer> tasks = new ArrayList<>();
    for (int task = 0; task < model.outputs().size(); task++) {
      if (before.contains((GraphOperation) end(model.outputs().get(task)).op())) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  private static List<Operand<TFloat32>> ends(
      ImmutableList<TaskOutput> outputs, List<Integer> tasks) {
    return tasks.stream().map(outputs::get).map(Gradients::end).toList();
  }

  /** What the loss of a task reads of its output, {@code [B]}. */
  private static Operand<TFloat32> end(TaskOutput output) {
    if (output instanceof TaskOutput.Logit logit) {
      return logit.logit();
    }
    return output instanceof TaskOutput.Conditional conditional
        ? conditional.jointLogit()
        : output.prediction();
  }

  /**
   * One call of TensorFlow.
   *
   * @param from the gradients of {@code of}; none where it is a scalar to start with
   */
  private List<Operand<TFloat32>> call(
      String prefix,
      Placement.Device device,
      List<Operand<TFloat32>> of,
      List<Operand<TFloat32>> from,
      List<Operand<TFloat32>> with) {
    if (with.isEmpty()) {
      return List.of();
    }
    devices.put(prefix, device);
    Output<?>[] gradients =
        model
            .graph()
            .addGradients(
                prefix, outputs(of), outputs(with), from.isEmpty() ? null : outputs(from));
    List<Operand<TFloat32>> typed = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      typed.add(floats(gradient));
    }
    return typed;
  }

  private static Output<?>[] outputs(List<Operand<TFloat32>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  @SuppressWarnings("unchecked") // a gradient has the type of the tensor it is taken of
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }
}
