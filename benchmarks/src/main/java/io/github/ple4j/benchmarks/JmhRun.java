package io.github.ple4j.benchmarks;

import java.lang.management.ManagementFactory;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What commands that measure by JMH have in common. */
final class JmhRun {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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
   * @param include the user's choice of benchmarks
   */
  void print(ChainedOptionsBuilder options, String include) throws RunnerException {
    Iterable<RunResult> results;
    try {
      results = new Runner(options.build()).run();
    } catch (NoBenchmarksException e) {
      throw new ParameterException(
          command.commandLine(),
          "--include: expected a part of the name of a benchmark, see --help, found: " + include,
          e);
    }
    System.out.print(BenchmarkTable.of(results));
  }
}
