package io.github.ple4j.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks predictions}, in {@code ple-serve}'s environment. */
@Command(
    name = PredictionsCommand.NAME,
    description =
        "Predictions by the library, by TensorFlow's session and by onnxruntime, as a table.",
    mixinStandardHelpOptions = true)
final class PredictionsCommand implements Callable<Integer> {
  static final String NAME = "predictions";

  /** The names of its benchmarks, as JMH takes them. */
  static final String BENCHMARKS = "\\.(Onnx|Predictor)Benchmark\\.";

  @Mixin private JmhRun run;

  /** Beside what the library predicts. */
  enum Subject {
    /** onnxruntime. */
    ONNX("Onnx"),
    /** TensorFlow's session. */
    PREDICTOR("Predictor");

    private final String benchmark;

    Subject(String benchmark) {
      this.benchmark = benchmark;
    }
  }

  @Option(
      names = "--include",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "onnx,predictor",
      description = "Which benchmarks (default: ${DEFAULT-VALUE}).")
  private List<Subject> include;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      converter = ModelName.class,
      split = ",",
      defaultValue = "ple",
      description = "Which models (default: ${DEFAULT-VALUE}).")
  private List<String> models;

  @Option(
      names = "--rows",
      paramLabel = "N",
      converter = PositiveInt.class,
      split = ",",
      description = "Of a prediction; 1 and 64, for Predictor 512 too, by default.")
  private List<Integer> rows = List.of();

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options = run.options();
    for (Subject subject : include) {
      options.include("\\." + subject.benchmark + "Benchmark\\.");
    }
    options.param("model", models.toArray(String[]::new));
    if (!rows.isEmpty()) {
      options.param("rows", rows.stream().map(String::valueOf).toArray(String[]::new));
    }
    run.print(options);
    return 0;
  }
}
