package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.DeviceSpec;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Operations of a graph whose scopes cost nothing. {@code Ops.create(graph)} reads the names of all
 * nodes whenever it makes a scope, so that building a graph takes time with the square of its size;
 * these ask the graph for the one name that is wanted. TensorFlow's own may be used on the same
 * graph once {@link #tellNames} has told them what is taken. Not thread-safe, as graphs are not.
 */
public final class GraphOps {
  private GraphOps() {}

  /** Operations at the root of a graph. */
  public static Ops create(Graph graph) {
    return Ops.create(new Root(graph));
  }

  /** Tells what {@code Ops.create(graph)} gives the names that nodes of the graph have. */
  public static void tellNames(Graph graph) {
    graph.baseScope().refreshNames();
  }

  /**
   * Products of the matrices of two batches, {@code [..., n, u] [..., u, m]}, whose leading
   * dimensions are equal or 1. {@code tf.train.batchMatMul} builds version 3 of the operation, for
   * operands of unlike types, which oneDNN does not compute and which takes two to four times as
   * long for matrices as small as those of attention; this builds version 2.
   *
   * @param transposed whether y is {@code [..., m, u]}
   * @return {@code [..., n, m]}
   */
  static Operand<TFloat32> batchMatMul(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> y, boolean transposed) {
    Scope scope = tf.scope();
    Operation product =
        scope
            .env()
            .opBuilder("BatchMatMulV2", scope.makeOpName("BatchMatMul"), scope)
            .addInput(x.asOutput())
            .addInput(y.asOutput())
            .setAttr("adj_y", transposed)
            .build();
    return product.output(0);
  }

  /**
   * The distinct values of a list in the order in which they come first, and where in that order
   * each element is. {@code tf.unique} builds version 2 of the operation, for any axis, which no
   * GPU computes; this builds the first.
   *
   * @param list {@code [n]}
   */
  static Distinct distinct(Ops tf, Operand<TInt32> list) {
    Scope scope = tf.scope();
    Operation unique =
        scope
            .env()
            .opBuilder("Unique", scope.makeOpName("Unique"), scope)
            .addInput(list.asOutput())
            .build();
    return new Distinct(unique.output(0), unique.output(1));
  }

  /**
   * What {@link #distinct} comes to.
   *
   * @param values {@code [u]}
   * @param indices {@code [n]}, in {@code [0, u)}
   */
  record Distinct(Operand<TInt32> values, Operand<TInt32> indices) {}

  /** What {@link Ops} asks for its first scope. */
  private record Root(Graph graph) implements ExecutionEnvironment {
    @Override
    public Scope baseScope() {
      return new NamedScope(
          graph,
          "",
          null,
          new HashMap<>(),
          ImmutableList.of(),
          DeviceSpec.newBuilder().build(),
          false);
    }

    @Override
    public OperationBuilder opBuilder(String type, String name, Scope scope) {
      return graph.opBuilder(type, name, scope);
    }

    @Override
    public void attachFunction(ConcreteFunction function) {
      graph.attachFunction(function);
    }

    @Override
    public void checkInput(Operation input) {
      graph.checkInput(input);
    }

    @Override
    public Types environmentType() {
      return graph.environmentType();
    }

    @Override
    public boolean isInitializer(Operation operation) {
      return graph.isInitializer(operation);
    }
  }

  /**
   * A place in a graph.
   *
   * @param prefix of names, empty or ending in a slash
   * @param opName of the next operation, if it was given
   * @param next by full name, the number of the next that wants it
   */
  private record NamedScope(
      Graph graph,
      String prefix,
      @Nullable String opName,
      Map<String, Integer> next,
      List<Operation> controls,
      DeviceSpec device,
      boolean isInit)
      implements Scope {

    @Override
    public ExecutionEnvironment env() {
      return graph;
    }

    @Override
    public Scope withSubScope(String name) {
      check(name);
      String own = unique(prefix + name, candidate -> false);
      return new NamedScope(graph, own + "/", null, next, controls, device, isInit);
    }

    @Override
    public Scope withName(String name) {
      check(name);
      return new NamedScope(graph, prefix, name, next, controls, device, isInit);
    }

    @Override
    public Scope withNameAsSubScope(String defaultName) {
      return opName == null ? withSubScope(defaultName) : withSubScope(opName);
    }

    @Override
    public Scope withDevice(DeviceSpec spec) {
      return new NamedScope(graph, prefix, opName, next, controls, spec, isInit);
    }

    @Override
    public Scope withInitScope() {
      return new NamedScope(graph, prefix, opName, next, ImmutableList.of(), device, true);
    }

    @Override
    public Scope withControlDependencyOps(Iterable<Operation> operations) {
      List<Operation> all = new ArrayList<>();
      for (Operation operation : operations) {
        graph.checkInput(operation);
        all.add(operation);
      }
      return new NamedScope(graph, prefix, opName, next, all, device, isInit);
    }

    @Override
    public String makeOpName(String defaultName) {
      String name = opName == null ? defaultName : opName;
      check(name);
      return unique(prefix + name, candidate -> graph.operation(candidate) != null);
    }

    @Override
    public String makeUnique(String id) {
      check(id);
      return unique(prefix + id, candidate -> graph.operation(candidate) != null)
          .substring(prefix.length());
    }

    private String unique(String full, Predicate<String> taken) {
      String candidate;
      do {
        int number = next.merge(full, 1, Integer::sum) - 1;
        candidate = number == 0 ? full : full + "_" + number;
      } while (taken.test(candidate));
      return candidate;
    }

    private static void check(String name) {
      if (!Scope.isValidOpName(name)) {
        throw new IllegalArgumentException("not a name of a node: \"" + name + "\"");
      }
    }

    @Override
    public void refreshNames() {
      // Every name is asked of the graph when it is wanted.
    }

    @Override
    public OperationBuilder apply(OperationBuilder builder) {
      builder.setDevice(device.toString());
      for (Operation control : controls) {
        if (isInit || !graph.isInitializer(control)) {
          builder.addControlInput(control);
        }
      }
      return builder;
    }

    @Override
    public String getDeviceString() {
      return device.toString();
    }
  }
}
