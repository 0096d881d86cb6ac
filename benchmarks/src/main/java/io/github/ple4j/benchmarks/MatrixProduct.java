package io.github.ple4j.benchmarks;

import io.github.ple4j.graph.Placement;
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
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * TensorFlow's own product of two 1024 x 1024 matrices, on a GPU 8192 x 8192: what the device can
 * do, to compare with. A GPU takes less time for the small one than the call of a session.
 */
final class MatrixProduct implements AutoCloseable {
  private static final int SIZE = 1024;
  private static final int GPU_SIZE = 8192;

  private final int size;
  private final Graph graph = new Graph();
  private final Session session;
  private final Operation product;

  /**
   * A product on a device.
   *
   * @throws org.tensorflow.exceptions.TensorFlowException if the device is not there
   */
  MatrixProduct(Placement.Device device, int threads) {
    size = device.type() == Placement.Device.Type.GPU ? GPU_SIZE : SIZE;
    Ops tf = Ops.create(graph).withDevice(device.spec());
    Operand<? extends TType> left = variable(tf, "left");
    Operand<? extends TType> right = variable(tf, "right");
    Operand<TFloat32> values =
        tf.random.statelessRandomUniform(
            tf.constant(new long[] {size, size}), tf.constant(new long[] {1, 2}));
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
                .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                .build());
    session.runner().addTarget(initialize).run().close();
  }

  /** Floating-point operations of one product. */
  double flops() {
    return 2.0 * size * size * size;
  }

  void run() {
    session.runner().addTarget(product).run().close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private Operand<? extends TType> variable(Ops tf, String name) {
    return tf.varHandleOp(TFloat32.class, Shape.of(size, size), VarHandleOp.sharedName(name));
  }
}
