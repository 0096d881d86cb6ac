package io.github.ple4j.benchmarks;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * TensorFlow's own product of two 1024 x 1024 matrices: what the machine can do, to compare with.
 */
final class MatrixProduct implements AutoCloseable {
  private static final int SIZE = 1024;

  /** Of one product. */
  static final double FLOPS = 2.0 * SIZE * SIZE * SIZE;

  private final Graph graph = new Graph();
  private final Session session;
  private final Operation product;

  MatrixProduct(int threads) {
    Ops tf = Ops.create(graph);
    Operand<? extends TType> left = variable(tf, "left");
    Operand<? extends TType> right = variable(tf, "right");
    Operand<TFloat32> values =
        tf.random.statelessRandomUniform(
            tf.constant(new long[] {SIZE, SIZE}), tf.constant(new long[] {1, 2}));
    Op initialize =
        tf.withControlDependencies(
                List.of(tf.assignVariableOp(left, values), tf.assignVariableOp(right, values)))
            .noOp();
    product =
        tf.linalg
            .matMul(
                tf.readVariableOp(left, TFloat32.class), tf.readVariableOp(right, TFloat32.class))
            .op();
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads)
                .setUsePerSessionThreads(true)
                .build());
    session.runner().addTarget(initialize).run().close();
  }

  void run() {
    session.runner().addTarget(product).run().close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private static Operand<? extends TType> variable(Ops tf, String name) {
    return tf.varHandleOp(TFloat32.class, Shape.of(SIZE, SIZE), VarHandleOp.sharedName(name));
  }
}
