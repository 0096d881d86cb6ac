package io.github.ple4j.benchmarks;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Predictor;
import java.io.IOException;
import java.util.Arrays;
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
 * Predictions of a model on census through {@link Predictor}, and through TensorFlow's session with
 * the same tensors made by hand, in turn: what the library costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PredictorBenchmark {
  private static final int SECONDS_OF_ROWS = 20_000;

  /** What predicts. */
  @Param("ple")
  public String model = "";

  /** Rows of a prediction. */
  @Param({"1", "64", "512"})
  public int rows;

  /** The way in. */
  @Param({"serving_default", "encoded"})
  public String signature = Predictor.DEFAULT_SIGNATURE;

  private BriefExport export;
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
    export = BriefExport.write(Models.census(), model);
    predictor = Predictor.open(export.path());
    byHand = HandMadePrediction.open(export.path(), signature);
    inputs = export.inputs(signature, rows);
    int calls = Math.max(200, SECONDS_OF_ROWS / rows / 10);
    predictorNanos = new long[calls];
    byHandNanos = new long[calls];
  }

  /** Closes all and deletes the run. */
  @TearDown
  public void close() throws IOException {
    byHand.close();
    predictor.close();
    export.close();
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
    round.predictorP50 = Percentiles.micros(predictorNanos, 0.5);
    round.predictorP99 = Percentiles.micros(predictorNanos, 0.99);
    round.byHandP50 = Percentiles.micros(byHandNanos, 0.5);
    round.byHandP99 = Percentiles.micros(byHandNanos, 0.99);
    round.ownCostP50 = round.predictorP50 - round.byHandP50;
    return sum;
  }
}
