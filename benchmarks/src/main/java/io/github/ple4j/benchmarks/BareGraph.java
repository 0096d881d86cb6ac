package io.github.ple4j.benchmarks;

import io.github.ple4j.train.TrainingSpecs;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** A few operations on variables of random numbers, run as they are written: nothing is pruned. */
final class BareGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final Operation all;

  /** What is run. */
  interface Body {
    /**
     * Adds operations, all of which are run.
     *
     * @param place gives variables
     */
    List<? extends Op> build(BareGraph place, Ops tf);
  }

  private final List<Op> initializers = new ArrayList<>();
  private int variables;

  /**
   * Builds it.
   *
   * @param threads as training has them
   */
  BareGraph(int threads, Body body) {
    Ops tf = Ops.create(graph);
    List<Op> operations = new ArrayList<>(body.build(this, tf));
    all = tf.withControlDependencies(operations).noOp().op();
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(TrainingSpecs.threadsWithinOperations(threads))
                .setInterOpParallelismThreads(threads)
                .setUsePerSessionThreads(true)
                .setGraphOptions(
                    GraphOptions.newBuilder()
                        .setRewriteOptions(
                            RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build());
    Session.Runner runner = session.runner();
    initializers.forEach(runner::addTarget);
    runner.run().close();
  }

  /** A variable of numbers in (0, 1), as it is read. */
  Operand<TFloat32> variable(Ops tf, long... shape) {
    String name = "variable_" + variables++;
    Operand<? extends TType> handle =
        tf.varHandleOp(TFloat32.class, Shape.of(shape), VarHandleOp.sharedName(name));
    initializers.add(
        tf.assignVariableOp(
            handle,
            tf.random.statelessRandomUniform(
                tf.constant(shape), tf.constant(new long[] {variables, 2}))));
    return tf.readVariableOp(handle, TFloat32.class);
  }

  /** Gradients of half the squared norm of a tensor. */
  List<Op> gradients(Ops tf, Operand<TFloat32> of, List<Operand<TFloat32>> with) {
    Output<?>[] gradients =
        graph.addGradients(
            "gradients",
            new Output<?>[] {tf.nn.l2Loss(of).asOutput()},
            with.stream().map(Operand::asOutput).toArray(Output<?>[]::new),
            null);
    List<Op> operations = new ArrayList<>();
    for (Output<?> gradient : gradients) {
      operations.add(tf.identity(gradient));
    }
    return operations;
  }

  /** Seconds of a run, the mean of several. */
  double seconds(int runs) {
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      session.runner().addTarget(all).run().close();
    }
    return (System.nanoTime() - start) / 1e9 / runs;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
