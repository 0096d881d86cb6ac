package io.github.ple4j.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A cross-stitch unit, Misra et al. 2016: h~_i = sum_j A[i,j] h_j, with free A.
 *
 * @param own A[i,i] at first
 * @param others A[i,j] at first
 * @param perChannel whether A has a number for every unit, or one for them all
 */
record CrossStitchUnit(double own, double others, boolean perChannel) {

  /** Mixes N blocks of {@code [B, n]}; A is {@code [N, N]}, or {@code [N, N, n]}. */
  List<Operand<TFloat32>> apply(ModelScope scope, List<Operand<TFloat32>> blocks) {
    Ops tf = scope.tf();
    int size = blocks.size();
    long channels = perChannel ? FullyConnected.width(blocks.get(0)) : 1;
    Shape shape = perChannel ? Shape.of(size, size, channels) : Shape.of(size, size);
    Operand<TFloat32> matrix =
        scope.dense("matrix", shape, new Initializer.OwnAndOthers(own, others));
    Operand<TFloat32> flat =
        tf.reshape(matrix, tf.constant(new long[] {(long) size * size, channels}));
    List<Output<TFloat32>> factors = // of [1, channels]
        tf.split(tf.constant(0), flat, (long) size * size).output();
    List<Operand<TFloat32>> mixed = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      List<Operand<TFloat32>> terms = new ArrayList<>();
      for (int j = 0; j < size; j++) {
        terms.add(tf.math.mul(factors.get(i * size + j), blocks.get(j))); // [B, n]
      }
      mixed.add(tf.math.addN(terms));
    }
    scope.addModule(ModelDiagram.Kind.ROUTES, blocks, mixed);
    return mixed;
  }
}
