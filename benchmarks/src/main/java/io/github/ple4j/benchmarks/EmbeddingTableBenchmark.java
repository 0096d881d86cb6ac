package io.github.ple4j.benchmarks;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.graph.CategoricalFeature;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.HashBuckets;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.train.BatchTensors;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.TrainingSession;
import java.util.Optional;
import java.util.SplittableRandom;
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
 * Steps of PLE on an embedding table of 5 million rows of 16 and on one of 30 thousand, in turn: an
 * update of rows costs what a batch has, not what the table has.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class EmbeddingTableBenchmark {
  private static final int FEATURES = 16;
  private static final int WIDTH = 16;
  private static final int BATCH_SIZE = 1024;
  private static final int STEPS_PER_ROUND = 8;
  private static final int LARGE = 5_000_000;
  private static final int SMALL = 30_000;

  /**
   * How ids are drawn: {@code popularity}, of a probability inverse to their rank, as real ones; or
   * {@code spread}, so evenly that a batch has about twice as many distinct ones in the large
   * table.
   */
  @Param({"popularity", "spread"})
  public String ids = "popularity";

  private TrainingSession large;
  private TrainingSession small;
  private final SplittableRandom random = new SplittableRandom(1);

  /** What a round came to. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Round {
    /** Trained samples a second with the small table. */
    public double samplesPerSecond;

    /** Time of a step with the large table over that with the small one. */
    public double largeOverSmall;

    /** Clears the round. */
    @Setup(Level.Iteration)
    public void clear() {
      samplesPerSecond = 0;
      largeOverSmall = 0;
    }
  }

  /** Opens both sessions. */
  @Setup
  public void open() {
    large = open(LARGE);
    small = open(SMALL);
  }

  /** Closes both. */
  @TearDown
  public void close() {
    large.close();
    small.close();
  }

  /** One round. */
  @Benchmark
  public void round(Round round) {
    double onLarge = 0;
    double onSmall = 0;
    for (int i = 0; i < STEPS_PER_ROUND; i++) {
      onLarge += stepNanoseconds(large, LARGE);
      onSmall += stepNanoseconds(small, SMALL);
    }
    round.largeOverSmall = onLarge / onSmall;
    round.samplesPerSecond = (double) STEPS_PER_ROUND * BATCH_SIZE * 1e9 / onSmall;
  }

  private double stepNanoseconds(TrainingSession session, int rows) {
    Batch batch = new Batch(schema(rows), BATCH_SIZE);
    batch.resize(BATCH_SIZE);
    for (int i = 0; i < BATCH_SIZE; i++) {
      for (int feature = 0; feature < FEATURES; feature++) {
        batch.ids()[i * FEATURES + feature] = draw(rows);
      }
      batch.label(0)[i] = random.nextInt(2);
      batch.mask(0)[i] = 1;
      batch.sampleWeight()[i] = 1;
    }
    try (BatchTensors tensors = session.trainingTensors(batch)) {
      long start = System.nanoTime();
      session.step(tensors, 1e-4f);
      return System.nanoTime() - start;
    }
  }

  private int draw(int rows) {
    double uniform = random.nextDouble();
    double share =
        ids.equals("spread") ? Math.pow(uniform, 3) : Math.pow(rows, uniform - 1); // of all ranks
    return (int) (share * rows) % rows;
  }

  private static TrainingSession open(int rows) {
    ModelSpec.Builder model = ModelSpec.newBuilder();
    model.addEmbeddingTables(
        EmbeddingTable.newBuilder()
            .setName("ids")
            .setRows(rows)
            .setWidth(WIDTH)
            .setHashBuckets(HashBuckets.getDefaultInstance()));
    for (int i = 0; i < FEATURES; i++) {
      model.addFeatures(
          FeatureSpec.newBuilder()
              .setName("feature_" + i)
              .setCategorical(CategoricalFeature.newBuilder().setEmbeddingTable("ids")));
    }
    model.addTasks(TaskSpec.newBuilder().setName("click").setKind(TaskSpec.Kind.BINARY));
    DefaultModels.setArchitecture(model, "ple");
    return TrainingSession.open(Models.training(model.build(), BATCH_SIZE), Placement.cpu());
  }

  private static Schema schema(int rows) {
    ImmutableList.Builder<Feature> features = ImmutableList.builder();
    for (int i = 0; i < FEATURES; i++) {
      features.add(
          new Feature.Categorical("feature_" + i, false, false, new Encoding.HashEncoding(rows)));
    }
    return new Schema(
        features.build(),
        ImmutableList.of(new Label("click", Label.Kind.BINARY, Optional.empty())),
        false,
        false);
  }
}
