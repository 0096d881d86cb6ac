package io.github.ple4j.serve.server;

import io.github.ple4j.serve.BatchingOptions;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether requests of several callers are run together. */
final class BatchingFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--enable_batching",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Whether requests that come at the same time are run together.")
  boolean enableBatching;

  @Option(
      names = "--batching_parameters_file",
      paramLabel = "FILE",
      description =
          "How, in text format: max_batch_size { value: 128 }, batch_timeout_micros,"
              + " max_enqueued_batches, num_batch_threads, allowed_batch_sizes,"
              + " pad_variable_length_inputs, enable_large_batch_splitting.")
  @Nullable Path batchingParametersFile;

  /** Checks that a file has a use. */
  void check() {
    if (batchingParametersFile != null && !enableBatching) {
      throw new ParameterException(
          command.commandLine(),
          "expected --enable_batching with --batching_parameters_file, found the file alone");
    }
  }

  Optional<BatchingOptions> options() {
    if (!enableBatching) {
      return Optional.empty();
    }
    Path file = batchingParametersFile;
    if (file == null) {
      return Optional.of(BatchingOptions.defaults());
    }
    try {
      return Optional.of(BatchingOptions.read(file));
    } catch (NoSuchFileException e) {
      throw new ServeException(file + ": no such file", e);
    } catch (IOException | IllegalArgumentException e) {
      throw ServeException.of(file, e);
    }
  }
}
