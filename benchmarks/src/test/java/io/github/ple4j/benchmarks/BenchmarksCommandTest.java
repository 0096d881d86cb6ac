package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.CommandLauncher;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarksCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "jmh --include Foo ! ple-benchmarks jmh: --include: expected a part of the name of a benchmark, see --help, found: Foo;",
        "jmh --include Onnx ! see --help, found: Onnx;",
        "predictions --include TrainingStep ! expected one of [ONNX, PREDICTOR] (case-insensitive) but was 'TrainingStep';",
        "predictions --rows 1,0 ! expected a whole number from 1 on, found: 0;",
        "jmh --model plee ! expected one of ple-2+2+2, single-task, ",
        "jmh --model ple,plee ! , esmm, found: plee;",
        "systems --model plee ! , esmm, found: plee;",
        "trace --model plee ! , esmm, found: plee;",
        "trace --steps 0 ! expected a whole number from 1 on, found: 0;",
        "epoch --model plee ! , esmm, found: plee;",
        "startup --jar gone.jar ! --jar: expected a file such as ple.jar, found none at gone.jar;",
        "startup --rounds 0 ! expected a whole number from 1 on, found: 0;",
        "data --rounds x ! expected a whole number from 1 on, found: x;",
        "metrics --rounds -1 ! expected a whole number from 1 on, found: -1;",
        "systems --epochs 0 ! expected a whole number from 1 on, found: 0;"
      })
  void wrongUsageIsOneLine(String arguments, String message) {
    StringWriter err = new StringWriter();

    int status =
        BenchmarksCommand.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(arguments.split(" "));

    assertThat(err.toString()).contains(message).doesNotContain("unexpected");
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(status).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"predictions", "serving-load"})
  void predictionsAreMeasuredInTheServersEnvironment(String name) {
    assertThat(BenchmarksCommand.environment(name)).isEqualTo(CommandLauncher.PREDICTION);
    assertThat(BenchmarksCommand.commandLine().getSubcommands()).containsKey(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jmh", "systems", "epoch", "experiment", ""})
  void trainingIsNot(String name) {
    assertThat(BenchmarksCommand.environment(name)).isEmpty();
  }
}
