package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarksCommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "jmh --include Foo ! ple-benchmarks jmh: --include: expected a part of the name of a benchmark, see --help, found: Foo;",
        "jmh --model plee ! expected one of ple-2+2+2, single-task, ",
        "jmh --model ple,plee ! , esmm, found: plee;",
        "systems --model plee ! , esmm, found: plee;",
        "epoch --model plee ! , esmm, found: plee;",
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
}
