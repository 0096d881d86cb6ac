package io.github.ple4j.serve;

/**
 * How a model is opened.
 *
 * @param threads 1: a prediction runs in the thread that asks for it, the fastest for one row and
 *     where many threads ask. More: a pool of that many threads, the predictor's own, runs
 *     independent operations at the same time. (The pool that works within one operation is
 *     TensorFlow's, one for the process, of the size that the first session of the process asks
 *     for.)
 * @param warmUp whether the requests in {@value WarmupRequests#PATH}, if the model has any, are run
 *     when it is opened
 * @param equalBatchSizes whether inputs whose first dimension can be of any size must all have the
 *     same; not so for a model that takes the values and the offsets of ragged rows
 */
public record PredictorOptions(int threads, boolean warmUp, boolean equalBatchSizes) {
  /** Checks that there is at least one thread. */
  public PredictorOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be positive: " + threads);
    }
  }

  /** One thread, warm-up, equal batch sizes. */
  public static PredictorOptions defaults() {
    return new PredictorOptions(1, true, true);
  }

  /** The same with another number of threads. */
  public PredictorOptions withThreads(int threads) {
    return new PredictorOptions(threads, warmUp, equalBatchSizes);
  }

  /** The same with or without warm-up. */
  public PredictorOptions withWarmUp(boolean warmUp) {
    return new PredictorOptions(threads, warmUp, equalBatchSizes);
  }

  /** The same with or without the rule that batch sizes are equal. */
  public PredictorOptions withEqualBatchSizes(boolean equalBatchSizes) {
    return new PredictorOptions(threads, warmUp, equalBatchSizes);
  }
}
