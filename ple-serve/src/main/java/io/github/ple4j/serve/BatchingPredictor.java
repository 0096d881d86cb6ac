package io.github.ple4j.serve;

import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A model that answers in this process, where many threads ask for few rows each: requests that
 * come at the same time are run together, which is several times as fast as one by one. The answers
 * are those of a {@link Predictor}, to within rounding (1e-6).
 *
 * <pre>{@code
 * try (BatchingPredictor predictor =
 *     BatchingPredictor.open(
 *         Path.of("export/1"), PredictorOptions.defaults(), BatchingOptions.defaults())) {
 *   // in any number of threads
 *   Prediction prediction = predictor.predict(inputs);
 * }
 * }</pre>
 *
 * <p>There are no threads in it: a batch runs in the thread of one of those who ask. Inputs are
 * checked before they enter a batch, and if a model refuses one, only its caller is told.
 *
 * <p>Thread-safe.
 */
public final class BatchingPredictor implements AutoCloseable {
  private final Predictor predictor;
  private final Batcher batcher;

  private BatchingPredictor(Predictor predictor, BatchingOptions batching) {
    this.predictor = predictor;
    this.batcher = new Batcher(predictor, batching, new BatchListener() {});
  }

  /**
   * Opens a model.
   *
   * @throws PredictorException as {@link Predictor#open(Path, PredictorOptions)} does
   */
  public static BatchingPredictor open(
      Path directory, PredictorOptions options, BatchingOptions batching) {
    return new BatchingPredictor(Predictor.open(directory, options), batching);
  }

  /** As {@link Predictor#signatures()}. */
  public ImmutableSortedMap<String, Signature> signatures() {
    return predictor.signatures();
  }

  /**
   * Answers by the signature {@value Predictor#DEFAULT_SIGNATURE}, however long it takes.
   *
   * @throws PredictorException as {@link #predict(String, Map, Set, long)} does
   */
  public Prediction predict(Map<String, Column> inputs) {
    return predict(Predictor.DEFAULT_SIGNATURE, inputs, Set.of(), Long.MAX_VALUE);
  }

  /**
   * Answers a request. The columns of its inputs must not be changed meanwhile.
   *
   * @param outputs names of the outputs wanted; all if empty
   * @param deadlineNanos by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none. A caller whose
   *     request waits for others, or is run by another thread, returns at that time; a run in the
   *     caller's own thread is not broken off
   * @throws PredictorException of the categories of {@link Predictor#predict(String, Map)}, and
   *     {@code INVALID_ARGUMENT} if there are too many rows, {@code OVERLOADED} if too many batches
   *     wait, {@code DEADLINE_EXCEEDED} if the time is over before the answer, {@code UNAVAILABLE}
   *     if the waiting thread is interrupted, and stays so
   * @throws IllegalStateException if this is closed
   */
  public Prediction predict(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos) {
    return batcher.predict(signature, inputs, outputs, deadlineNanos);
  }

  /** Waits for the requests that are under way, and frees the model's memory. */
  @Override
  public void close() {
    batcher.close();
    predictor.close();
  }
}
