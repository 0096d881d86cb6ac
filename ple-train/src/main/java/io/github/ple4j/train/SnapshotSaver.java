package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Operations on values that variables had at some step, and which are held outside of the graph:
 * giving them back to the variables, writing them to a file, reading them from one.
 */
final class SnapshotSaver {
  private final Operand<TString> filename;
  private final ImmutableMap<Variable, Entry> entries;

  /**
   * Of one variable.
   *
   * @param value placeholder
   * @param assign gives {@code value} to the variable
   * @param restored what the file has
   */
  private record Entry(Operand<TFloat32> value, Op assign, Output<?> restored) {}

  private final ImmutableList<SaveOf> saves;

  /** Writes some of the variables. */
  private record SaveOf(ImmutableList<Variable> variables, Operation save) {}

  private SnapshotSaver(
      Operand<TString> filename,
      ImmutableMap<Variable, Entry> entries,
      ImmutableList<SaveOf> saves) {
    this.filename = filename;
    this.entries = entries;
    this.saves = saves;
  }

  /**
   * @param sets of variables that are saved together
   */
  static SnapshotSaver build(Ops tf, ModelGraph model, List<ImmutableList<Variable>> sets) {
    Ops scope = tf.withSubScope("snapshot");
    Operand<TString> filename =
        scope.withName("filename").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    ImmutableMap.Builder<Variable, Entry> entries = ImmutableMap.builder();
    List<Class<? extends TType>> type = List.of(TFloat32.class);
    for (Variable variable : model.variables()) {
      Operand<TFloat32> value =
          scope.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
      Output<?> restored =
          scope
              .train
              .restore(
                  filename, Saver.strings(scope, variable.name()), Saver.strings(scope, ""), type)
              .tensors()
              .get(0);
      entries.put(
          variable, new Entry(value, scope.assignVariableOp(variable.handle(), value), restored));
    }
    ImmutableMap<Variable, Entry> all = entries.buildOrThrow();
    ImmutableList.Builder<SaveOf> saves = ImmutableList.builder();
    for (ImmutableList<Variable> set : sets) {
      List<Operand<?>> values = new ArrayList<>();
      for (Variable variable : set) {
        values.add(entry(all, variable).value());
      }
      saves.add(
          new SaveOf(
              set,
              scope
                  .train
                  .save(
                      filename,
                      Saver.strings(scope, set.stream().map(Variable::name).toArray(String[]::new)),
                      Saver.strings(scope, set.stream().map(v -> "").toArray(String[]::new)),
                      values)
                  .op()));
    }
    return new SnapshotSaver(filename, all, saves.build());
  }

  /** Gives variables values. */
  void assign(Session session, Map<Variable, ? extends Tensor> values) {
    Session.Runner runner = session.runner();
    values.forEach(
        (variable, value) -> {
          Entry entry = entry(entries, variable);
          runner.feed(entry.value().asOutput(), value).addTarget(entry.assign());
        });
    runner.run().close();
  }

  /** Writes values, of variables that are a set. */
  void write(Session session, Path prefix, Map<Variable, ? extends Tensor> values) {
    SaveOf save =
        saves.stream()
            .filter(s -> s.variables().equals(ImmutableList.copyOf(values.keySet())))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no set of these variables"));
    try (TString path = Saver.path(prefix)) {
      Session.Runner runner = session.runner().feed(filename.asOutput(), path);
      values.forEach((v, value) -> runner.feed(entry(entries, v).value().asOutput(), value));
      runner.addTarget(save.save()).run().close();
    }
  }

  /** Reads values of variables from a file. */
  Snapshot read(Session session, Path prefix, List<Variable> variables) {
    try (TString path = Saver.path(prefix)) {
      Session.Runner runner = session.runner().feed(filename.asOutput(), path);
      variables.forEach(variable -> runner.fetch(entry(entries, variable).restored()));
      return new Snapshot(variables, runner.run());
    }
  }

  private static Entry entry(Map<Variable, Entry> entries, Variable variable) {
    Entry entry = entries.get(variable);
    if (entry == null) {
      throw new IllegalArgumentException("not a variable of this model: " + variable.name());
    }
    return entry;
  }
}
