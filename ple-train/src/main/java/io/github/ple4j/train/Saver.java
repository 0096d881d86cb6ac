package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Variable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Operations that write variables to a file and read them back, in TensorFlow's checkpoint format
 * and under the names that its loaders of SavedModels look for.
 *
 * @param filename placeholder for the files' prefix, a scalar
 * @param save gives the prefix back once the files are written
 * @param restored the values that are in the files, which are read when they are fetched
 * @param restore assigns them
 */
record Saver(
    Operand<TString> filename,
    Operand<TString> save,
    ImmutableList<Operand<?>> restored,
    Operation restore) {
  private static final String SCOPE = "save";

  /** A variable in a file. */
  private record Entry(String name, Operand<? extends TType> handle, Operand<TFloat32> value) {}

  /** For a model's variables and what an optimiser keeps beside them. */
  static Saver build(Ops tf, ModelGraph model, List<Slot> slots) {
    List<Entry> entries = new ArrayList<>();
    for (Variable variable : model.variables()) {
      entries.add(new Entry(variable.name(), variable.handle(), variable.value()));
    }
    for (Slot slot : slots) {
      entries.add(new Entry(slot.name(), slot.handle(), slot.value()));
    }
    Ops scope = tf.withSubScope(SCOPE);
    Operand<TString> filename =
        scope.withName("filename").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<TString> names =
        strings(scope, entries.stream().map(Entry::name).toArray(String[]::new));
    Operand<TString> whole =
        strings(scope, entries.stream().map(entry -> "").toArray(String[]::new));

    List<Operand<?>> values = new ArrayList<>();
    entries.forEach(entry -> values.add(entry.value()));
    Op save = scope.train.save(filename, names, whole, values);
    Operand<TString> saved =
        scope.withControlDependencies(save).withName("control_dependency").identity(filename);

    List<Class<? extends TType>> types = new ArrayList<>();
    entries.forEach(entry -> types.add(TFloat32.class));
    List<org.tensorflow.Output<?>> restored =
        scope.train.restore(filename, names, whole, types).tensors();
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      assignments.add(scope.assignVariableOp(entries.get(i).handle(), restored.get(i)));
    }
    Operation restore =
        scope.withControlDependencies(assignments).withName("restore_all").noOp().op();
    return new Saver(filename, saved, ImmutableList.copyOf(restored), restore);
  }

  /** Writes {@code prefix.index} and {@code prefix.data-00000-of-00001}. */
  void save(Session session, Path prefix) {
    try (TString path = path(prefix)) {
      session.runner().feed(filename.asOutput(), path).fetch(save).run().close();
    }
  }

  /** Reads them. */
  void restore(Session session, Path prefix) {
    try (TString path = path(prefix)) {
      session.runner().feed(filename.asOutput(), path).addTarget(restore).run().close();
    }
  }

  /** A path as a tensor, for the caller to close. */
  static TString path(Path prefix) {
    return TString.tensorOf(StandardCharsets.UTF_8, NdArrays.scalarOfObject(prefix.toString()));
  }

  /** A constant vector. */
  static Operand<TString> strings(Ops tf, String... values) {
    return tf.constant(NdArrays.vectorOfObjects(values));
  }
}
