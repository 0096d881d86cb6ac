package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The replicas of a model and what they give together: their outputs one below the other, so that a
 * loss is of the whole batch, and divides by the whole batch's count of a task's samples.
 *
 * @param first the root of the first replica, in which the variables were made
 */
record Replicas(
    ModelScope first,
    ImmutableList<Replica> replicas,
    ImmutableList<TaskOutput> outputs,
    ImmutableList<Gate> gates,
    ImmutableList<EmbeddingLookup> lookups) {

  /** Builds one replica for each device. */
  static Replicas build(
      Ops tf,
      ModelSpec spec,
      FeatureInputs inputs,
      Mode mode,
      Placement placement,
      Architecture architecture) {
    if (placement.devices().size() == 1) {
      ModelScope root = ModelScope.root(tf, spec, inputs, mode, placement, Optional.empty());
      ImmutableList<TaskOutput> outputs =
          architecture.build(root, new Representation(root, inputs));
      Replica whole = replica(placement, 0, Optional.empty(), outputs, root.lookups());
      return new Replicas(root, ImmutableList.of(whole), outputs, root.gates(), root.lookups());
    }
    List<ModelScope> roots = new ArrayList<>();
    ImmutableList.Builder<Replica> replicas = ImmutableList.builder();
    Ops split = tf.withSubScope("parts").withDevice(placement.main().spec());
    ImmutableList<BatchPart> parts =
        BatchPart.of(split, Representation.rows(split, spec, inputs), placement.devices().size());
    for (int i = 0; i < parts.size(); i++) {
      BatchPart part = parts.get(i);
      FeatureInputs own = part.of(split, inputs);
      ModelScope root =
          i == 0
              ? ModelScope.root(tf, spec, own, mode, placement, Optional.of(part))
              : roots.get(0).replica(i, tf.withSubScope("replica_" + (i + 1)), own, part);
      roots.add(root);
      ImmutableList<TaskOutput> outputs = architecture.build(root, new Representation(root, own));
      replicas.add(replica(placement, i, Optional.of(part), outputs, root.lookups()));
    }
    return joined(tf, placement, roots, replicas.build());
  }

  private static Replica replica(
      Placement placement,
      int index,
      Optional<BatchPart> part,
      ImmutableList<TaskOutput> outputs,
      ImmutableList<EmbeddingLookup> lookups) {
    return new Replica(
        part, placement.devices().get(index), placement.lookups(index), outputs, lookups);
  }

  private static Replicas joined(
      Ops tf, Placement placement, List<ModelScope> roots, ImmutableList<Replica> replicas) {
    Ops joined = tf.withSubScope("joined");
    Ops main = joined.withDevice(placement.main().spec());
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int task = 0; task < replicas.get(0).outputs().size(); task++) {
      int index = task;
      outputs.add(joined(main, replicas.stream().map(r -> r.outputs().get(index)).toList()));
    }
    ImmutableList.Builder<Gate> gates = ImmutableList.builder();
    for (int i = 0; i < roots.get(0).gates().size(); i++) {
      int index = i;
      Gate gate = roots.get(0).gates().get(i);
      gates.add(
          new Gate(
              gate.name(),
              gate.experts(),
              below(main, roots, root -> root.gates().get(index).weights())));
    }
    Ops tables = joined.withSubScope("lookups").withDevice(placement.tables().spec());
    ImmutableList.Builder<EmbeddingLookup> lookups = ImmutableList.builder();
    for (int i = 0; i < replicas.get(0).lookups().size(); i++) {
      int index = i;
      lookups.add(merged(tables, replicas.stream().map(r -> r.lookups().get(index)).toList()));
    }
    return new Replicas(roots.get(0), replicas, outputs.build(), gates.build(), lookups.build());
  }

  private static TaskOutput joined(Ops tf, List<TaskOutput> parts) {
    TaskOutput first = parts.get(0);
    Operand<TFloat32> predictions = below(tf, parts, TaskOutput::prediction);
    if (first instanceof TaskOutput.Logit) {
      return new TaskOutput.Logit(
          first.task(), below(tf, parts, p -> ((TaskOutput.Logit) p).logit()), predictions);
    }
    if (first instanceof TaskOutput.Conditional conditional) {
      return new TaskOutput.Conditional(
          first.task(),
          conditional.given(),
          below(tf, parts, p -> ((TaskOutput.Conditional) p).jointLogit()),
          predictions);
    }
    return new TaskOutput.Value(first.task(), predictions);
  }

  private static <T> Operand<TFloat32> below(
      Ops tf, List<T> parts, Function<T, Operand<TFloat32>> tensor) {
    return tf.concat(parts.stream().map(tensor).toList(), tf.constant(0));
  }

  /** The distinct ids of all replicas, so that a row that several have read is updated once. */
  private static EmbeddingLookup merged(Ops tf, List<EmbeddingLookup> parts) {
    Variable table = parts.get(0).table();
    Operand<TInt32> ids =
        tf.concat(parts.stream().map(EmbeddingLookup::uniqueIds).toList(), tf.constant(0));
    GraphOps.Distinct distinct = GraphOps.distinct(tf, ids);
    return new EmbeddingLookup(
        table,
        distinct.values(),
        tf.resourceGather(table.handle(), distinct.values(), TFloat32.class),
        Optional.empty(),
        Optional.of(distinct.indices()));
  }
}
