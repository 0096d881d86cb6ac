package io.github.ple4j.benchmarks;

import io.github.ple4j.graph.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Parts of the step of the large PLE alone, in turn with TensorFlow's own product of two 1024 x
 * 1024 matrices, and in the ways in which they might be computed instead: the six products of the
 * first level's experts with their gradients, and a gate's mixture of four experts with its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AlternativesBenchmark {
  private static final int RUNS = 8;
  private static final int EXPERTS = 6;
  private static final int MIXED = 4;
  private static final int UNITS = 256;
  private static final int WIDTH = 299; // about that of census, and odd
  private static final int PADDED = 320;

  /** Samples of a batch. */
  @Param({"256", "1024", "4096"})
  public int batchSize;

  private MatrixProduct product;
  private BareGraph separate;
  private BareGraph wide;
  private BareGraph padded;
  private BareGraph mixture;
  private BareGraph batchedMixture;

  /** What a round came to: rates over that of the matrix product, and a ratio of times. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Round {
    /** Six products of 256 columns, and of each the two of its gradients. */
    public double separateProducts;

    /** One product of 1536 columns instead of six, without the copies that it would need. */
    public double wideProduct;

    /** Six, of an input padded with zeros to a multiple of 64; the zeros do not count as work. */
    public double paddedProducts;

    /** A mixture as a batched matrix product of experts that lie side by side, over one by one. */
    public double batchedMixtureOverSeparate;

    /** Clears the round. */
    @Setup(Level.Iteration)
    public void clear() {
      separateProducts = 0;
      wideProduct = 0;
      paddedProducts = 0;
      batchedMixtureOverSeparate = 0;
    }
  }

  /** Builds the graphs. */
  @Setup
  public void open() {
    int threads = Runtime.getRuntime().availableProcessors();
    product = new MatrixProduct(Placement.host(), threads);
    separate = new BareGraph(threads, (place, tf) -> products(place, tf, EXPERTS, WIDTH, UNITS));
    wide = new BareGraph(threads, (place, tf) -> products(place, tf, 1, WIDTH, EXPERTS * UNITS));
    padded = new BareGraph(threads, (place, tf) -> products(place, tf, EXPERTS, PADDED, UNITS));
    mixture = new BareGraph(threads, this::mixture);
    batchedMixture = new BareGraph(threads, this::batchedMixture);
  }

  /** Closes them. */
  @TearDown
  public void close() {
    product.close();
    separate.close();
    wide.close();
    padded.close();
    mixture.close();
    batchedMixture.close();
  }

  private List<Op> products(BareGraph place, Ops tf, int count, int width, int units) {
    Operand<TFloat32> x = place.variable(tf, batchSize, width);
    List<Op> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Operand<TFloat32> weights = place.variable(tf, width, units);
      Operand<TFloat32> gradient = place.variable(tf, batchSize, units);
      all.add(tf.linalg.matMul(x, weights));
      all.add(tf.linalg.matMul(x, gradient, MatMul.transposeA(true)));
      all.add(tf.linalg.matMul(gradient, weights, MatMul.transposeB(true)));
    }
    return all;
  }

  private List<Op> mixture(BareGraph place, Ops tf) {
    Operand<TFloat32> gate = place.variable(tf, batchSize, MIXED);
    List<Operand<TFloat32>> read = new ArrayList<>(List.of(gate));
    List<Output<TFloat32>> columns = tf.split(tf.constant(1), gate, (long) MIXED).output();
    List<Operand<TFloat32>> terms = new ArrayList<>();
    for (Output<TFloat32> column : columns) {
      Operand<TFloat32> expert = place.variable(tf, batchSize, UNITS);
      read.add(expert);
      terms.add(tf.math.mul(column, expert));
    }
    return place.gradients(tf, tf.math.addN(terms), read);
  }

  private List<Op> batchedMixture(BareGraph place, Ops tf) {
    Operand<TFloat32> gate = place.variable(tf, batchSize, MIXED);
    Operand<TFloat32> experts = place.variable(tf, batchSize, MIXED * UNITS);
    Operand<TFloat32> mixed =
        tf.train.batchMatMul(
            tf.reshape(gate, tf.constant(new int[] {batchSize, 1, MIXED})),
            tf.reshape(experts, tf.constant(new int[] {batchSize, MIXED, UNITS})),
            TFloat32.class);
    return place.gradients(tf, mixed, List.of(gate, experts));
  }

  /** One round. */
  @Benchmark
  public void round(Round round) {
    long start = System.nanoTime();
    for (int i = 0; i < RUNS; i++) {
      product.run();
    }
    double rate = RUNS * product.flops() * 1e9 / (System.nanoTime() - start);
    double work = 3 * 2.0 * EXPERTS * UNITS * WIDTH * batchSize;
    round.separateProducts = work / separate.seconds(RUNS) / rate;
    round.wideProduct = work / wide.seconds(RUNS) / rate;
    round.paddedProducts = work / padded.seconds(RUNS) / rate;
    double oneByOne = mixture.seconds(RUNS);
    round.batchedMixtureOverSeparate = batchedMixture.seconds(RUNS) / oneByOne;
  }
}
