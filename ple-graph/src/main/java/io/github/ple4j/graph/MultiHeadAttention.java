package io.github.ple4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/**
 * Multi-head attention of queries to a set, Vaswani et al. 2017: of every head, softmax(Q W_q (S
 * W_k)^T / sqrt(units / heads)) S W_v; the heads side by side, times W_o.
 */
record MultiHeadAttention(int units, int heads) {

  /**
   * Attends.
   *
   * @param queries {@code [batch, n, p]}
   * @param set {@code [batch, m, w]}; batch is that of the queries, or 1 in one of them
   * @return {@code [batch, n, units]}; n is 1 where the set has one element, as then all queries
   *     get that, and there is neither W_q nor W_k
   */
  Operand<TFloat32> apply(ModelScope scope, Operand<TFloat32> queries, Operand<TFloat32> set) {
    if (set.shape().get(1) == 1) {
      Operand<TFloat32> only = map(scope.in("output"), map(scope.in("value"), set));
      scope.addModule(ModelDiagram.Kind.ATTENTION, List.of(set), List.of(only));
      return only;
    }
    Ops tf = scope.tf();
    Operand<TFloat32> q = perHead(tf, map(scope.in("query"), queries)); // [batch, heads, n, u]
    Operand<TFloat32> k = perHead(tf, map(scope.in("key"), set)); // [batch, heads, m, u]
    Operand<TFloat32> v = perHead(tf, map(scope.in("value"), set));
    Operand<TFloat32> scale = tf.constant((float) (1 / Math.sqrt((double) units / heads)));
    Operand<TFloat32> scores = // [batch, heads, n, m]
        tf.train.batchMatMul(tf.math.mul(q, scale), k, TFloat32.class, BatchMatMul.adjY(true));
    Operand<TFloat32> weights = tf.nn.softmax(scores);
    Operand<TFloat32> heads = // [batch, n, heads, u]
        tf.linalg.transpose(
            tf.train.batchMatMul(weights, v, TFloat32.class), tf.constant(new int[] {0, 2, 1, 3}));
    long n = queries.shape().get(1);
    Operand<TFloat32> attended =
        map(scope.in("output"), tf.reshape(heads, tf.constant(new long[] {-1, n, units})));
    scope.addModule(ModelDiagram.Kind.ATTENTION, List.of(queries, set), List.of(attended));
    return attended;
  }

  /** x W, {@code [batch, n, units]}. */
  private Operand<TFloat32> map(ModelScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    long n = x.shape().get(1);
    long width = x.shape().get(2);
    Operand<TFloat32> weights =
        scope.dense("weights", Shape.of(width, units), new Initializer.GlorotUniform());
    Operand<TFloat32> flat = tf.reshape(x, tf.constant(new long[] {-1, width}));
    return tf.reshape(tf.linalg.matMul(flat, weights), tf.constant(new long[] {-1, n, units}));
  }

  private Operand<TFloat32> perHead(Ops tf, Operand<TFloat32> x) {
    long n = x.shape().get(1);
    Operand<TFloat32> split = tf.reshape(x, tf.constant(new long[] {-1, n, heads, units / heads}));
    return tf.linalg.transpose(split, tf.constant(new int[] {0, 2, 1, 3}));
  }
}
