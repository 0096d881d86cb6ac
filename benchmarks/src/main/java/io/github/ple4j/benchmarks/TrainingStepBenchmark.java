package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.BatchTensors;
import io.github.ple4j.train.TrainingSession;
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

/**
 * Rounds of matrix products, training steps and batch preparations in turn, so that a noisy machine
 * is noisy for all three, and their ratio holds. A step applies every gradient.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class TrainingStepBenchmark {
  private static final int PRODUCTS_PER_ROUND = 8;
  private static final int SAMPLES_PER_ROUND = 8192;

  /** The model; the command gives all of {@link Models#names}. */
  @Param(Models.LARGE_PLE)
  public String model = Models.LARGE_PLE;

  /** Samples of a step. */
  @Param({"256", "1024", "4096"})
  public int batchSize;

  /** Of the model and the matrix product, as {@link Placement#parse} reads it. */
  @Param("cpu")
  public String device = "cpu";

  private Dataset data;
  private TrainingSession session;
  private double flopsPerSample;
  private MatrixProduct product;
  private BatchTensors tensors;
  private Batch batch;
  private int[] order;
  private int next;

  /** What a round came to. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Round {
    /** Floating-point operations a second of the matrix product, in units of 10^9. */
    public double productGigaflops;

    /** Trained samples a second. */
    public double samplesPerSecond;

    /** Rate of the step's matrix products over that of the matrix product alone. */
    public double fractionOfProduct;

    /** Time to prepare a batch over the time of a step. */
    public double preparationOverStep;

    /** Clears the round. */
    @Setup(Level.Iteration)
    public void clear() {
      productGigaflops = 0;
      samplesPerSecond = 0;
      fractionOfProduct = 0;
      preparationOverStep = 0;
    }
  }

  /** Opens the session. */
  @Setup
  public void open() {
    data = Models.census();
    batch = Models.newBatch(data, batchSize);
    Placement placement = Placement.parse(device);
    session =
        TrainingSession.open(Models.training(Models.model(data, model), batchSize), placement);
    flopsPerSample = Models.flopsPerSample(session.model().spec());
    product = new MatrixProduct(placement.main(), Runtime.getRuntime().availableProcessors());
    order = Shuffle.permutation(data.train().size(), 1, 0);
    tensors = prepare();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    tensors.close();
    product.close();
    session.close();
  }

  /** One round. */
  @Benchmark
  public void round(Round round) {
    long start = System.nanoTime();
    for (int i = 0; i < PRODUCTS_PER_ROUND; i++) {
      product.run();
    }
    long products = System.nanoTime();
    int steps = Math.max(2, SAMPLES_PER_ROUND / batchSize);
    for (int i = 0; i < steps; i++) {
      session.step(tensors, 1e-4f);
    }
    long trained = System.nanoTime();
    tensors.close();
    tensors = prepare();
    long prepared = System.nanoTime();

    double productRate = PRODUCTS_PER_ROUND * product.flops() * 1e9 / (products - start);
    double sampleRate = (double) steps * batchSize * 1e9 / (trained - products);
    double stepTime = (double) (trained - products) / steps;
    round.productGigaflops = productRate / 1e9;
    round.samplesPerSecond = sampleRate;
    round.fractionOfProduct = sampleRate * flopsPerSample / productRate;
    round.preparationOverStep = (prepared - trained) / stepTime;
  }

  private BatchTensors prepare() {
    if (next + batchSize > order.length) {
      next = 0;
    }
    data.train().read(order, next, batchSize, batch);
    next += batchSize;
    return session.trainingTensors(batch);
  }
}
