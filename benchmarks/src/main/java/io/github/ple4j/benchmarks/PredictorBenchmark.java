package io.github.ple4j.benchmarks;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.WarmupRequest;
import io.github.ple4j.serve.WarmupRequests;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
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

/**
 * Predictions of PLE on census through {@link Predictor}, and through TensorFlow's session with the
 * same tensors made by hand, in turn: what the library costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PredictorBenchmark {
  private static final int SECONDS_OF_ROWS = 20_000;

  /** Rows of a prediction. */
  @Param({"1", "64", "512"})
  public int rows;

  /** The way in. */
  @Param({"serving_default", "encoded"})
  public String signature = Predictor.DEFAULT_SIGNATURE;

  private Path directory;
  private Predictor predictor;
  private HandMadePrediction byHand;
  private ImmutableMap<String, Column> inputs;
  private long[] predictorNanos;
  private long[] byHandNanos;

  /** What a round came to, in microseconds. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Round {
    /** Median of the library's predictions. */
    public double predictorP50;

    /** Their 99th percentile. */
    public double predictorP99;

    /** Median of the session's own. */
    public double byHandP50;

    /** Their 99th percentile. */
    public double byHandP99;

    /** Difference of the medians. */
    public double ownCostP50;

    /** Clears the round. */
    @Setup(Level.Iteration)
    public void clear() {
      predictorP50 = 0;
      predictorP99 = 0;
      byHandP50 = 0;
      byHandP99 = 0;
      ownCostP50 = 0;
    }
  }

  /** Trains for a step, exports and opens the export. */
  @Setup
  public void open() throws IOException {
    directory = Files.createTempDirectory("predictor-benchmark");
    Dataset data = Models.census();
    TrainingSpec.Builder training = Models.training(Models.model(data, "ple"), 1024).toBuilder();
    training.getStoppingBuilder().setMaxSteps(1);
    try (RunDirectory run = RunDirectory.create(directory.resolve("run"))) {
      TrainingRun.run(
          run,
          training.build(),
          data,
          Placement.cpu(),
          EnumSet.of(SignatureKind.ENCODED, SignatureKind.SERVING_DEFAULT),
          List.of(),
          new TrainingListener() {});
    }
    Path export = directory.resolve("run").resolve("export").resolve("1");
    predictor = Predictor.open(export);
    byHand = HandMadePrediction.open(export, signature);
    for (WarmupRequest request : WarmupRequests.read(export.resolve(WarmupRequests.PATH))) {
      if (request.signature().equals(signature)) {
        inputs = HandMadePrediction.tiled(request.inputs(), rows);
      }
    }
    int calls = Math.max(200, SECONDS_OF_ROWS / rows / 10);
    predictorNanos = new long[calls];
    byHandNanos = new long[calls];
  }

  /** Closes all and deletes the run. */
  @TearDown
  public void close() throws IOException {
    byHand.close();
    predictor.close();
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** One round. */
  @Benchmark
  public float round(Round round) {
    float sum = 0;
    for (int i = 0; i < predictorNanos.length; i++) {
      long start = System.nanoTime();
      sum += predictor.predict(signature, inputs).floats("income")[0];
      long middle = System.nanoTime();
      sum += byHand.predict(inputs)[0];
      byHandNanos[i] = System.nanoTime() - middle;
      predictorNanos[i] = middle - start;
    }
    Arrays.sort(predictorNanos);
    Arrays.sort(byHandNanos);
    round.predictorP50 = percentile(predictorNanos, 0.5);
    round.predictorP99 = percentile(predictorNanos, 0.99);
    round.byHandP50 = percentile(byHandNanos, 0.5);
    round.byHandP99 = percentile(byHandNanos, 0.99);
    round.ownCostP50 = round.predictorP50 - round.byHandP50;
    return sum;
  }

  private static double percentile(long[] sorted, double fraction) {
    return sorted[(int) ((sorted.length - 1) * fraction)] / 1e3;
  }
}
