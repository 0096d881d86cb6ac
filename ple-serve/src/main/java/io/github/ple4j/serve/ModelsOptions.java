package io.github.ple4j.serve;

import java.time.Duration;
import java.util.Optional;

/**
 * How models are served.
 *
 * @param predictor how each version is opened
 * @param batching empty: every request is run by itself, in its caller's thread
 * @param pollInterval how often directories are looked at; zero: only when they are configured
 * @param maximumInFlight requests of a model at one time, over all versions; one more is refused
 *     with {@code QUOTA_EXCEEDED}; 0: any number
 * @param loadRetries after a first load that failed
 * @param loadRetryInterval between two tries
 * @param listener is told of all
 */
public record ModelsOptions(
    PredictorOptions predictor,
    Optional<BatchingOptions> batching,
    Duration pollInterval,
    int maximumInFlight,
    int loadRetries,
    Duration loadRetryInterval,
    ServingListener listener) {
  /** Checks that no number or time is negative. */
  public ModelsOptions {
    if (pollInterval.isNegative()) {
      throw new IllegalArgumentException("the poll interval must not be negative: " + pollInterval);
    }
    if (maximumInFlight < 0) {
      throw new IllegalArgumentException(
          "the maximum of requests in flight must not be negative: " + maximumInFlight);
    }
    if (loadRetries < 0) {
      throw new IllegalArgumentException(
          "the number of load retries must not be negative: " + loadRetries);
    }
    if (loadRetryInterval.isNegative()) {
      throw new IllegalArgumentException(
          "the load retry interval must not be negative: " + loadRetryInterval);
    }
  }

  /** As TensorFlow Serving: polled every second, five more tries a minute apart; no batching. */
  public static ModelsOptions defaults() {
    return new ModelsOptions(
        PredictorOptions.defaults(),
        Optional.empty(),
        Duration.ofSeconds(1),
        0,
        5,
        Duration.ofMinutes(1),
        new ServingListener() {});
  }

  /** The same with other options of predictors. */
  public ModelsOptions withPredictor(PredictorOptions predictor) {
    return new ModelsOptions(
        predictor,
        batching,
        pollInterval,
        maximumInFlight,
        loadRetries,
        loadRetryInterval,
        listener);
  }

  /** The same with batching. */
  public ModelsOptions withBatching(BatchingOptions options) {
    return new ModelsOptions(
        predictor,
        Optional.of(options),
        pollInterval,
        maximumInFlight,
        loadRetries,
        loadRetryInterval,
        listener);
  }

  /** The same with another interval between two looks. */
  public ModelsOptions withPollInterval(Duration pollInterval) {
    return new ModelsOptions(
        predictor,
        batching,
        pollInterval,
        maximumInFlight,
        loadRetries,
        loadRetryInterval,
        listener);
  }

  /** The same with another bound of the requests of a model. */
  public ModelsOptions withMaximumInFlight(int maximumInFlight) {
    return new ModelsOptions(
        predictor,
        batching,
        pollInterval,
        maximumInFlight,
        loadRetries,
        loadRetryInterval,
        listener);
  }

  /** The same with other tries after a first load that failed. */
  public ModelsOptions withLoadRetries(int loadRetries, Duration loadRetryInterval) {
    return new ModelsOptions(
        predictor,
        batching,
        pollInterval,
        maximumInFlight,
        loadRetries,
        loadRetryInterval,
        listener);
  }

  /** The same with another listener. */
  public ModelsOptions withListener(ServingListener listener) {
    return new ModelsOptions(
        predictor,
        batching,
        pollInterval,
        maximumInFlight,
        loadRetries,
        loadRetryInterval,
        listener);
  }
}
