package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.HardSharing;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SingleTask;
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
 * A model's training step over what it should take: the step of its embeddings and heads alone, and
 * its matrix products at the rate of those of the default PLE. Steps of all of them in turn.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class StepBoundBenchmark {
  private static final int SAMPLES_PER_ROUND = 16_384;

  /** The model; the command gives all of {@link Models#names}. */
  @Param(Models.LARGE_PLE)
  public String model = Models.LARGE_PLE;

  /** Samples of a step. */
  @Param({"256", "1024", "4096"})
  public int batchSize;

  private Measured measured;
  private Measured embeddings; // of the model
  private Measured ple;
  private Measured pleEmbeddings;

  /** What a round came to. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Round {
    /** Time of the step over the bound. */
    public double stepOverBound;

    /** As that, with the products in the order in which {@link WrittenProducts} has them. */
    public double stepOverWrittenBound;

    /** Time of the step in milliseconds. */
    public double step;

    /** Time of the step of embeddings and heads alone in milliseconds. */
    public double embeddingStep;

    /** Clears the round. */
    @Setup(Level.Iteration)
    public void clear() {
      stepOverBound = 0;
      stepOverWrittenBound = 0;
      step = 0;
      embeddingStep = 0;
    }
  }

  /** A model with a batch that it takes again and again. */
  private static final class Measured implements AutoCloseable {
    private final TrainingSession session;
    private final BatchTensors tensors;
    private long time;

    private Measured(ModelSpec spec, Batch batch) {
      session = TrainingSession.open(Models.training(spec, batch.size()), Placement.cpu());
      tensors = session.trainingTensors(batch);
    }

    private ModelSpec spec() {
      return session.model().spec();
    }

    private double flops() {
      return Models.flopsPerSample(spec());
    }

    private void step() {
      long start = System.nanoTime();
      session.step(tensors, 1e-4f);
      time += System.nanoTime() - start;
    }

    @Override
    public void close() {
      tensors.close();
      session.close();
    }
  }

  /** Opens the sessions. */
  @Setup
  public void open() {
    Dataset data = Models.census();
    Batch batch = Models.firstBatch(data, batchSize);
    ModelSpec spec = Models.model(data, model);
    ModelSpec standard = Models.model(data, "ple");
    measured = new Measured(spec, batch);
    embeddings = new Measured(withoutLayers(spec), batch);
    ple = new Measured(standard, batch);
    pleEmbeddings = new Measured(withoutLayers(standard), batch);
  }

  private static ModelSpec withoutLayers(ModelSpec spec) {
    ModelSpec.Builder heads = spec.toBuilder();
    if (spec.hasSingleTask()) {
      heads.setSingleTask(SingleTask.getDefaultInstance()); // with as many sets of embeddings
    } else {
      heads.setHardSharing(HardSharing.getDefaultInstance());
    }
    heads.getTasksBuilderList().forEach(task -> task.clearTowerUnits());
    return heads.build();
  }

  /** Closes them. */
  @TearDown
  public void close() {
    measured.close();
    embeddings.close();
    ple.close();
    pleEmbeddings.close();
  }

  /** One round. */
  @Benchmark
  public void round(Round round) {
    Measured[] all = {measured, embeddings, ple, pleEmbeddings};
    for (Measured one : all) {
      one.time = 0;
    }
    int steps = Math.max(3, SAMPLES_PER_ROUND / batchSize);
    for (int i = 0; i < steps; i++) {
      for (Measured one : all) {
        one.step();
      }
    }
    double pleRate =
        (ple.flops() - pleEmbeddings.flops()) / (double) (ple.time - pleEmbeddings.time);
    round.stepOverBound = measured.time / bound(measured.flops(), pleRate);
    round.stepOverWrittenBound =
        measured.time / bound(3.0 * WrittenProducts.matrixFlops(measured.spec()), pleRate);
    round.step = measured.time / 1e6 / steps;
    round.embeddingStep = embeddings.time / 1e6 / steps;
  }

  private double bound(double flops, double pleRate) {
    return embeddings.time + (flops - embeddings.flops()) / pleRate;
  }
}
