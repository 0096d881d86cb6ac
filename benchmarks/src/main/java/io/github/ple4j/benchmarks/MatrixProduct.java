package io.github.ple4j.benchmarks;

import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.TrainingSpecs;
import java.util.ArrayList;
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
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * TensorFlow's own product of two 1024 x 1024 matrices, one on every thread at a time, on a GPU of
 * 8192 x 8192: what the device can do, to compare with. A GPU takes less time for the small one
 * than the call of a session.
 */
final class MatrixProduct implements AutoCloseable {
  private static final int SIZE = 1024;
  private static final int GPU_SIZE = 8192;

  private final int size;
  private final Graph graph = new Graph();
  private final Session session;
  private final int atATime;
  private final Operation products;

  /**
   * Products on a device.
   *
   * @param threads as training has them; on the host, also the number of products at a time
   * @throws org.tensorflow.exceptions.TensorFlowException if the device is not there
   */
  MatrixProduct(Placement.Device device, int threads) {
    boolean gpu = device.type() == Placement.Device.Type.GPU;
    size = gpu ? GPU_SIZE : SIZE;
    atATime = gpu ? 1 : threads;
    Ops tf = Ops.create(graph).withDevice(device.spec());
    List<Op> initializers = new ArrayList<>();
    List<Op> all = new ArrayList<>();
    for (int i = 0; i < atATime; i++) {
      all.add(
          tf.linalg.matMul(
              variable(tf, "left_" + i, initializers), variable(tf, "right_" + i, initializers)));
    }
    products = tf.withControlDependencies(all).noOp().op();
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(TrainingSpecs.threadsWithinOperations(threads))
                .setInterOpParallelismThreads(threads)
                .setUsePerSessionThreads(true)
                .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                .setGraphOptions(
                    GraphOptions.newBuilder()
                        .setRewriteOptions( // which would leave out products that nothing reads
                            RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build());
    Session.Runner runner = session.runner();
    initializers.forEach(runner::addTarget);
    runner.run().close();
  }

  /** Floating-point operations of a run. */
  double flops() {
    return 2.0 * size * size * size * atATime;
  }

  void run() {
    session.runner().addTarget(products).run().close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private Operand<TFloat32> variable(Ops tf, String name, List<Op> initializers) {
    Operand<? extends TType> handle =
        tf.varHandleOp(TFloat32.class, Shape.of(size, size), VarHandleOp.sharedName(name));
    initializers.add(
        tf.assignVariableOp(
            handle,
            tf.random.statelessRandomUniform(
                tf.constant(new long[] {size, size}), tf.constant(new long[] {1, 2}))));
    return tf.readVariableOp(handle, TFloat32.class);
  }
}
