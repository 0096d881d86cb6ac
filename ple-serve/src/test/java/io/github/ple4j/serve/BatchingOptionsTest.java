package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchingOptionsTest {
  private static final BatchingOptions DEFAULTS = BatchingOptions.defaults();

  @TempDir Path directory;

  @Test
  void defaultsAreThoseOfTensorFlowServing() {
    assertThat(DEFAULTS)
        .isEqualTo(
            new BatchingOptions(
                1000,
                Duration.ZERO,
                10,
                Runtime.getRuntime().availableProcessors(),
                ImmutableList.of(),
                false,
                false));
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> DEFAULTS.withMaximumRows(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maximum rows must be positive: 0");
    assertThatThrownBy(() -> DEFAULTS.withDelay(Duration.ofNanos(-1)))
        .hasMessage("delay must be 0 to PT1H: PT-0.000000001S");
    assertThatThrownBy(() -> DEFAULTS.withDelay(Duration.ofHours(2)))
        .hasMessage("delay must be 0 to PT1H: PT2H");
    assertThatThrownBy(() -> DEFAULTS.withMaximumQueuedBatches(0))
        .hasMessage("maximum queued batches must be positive: 0");
    assertThatThrownBy(() -> DEFAULTS.withThreads(0)).hasMessage("threads must be positive: 0");
    assertThatThrownBy(() -> DEFAULTS.withAllowedRows(ImmutableList.of(4, 4, 1000)))
        .hasMessage("allowed rows must be positive and ascending: [4, 4, 1000]");
    assertThatThrownBy(() -> DEFAULTS.withAllowedRows(ImmutableList.of(0, 1000)))
        .hasMessage("allowed rows must be positive and ascending: [0, 1000]");
    assertThatThrownBy(() -> DEFAULTS.withAllowedRows(ImmutableList.of(4, 8)))
        .hasMessage("the last of the allowed rows must be the maximum, 1000: [4, 8]");
  }

  @Test
  void aFileOfTensorFlowServingIsRead() throws IOException {
    assertThat(
            read(
                """
                max_batch_size { value: 128 }
                batch_timeout_micros { value: 2000 }
                max_enqueued_batches { value: 100 }
                num_batch_threads { value: 4 }
                thread_pool_name { value: "threads" }
                allowed_batch_sizes: 32
                allowed_batch_sizes: 128
                pad_variable_length_inputs: true
                enable_large_batch_splitting { value: true }
                """))
        .isEqualTo(
            new BatchingOptions(
                128, Duration.ofMillis(2), 100, 4, ImmutableList.of(32, 128), true, true));
    assertThat(read("# nothing\n")).isEqualTo(DEFAULTS);
  }

  @Test
  void theSizeOfARunIsTheOneOfExecutionWhereRequestsAreSplit() throws IOException {
    String sizes = "max_batch_size { value: 128 } max_execution_batch_size { value: 32 }";
    assertThat(read(sizes).maximumRows()).isEqualTo(128);
    assertThat(read(sizes + " enable_large_batch_splitting { value: true }").maximumRows())
        .isEqualTo(32);
  }

  @Test
  void errorsNameFileLineAndColumn() {
    Map<String, String> errors =
        Map.of(
            "\n  max_batch_size { value: 0 }",
            ":2:3: maximum rows must be positive: 0",
            "max_batch_size { value: -9999999999 }",
            ":1:1: maximum rows must be positive: -2147483648",
            "batch_timeout_micros { value: -1 }",
            ":1:1: delay must be 0 to PT1H: PT-0.000001S",
            "max_enqueued_batches { value: 0 }",
            ":1:1: maximum queued batches must be positive: 0",
            "num_batch_threads { value: 0 }",
            ":1:1: threads must be positive: 0",
            "max_batch_size { value: 8 }\nallowed_batch_sizes: 4",
            ":2:1: the last of the allowed rows must be the maximum, 8: [4]",
            "max_batch: 4",
            ":1:1: unknown field tensorflow.serving.BatchingParameters.max_batch",
            "max_batch_size { value: x }",
            ":1:25: Couldn't parse integer: For input string: \"x\"");
    errors.forEach(
        (text, error) ->
            assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(directory.resolve("batching.txt") + error));
  }

  @Test
  void aMissingFileIsSaidToBeMissing() {
    assertThatThrownBy(() -> BatchingOptions.read(directory.resolve("nothing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private BatchingOptions read(String text) throws IOException {
    return BatchingOptions.read(Files.writeString(directory.resolve("batching.txt"), text));
  }
}
