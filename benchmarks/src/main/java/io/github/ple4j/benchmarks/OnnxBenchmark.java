package io.github.ple4j.benchmarks;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.train.RunException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
 * Predictions of a model on census through {@link Predictor} and through onnxruntime, of encoded
 * and of raw features, in turn; each from arrays to arrays.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class OnnxBenchmark {
  private static final String ENCODED = "encoded";

  /** What predicts. */
  @Param("ple")
  public String model = "";

  /** Rows of a prediction. */
  @Param({"1", "64"})
  public int rows;

  private BriefExport export;
  private Predictor predictor;
  private Onnx encodedOnnx;
  private Onnx rawOnnx;
  private ImmutableMap<String, Column> encoded;
  private ImmutableMap<String, Column> raw;
  private int calls;

  /** What a round came to, in microseconds, and over onnxruntime in one thread. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Round {
    /** Median of the predictor's, encoded. */
    public double encodedP50;

    /** Their 99th percentile. */
    public double encodedP99;

    /** Median of onnxruntime's, encoded, in the caller's thread. */
    public double encodedOnnxP50;

    /** Their 99th percentile. */
    public double encodedOnnxP99;

    /** Median of onnxruntime's, encoded, with its default threads. */
    public double encodedDefaultsP50;

    /** Their 99th percentile. */
    public double encodedDefaultsP99;

    /** The predictor's over onnxruntime's in the caller's thread, encoded, medians. */
    public double encodedOverOnnxP50;

    /** The same of the 99th percentiles. */
    public double encodedOverOnnxP99;

    /** Median of the predictor's, raw. */
    public double rawP50;

    /** Their 99th percentile. */
    public double rawP99;

    /** Median of onnxruntime's, raw, in the caller's thread. */
    public double rawOnnxP50;

    /** Their 99th percentile. */
    public double rawOnnxP99;

    /** Median of onnxruntime's, raw, with its default threads. */
    public double rawDefaultsP50;

    /** Their 99th percentile. */
    public double rawDefaultsP99;

    /** The predictor's over onnxruntime's in the caller's thread, raw, medians. */
    public double rawOverOnnxP50;

    /** The same of the 99th percentiles. */
    public double rawOverOnnxP99;

    /** Clears the round. */
    @Setup(Level.Iteration)
    public void clear() {
      encodedP50 = 0;
      encodedP99 = 0;
      encodedOnnxP50 = 0;
      encodedOnnxP99 = 0;
      encodedDefaultsP50 = 0;
      encodedDefaultsP99 = 0;
      encodedOverOnnxP50 = 0;
      encodedOverOnnxP99 = 0;
      rawP50 = 0;
      rawP99 = 0;
      rawOnnxP50 = 0;
      rawOnnxP99 = 0;
      rawDefaultsP50 = 0;
      rawDefaultsP99 = 0;
      rawOverOnnxP50 = 0;
      rawOverOnnxP99 = 0;
    }
  }

  /** Trains for a step, exports, and opens the export in both runtimes. */
  @Setup
  public void open() throws IOException {
    export = BriefExport.write(Models.census(), model);
    predictor = Predictor.open(export.path());
    encoded = export.inputs(ENCODED, rows);
    raw = export.inputs(Predictor.DEFAULT_SIGNATURE, rows);
    encodedOnnx = Onnx.open(inOnnx(ENCODED), encoded);
    rawOnnx = Onnx.open(inOnnx(Predictor.DEFAULT_SIGNATURE), raw);
    checkEqual(predictor.predict(ENCODED, encoded), encodedOnnx);
    checkEqual(predictor.predict(raw), rawOnnx);
    calls = rows == 1 ? 2000 : 400;
  }

  /** Both are to predict the same, or there is nothing to compare. */
  private static void checkEqual(Prediction ours, Onnx onnx) {
    for (Map<String, float[]> theirs : List.of(onnx.predict(), onnx.predictByDefaults())) {
      theirs.forEach((task, values) -> checkEqual(task, ours.floats(task), values));
    }
  }

  private static void checkEqual(String task, float[] ours, float[] theirs) {
    for (int row = 0; row < ours.length; row++) {
      if (!(Math.abs(ours[row] - theirs[row]) <= 1e-6f)) {
        throw new RunException(
            String.format(
                Locale.ROOT,
                "expected onnxruntime to predict %s of row %d as the Predictor does, found %s and %s",
                task,
                row,
                theirs[row],
                ours[row]));
      }
    }
  }

  private ModelProto inOnnx(String signature) throws IOException {
    try {
      return OnnxModel.of(export.path(), signature);
    } catch (IllegalArgumentException e) {
      throw new RunException(
          "expected a model that can be written for onnxruntime, found "
              + model
              + ": "
              + e.getMessage()
              + "; measure it with --include predictor",
          e);
    }
  }

  /** Closes all and deletes the export. */
  @TearDown
  public void close() throws IOException {
    rawOnnx.close();
    encodedOnnx.close();
    predictor.close();
    export.close();
  }

  /** One round. */
  @Benchmark
  public int round(Round round) {
    Timed ofEncoded = new Timed(calls, () -> predictor.predict(ENCODED, encoded));
    Timed ofRaw = new Timed(calls, () -> predictor.predict(raw));
    Timed ofEncodedOnnx = new Timed(calls, encodedOnnx::predict);
    Timed ofRawOnnx = new Timed(calls, rawOnnx::predict);
    Timed ofEncodedDefaults = new Timed(calls, encodedOnnx::predictByDefaults);
    Timed ofRawDefaults = new Timed(calls, rawOnnx::predictByDefaults);
    int seen = 0;
    for (int i = 0; i < calls; i++) {
      seen += ofEncoded.call(i) + ofEncodedOnnx.call(i) + ofEncodedDefaults.call(i);
      seen += ofRaw.call(i) + ofRawOnnx.call(i) + ofRawDefaults.call(i);
    }
    round.encodedP50 = ofEncoded.percentile(0.5);
    round.encodedP99 = ofEncoded.percentile(0.99);
    round.encodedOnnxP50 = ofEncodedOnnx.percentile(0.5);
    round.encodedOnnxP99 = ofEncodedOnnx.percentile(0.99);
    round.encodedDefaultsP50 = ofEncodedDefaults.percentile(0.5);
    round.encodedDefaultsP99 = ofEncodedDefaults.percentile(0.99);
    round.encodedOverOnnxP50 = round.encodedP50 / round.encodedOnnxP50;
    round.encodedOverOnnxP99 = round.encodedP99 / round.encodedOnnxP99;
    round.rawP50 = ofRaw.percentile(0.5);
    round.rawP99 = ofRaw.percentile(0.99);
    round.rawOnnxP50 = ofRawOnnx.percentile(0.5);
    round.rawOnnxP99 = ofRawOnnx.percentile(0.99);
    round.rawDefaultsP50 = ofRawDefaults.percentile(0.5);
    round.rawDefaultsP99 = ofRawDefaults.percentile(0.99);
    round.rawOverOnnxP50 = round.rawP50 / round.rawOnnxP50;
    round.rawOverOnnxP99 = round.rawP99 / round.rawOnnxP99;
    return seen;
  }

  /** A model in onnxruntime with one thread and with its defaults, and what it is asked. */
  private record Onnx(
      OnnxPrediction oneThread,
      OnnxPrediction defaults,
      ImmutableMap<String, OnnxPrediction.Input> inputs)
      implements AutoCloseable {
    static Onnx open(ModelProto model, ImmutableMap<String, Column> inputs) {
      return new Onnx(
          OnnxPrediction.open(model, 1),
          OnnxPrediction.open(model, 0),
          OnnxPrediction.Input.of(inputs));
    }

    Map<String, float[]> predict() {
      return oneThread.predict(inputs);
    }

    Map<String, float[]> predictByDefaults() {
      return defaults.predict(inputs);
    }

    @Override
    public void close() {
      defaults.close();
      oneThread.close();
    }
  }

  /** A way to predict, and how long its calls of a round took. */
  private static final class Timed {
    private final long[] nanos;
    private final Supplier<?> prediction;

    Timed(int calls, Supplier<?> prediction) {
      this.nanos = new long[calls];
      this.prediction = prediction;
    }

    int call(int index) {
      long start = System.nanoTime();
      Object answer = prediction.get();
      nanos[index] = System.nanoTime() - start;
      return System.identityHashCode(answer) & 1;
    }

    double percentile(double fraction) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return Percentiles.micros(sorted, fraction);
    }
  }
}
