package io.github.ple4j.benchmarks;

import com.google.common.base.Throwables;
import io.github.ple4j.train.RunException;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Option;

/** What commands that measure by JMH have in common. */
final class JmhRun {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "15",
      description = "Rounds, of which medians are shown: 9 or more.")
  private int rounds;

  /** Options of a run, to which benchmarks and parameters are to be added. */
  ChainedOptionsBuilder options() {
    return new OptionsBuilder()
        .measurementIterations(rounds)
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true)
        // Forks that wrote the command's archive of classes would end late, and all in one file.
        .jvmArgs(
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-XX:ArchiveClassesAtExit"))
                .toArray(String[]::new))
        // Heap for the batches; TensorFlow's memory is its own.
        .jvmArgsAppend("-Xmx2g");
  }

  /**
   * Measures, and prints the table.
   *
   * @throws RunException if a benchmark threw it, in its own JVM
   */
  void print(ChainedOptionsBuilder options) throws RunnerException {
    try {
      System.out.print(BenchmarkTable.of(new Runner(options.build()).run()));
    } catch (RunnerException e) {
      if (e.getCause() instanceof BenchmarkException failed) {
        for (Throwable thrown : failed.getSuppressed()) {
          Throwables.throwIfInstanceOf(thrown, RunException.class);
        }
      }
      throw e;
    }
  }
}
