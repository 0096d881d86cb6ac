package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import io.github.ple4j.serve.BatchingParametersFile.BatchingParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How requests of several callers are put together into one run of the model; by TensorFlow
 * Serving's names {@code max_batch_size}, {@code batch_timeout_micros}, {@code
 * max_enqueued_batches}, {@code num_batch_threads}, {@code allowed_batch_sizes}, {@code
 * pad_variable_length_inputs} and {@code enable_large_batch_splitting}.
 *
 * <p>Requests share a run if they are for the same outputs of the same signature, and their inputs
 * have the same shapes but for the number of rows. What has no batch dimension of any size in all
 * inputs and outputs is run by itself.
 *
 * @param maximumRows of a run
 * @param delay how long the first request of a batch waits for others, unless the batch is full
 *     before. 0: only while as many batches run as {@code threads} says, which is when waiting
 *     costs nothing; a caller who is alone does not wait
 * @param maximumQueuedBatches how many batches may wait; a request that would make one more is
 *     refused ({@code OVERLOADED})
 * @param threads how many batches run at the same time. They run in the threads of callers
 * @param allowedRows the numbers of rows that a run may have, ascending, the last one {@code
 *     maximumRows}: others are filled up with copies of the last row, whose results are dropped. If
 *     empty, any number
 * @param padding whether inputs whose other open dimensions differ share a run too: they are filled
 *     up with 0, false or the empty string to the longest of the run. Only for models that take
 *     such values for none
 * @param splitting whether a request of more than {@code maximumRows} rows is answered by several
 *     runs; otherwise it is refused ({@code INVALID_ARGUMENT})
 */
public record BatchingOptions(
    int maximumRows,
    Duration delay,
    int maximumQueuedBatches,
    int threads,
    ImmutableList<Integer> allowedRows,
    boolean padding,
    boolean splitting) {
  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BatchingOptions {
    require(maximumRows > 0, "maximum rows must be positive", maximumRows);
    require(
        !delay.isNegative() && delay.compareTo(LONGEST_DELAY) <= 0,
        "delay must be 0 to " + LONGEST_DELAY,
        delay);
    require(
        maximumQueuedBatches > 0, "maximum queued batches must be positive", maximumQueuedBatches);
    require(threads > 0, "threads must be positive", threads);
    for (int i = 0; i < allowedRows.size(); i++) {
      require(
          allowedRows.get(i) > (i == 0 ? 0 : allowedRows.get(i - 1)),
          "allowed rows must be positive and ascending",
          allowedRows);
    }
    require(
        allowedRows.isEmpty() || allowedRows.get(allowedRows.size() - 1) == maximumRows,
        "the last of the allowed rows must be the maximum, " + maximumRows,
        allowedRows);
  }

  private static void require(boolean condition, String rule, Object found) {
    if (!condition) {
      throw new IllegalArgumentException(rule + ": " + found);
    }
  }

  /**
   * TensorFlow Serving's: 1000 rows, no delay, 10 batches that wait, as many threads as there are
   * processors, any number of rows, no padding, no splitting.
   */
  public static BatchingOptions defaults() {
    return new BatchingOptions(
        1000,
        Duration.ZERO,
        10,
        Runtime.getRuntime().availableProcessors(),
        ImmutableList.of(),
        false,
        false);
  }

  /**
   * Reads TensorFlow Serving's {@code --batching_parameters_file}: a {@code BatchingParameters} in
   * text format, such as {@code max_batch_size { value: 128 }}. What is not in it is as in {@link
   * #defaults()}.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is not valid; the message has file, line and column
   */
  public static BatchingOptions read(Path file) throws IOException {
    BatchingParameters.Builder builder = BatchingParameters.newBuilder();
    TextFile text = TextFile.read(file);
    TextFile.Places places = text.parse(builder);
    BatchingParameters read = builder.build();
    BatchingOptions options =
        defaults().withSplitting(read.getEnableLargeBatchSplitting().getValue());
    if (read.hasMaxBatchSize()) {
      int rows = Ints.saturatedCast(read.getMaxBatchSize().getValue());
      options = places.at("max_batch_size", options, known -> known.withMaximumRows(rows));
    }
    if (read.hasMaxExecutionBatchSize() && options.splitting()) {
      int rows = Ints.saturatedCast(read.getMaxExecutionBatchSize().getValue());
      options =
          places.at("max_execution_batch_size", options, known -> known.withMaximumRows(rows));
    }
    if (read.hasBatchTimeoutMicros()) {
      Duration delay = Duration.of(read.getBatchTimeoutMicros().getValue(), ChronoUnit.MICROS);
      options = places.at("batch_timeout_micros", options, known -> known.withDelay(delay));
    }
    if (read.hasMaxEnqueuedBatches()) {
      int batches = Ints.saturatedCast(read.getMaxEnqueuedBatches().getValue());
      options =
          places.at(
              "max_enqueued_batches", options, known -> known.withMaximumQueuedBatches(batches));
    }
    if (read.hasNumBatchThreads()) {
      int threads = Ints.saturatedCast(read.getNumBatchThreads().getValue());
      options = places.at("num_batch_threads", options, known -> known.withThreads(threads));
    }
    ImmutableList<Integer> allowed =
        read.getAllowedBatchSizesList().stream()
            .map(Ints::saturatedCast)
            .collect(ImmutableList.toImmutableList());
    options = places.at("allowed_batch_sizes", options, known -> known.withAllowedRows(allowed));
    return options.withPadding(read.getPadVariableLengthInputs());
  }

  /** The same with another number of rows of a run at most, any number up to it allowed. */
  public BatchingOptions withMaximumRows(int maximumRows) {
    return new BatchingOptions(
        maximumRows, delay, maximumQueuedBatches, threads, ImmutableList.of(), padding, splitting);
  }

  /** The same with another delay. */
  public BatchingOptions withDelay(Duration delay) {
    return new BatchingOptions(
        maximumRows, delay, maximumQueuedBatches, threads, allowedRows, padding, splitting);
  }

  /** The same with another number of batches that may wait. */
  public BatchingOptions withMaximumQueuedBatches(int maximumQueuedBatches) {
    return new BatchingOptions(
        maximumRows, delay, maximumQueuedBatches, threads, allowedRows, padding, splitting);
  }

  /** The same with another number of batches at the same time. */
  public BatchingOptions withThreads(int threads) {
    return new BatchingOptions(
        maximumRows, delay, maximumQueuedBatches, threads, allowedRows, padding, splitting);
  }

  /** The same with these numbers of rows of a run, of which the last must be the maximum. */
  public BatchingOptions withAllowedRows(ImmutableList<Integer> allowedRows) {
    return new BatchingOptions(
        maximumRows, delay, maximumQueuedBatches, threads, allowedRows, padding, splitting);
  }

  /** The same with or without padding of inputs of different lengths. */
  public BatchingOptions withPadding(boolean padding) {
    return new BatchingOptions(
        maximumRows, delay, maximumQueuedBatches, threads, allowedRows, padding, splitting);
  }

  /** The same with or without splitting of large requests. */
  public BatchingOptions withSplitting(boolean splitting) {
    return new BatchingOptions(
        maximumRows, delay, maximumQueuedBatches, threads, allowedRows, padding, splitting);
  }

  /** The least number of rows allowed that holds so many. */
  int allowed(int rows) {
    for (int allowed : allowedRows) {
      if (allowed >= rows) {
        return rows == 0 ? 0 : allowed;
      }
    }
    return rows;
  }
}
