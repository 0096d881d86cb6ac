package io.github.ple4j.serve.server;

import io.github.ple4j.serve.PredictorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which models are served, and how each runs. */
final class ModelFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model_name",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "By which requests name the model; ${DEFAULT-VALUE} if not given.")
  String modelName;

  @Option(
      names = "--model_base_path",
      paramLabel = "DIRECTORY",
      description = "Where the model's versions are: DIRECTORY/<number>. The newest is served.")
  @Nullable Path modelBasePath;

  @Option(
      names = "--model_config_file",
      paramLabel = "FILE",
      description =
          "Several models, in text format: model_config_list { config { name: ... base_path: ..."
              + " } }; instead of the two above.")
  @Nullable Path modelConfigFile;

  @Option(
      names = "--model_config_file_poll_wait_seconds",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "How often that file is read again; 0: once. ${DEFAULT-VALUE} if not given.")
  int modelConfigFilePollWaitSeconds;

  @Option(
      names = "--file_system_poll_wait_seconds",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description =
          "How often the directories are looked at; 0: once. ${DEFAULT-VALUE} if not given.")
  int fileSystemPollWaitSeconds;

  @Option(
      names = "--max_num_load_retries",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How often a version that cannot be loaded is tried again; ${DEFAULT-VALUE} if not"
              + " given.")
  int maxNumLoadRetries;

  @Option(
      names = "--load_retry_interval_micros",
      paramLabel = "MICROSECONDS",
      defaultValue = "60000000",
      description = "Time between two tries; ${DEFAULT-VALUE} if not given.")
  long loadRetryIntervalMicros;

  @Option(
      names = "--enable_model_warmup",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description =
          "Whether a version's assets.extra/tf_serving_warmup_requests are run before it answers;"
              + " ${DEFAULT-VALUE} if not given.")
  boolean enableModelWarmup;

  @Option(
      names = "--tensorflow_session_parallelism",
      paramLabel = "N",
      description =
          "Threads of a model: 1, if nothing is given, runs a request in one thread, the most for"
              + " many requests at a time; 0 is one for each processor.")
  @Nullable Integer sessionParallelism;

  @Option(
      names = "--tensorflow_intra_op_parallelism",
      paramLabel = "N",
      description = "The same: one number is for both.")
  @Nullable Integer intraOpParallelism;

  @Option(
      names = "--tensorflow_inter_op_parallelism",
      paramLabel = "N",
      description = "The same: one number is for both.")
  @Nullable Integer interOpParallelism;

  @Option(
      names = "--max_in_flight",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Requests of a model at a time; one more is refused with 429. 0, if nothing is given:"
              + " any number.")
  int maxInFlight;

  /** Checks what no type says. */
  void check() {
    if (modelBasePath != null && modelConfigFile != null) {
      throw wrong("expected --model_base_path or --model_config_file, found both");
    }
    if (modelBasePath == null && modelConfigFile == null) {
      throw wrong("expected --model_base_path or --model_config_file");
    }
    notNegative("--model_config_file_poll_wait_seconds", modelConfigFilePollWaitSeconds);
    notNegative("--max_num_load_retries", maxNumLoadRetries);
    notNegative("--load_retry_interval_micros", loadRetryIntervalMicros);
    notNegative("--max_in_flight", maxInFlight);
    threads();
  }

  private void notNegative(String flag, long value) {
    if (value < 0) {
      throw wrong(flag + ": expected no negative number, found " + value);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  PredictorOptions predictor() {
    return PredictorOptions.defaults().withThreads(threads()).withWarmUp(enableModelWarmup);
  }

  private int threads() {
    List<Integer> given =
        Stream.of(sessionParallelism, intraOpParallelism, interOpParallelism)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    if (given.size() > 1) {
      throw wrong("expected one number of threads for all of a model, found " + given);
    }
    int threads = given.isEmpty() ? 1 : given.get(0);
    notNegative("--tensorflow_session_parallelism", threads);
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** How often directories are looked at; a negative number is "never" in TensorFlow Serving. */
  Duration pollInterval() {
    return Duration.ofSeconds(Math.max(0, fileSystemPollWaitSeconds));
  }

  Duration loadRetryInterval() {
    return Duration.of(loadRetryIntervalMicros, ChronoUnit.MICROS);
  }
}
