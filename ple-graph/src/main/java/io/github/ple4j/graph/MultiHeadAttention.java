package io.github.ple4j.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Multi-head attention of queries to a set, Vaswani et al. 2017: of every head, softmax(Q W_q (S
 * W_k)^T / sqrt(units / heads)) S W_v; the heads side by side, times W_o.
 *
 * <p>Products are computed in the order that has the least to do with the batch. Q (W_q W_k^T) S^T
 * and (softmax(...) S) (W_v W_o) need neither keys nor values, but longer rows where S is wider
 * than a head; so they are taken where it is not, and for queries that the whole batch has in
 * common, of which there are few. W_v W_o is left to whoever reads the result.
 */
record MultiHeadAttention(int units, int heads) {

  /**
   * A set of vectors that is a linear map of others.
   *
   * @param elements {@code [batch, m, d]}
   * @param weights {@code [d, w]}; absent if the elements are the set
   */
  record LinearImage(Operand<TFloat32> elements, Optional<Operand<TFloat32>> weights) {

    /** The elements as they are. */
    static LinearImage identity(Operand<TFloat32> elements) {
      return new LinearImage(elements, Optional.empty());
    }

    /** The set, {@code [batch, m, w]}. */
    Operand<TFloat32> value(Ops tf) {
      return weights.map(map -> rows(tf, elements, map)).orElse(elements);
    }

    /** By which elements are to be multiplied for the set times {@code more}, {@code [d, v]}. */
    private Operand<TFloat32> before(Ops tf, Operand<TFloat32> more) {
      return weights.<Operand<TFloat32>>map(map -> tf.linalg.matMul(map, more)).orElse(more);
    }

    private long width() {
      return weights.map(FullyConnected::width).orElseGet(() -> elements.shape().get(2));
    }
  }

  /**
   * Of the elements of a set to each other.
   *
   * @param set {@code [batch, n, w]}
   * @return {@code [batch, n, units]}
   */
  LinearImage ofElements(ModelScope scope, Operand<TFloat32> set) {
    return apply(scope, set, LinearImage.identity(set), false);
  }

  /**
   * Of queries that all samples of the batch have in common.
   *
   * @param queries {@code [1, n, p]}
   * @param set {@code [batch, m, w]}
   * @return {@code [batch, n, units]}; n is 1 where the set has one element, as then all queries
   *     get that, and there is neither W_q nor W_k
   */
  LinearImage ofConstants(ModelScope scope, Operand<TFloat32> queries, LinearImage set) {
    return apply(scope, queries, set, true);
  }

  private LinearImage apply(
      ModelScope scope, Operand<TFloat32> queries, LinearImage set, boolean constant) {
    boolean one = set.elements().shape().get(1) == 1;
    LinearImage attended = one ? map(scope, set) : attend(scope, queries, set, constant);
    List<Operand<TFloat32>> gives = new ArrayList<>();
    attended.weights().ifPresent(gives::add); // as wide as the set
    gives.add(attended.elements());
    scope.addModule(
        ModelDiagram.Kind.ATTENTION,
        one ? List.of(set.elements()) : List.of(queries, set.elements()),
        gives);
    return attended;
  }

  /** S W_v W_o. */
  private LinearImage map(ModelScope scope, LinearImage set) {
    Ops tf = scope.tf();
    Operand<TFloat32> values = rows(tf, set.value(tf), weights(scope.in("value"), set.width()));
    return LinearImage.identity(rows(tf, values, weights(scope.in("output"), units)));
  }

  private LinearImage attend(
      ModelScope scope, Operand<TFloat32> queries, LinearImage set, boolean constant) {
    Ops tf = scope.tf();
    Operand<TFloat32> scale = tf.constant((float) (1 / Math.sqrt((double) units / heads)));
    Weights weights =
        new Weights(
            split(tf, 1, tf.math.mul(weights(scope.in("query"), queries.shape().get(2)), scale)),
            split(tf, 1, set.before(tf, weights(scope.in("key"), set.width()))),
            split(tf, 1, set.before(tf, weights(scope.in("value"), set.width()))),
            weights(scope.in("output"), units));
    Operand<TFloat32> x = set.elements();
    return constant || x.shape().get(2) <= units / heads
        ? attendUnprojected(tf, queries, x, weights, constant)
        : attendProjected(tf, queries, x, weights);
  }

  /**
   * Weights, of the elements of the set.
   *
   * @param wq of each head {@code [p, units / heads]}
   * @param wk of each head {@code [d, units / heads]}
   * @param wv of each head {@code [d, units / heads]}
   * @param wo {@code [units, units]}
   */
  private record Weights(
      List<Operand<TFloat32>> wq,
      List<Operand<TFloat32>> wk,
      List<Operand<TFloat32>> wv,
      Operand<TFloat32> wo) {}

  /** As it is written, head by head: the scores of one fit a processor's cache. */
  private LinearImage attendProjected(
      Ops tf, Operand<TFloat32> queries, Operand<TFloat32> x, Weights weights) {
    List<Operand<TFloat32>> read = new ArrayList<>(); // of [batch, n, units / heads]
    for (int head = 0; head < heads; head++) {
      read.add(
          read(
              tf,
              rows(tf, queries, weights.wq().get(head)),
              rows(tf, x, weights.wk().get(head)),
              rows(tf, x, weights.wv().get(head))));
    }
    return new LinearImage(concat(tf, 2, read), Optional.of(weights.wo()));
  }

  /** Without keys and values; the few rows that constant queries have are of one product. */
  private LinearImage attendUnprojected(
      Ops tf, Operand<TFloat32> queries, Operand<TFloat32> x, Weights weights, boolean constant) {
    List<Operand<TFloat32>> wo = split(tf, 0, weights.wo()); // of [units / heads, units]
    List<Operand<TFloat32>> mapped = new ArrayList<>(); // of [batch or 1, n, d]
    List<Operand<TFloat32>> maps = new ArrayList<>(); // of [d, units]
    for (int head = 0; head < heads; head++) {
      Operand<TFloat32> toElements = // [p, d]
          tf.linalg.matMul(weights.wq().get(head), weights.wk().get(head), MatMul.transposeB(true));
      mapped.add(rows(tf, queries, toElements));
      maps.add(tf.linalg.matMul(weights.wv().get(head), wo.get(head)));
    }
    List<Operand<TFloat32>> read = // of [batch, n, d]
        constant
            ? split(tf, 1, read(tf, concat(tf, 1, mapped), x, x))
            : mapped.stream().map(queriesOfHead -> read(tf, queriesOfHead, x, x)).toList();
    return new LinearImage(concat(tf, 2, read), Optional.of(concat(tf, 0, maps)));
  }

  /** softmax(queries keys^T) values, {@code [batch, n, v]}. */
  private static Operand<TFloat32> read(
      Ops tf, Operand<TFloat32> queries, Operand<TFloat32> keys, Operand<TFloat32> values) {
    Operand<TFloat32> weights = tf.nn.softmax(GraphOps.batchMatMul(tf, queries, keys, true));
    return GraphOps.batchMatMul(tf, weights, values, false);
  }

  private Operand<TFloat32> weights(ModelScope scope, long inputs) {
    return scope.dense("weights", Shape.of(inputs, units), new Initializer.GlorotUniform());
  }

  private List<Operand<TFloat32>> split(Ops tf, int axis, Operand<TFloat32> ofHeads) {
    return heads == 1
        ? List.of(ofHeads)
        : List.copyOf(tf.split(tf.constant(axis), ofHeads, (long) heads).output());
  }

  private static Operand<TFloat32> concat(Ops tf, int axis, List<Operand<TFloat32>> parts) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(axis));
  }

  /** The product of every row of {@code [batch, n, d]} with {@code [d, v]}. */
  private static Operand<TFloat32> rows(Ops tf, Operand<TFloat32> x, Operand<TFloat32> weights) {
    long n = x.shape().get(1);
    Operand<TFloat32> flat = tf.reshape(x, tf.constant(new long[] {-1, x.shape().get(2)}));
    return tf.reshape(
        tf.linalg.matMul(flat, weights),
        tf.constant(new long[] {-1, n, FullyConnected.width(weights)}));
  }
}
