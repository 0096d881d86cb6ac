package io.github.ple4j.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeterminismTest {
  @TempDir Path temporary;

  @Test
  void twoProcessesGiveTheSameMetricsToTheLastDigit() throws Exception {
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");
    Process one = start(first);
    try {
      Process other = start(second);
      try {
        assertThat(one.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(other.waitFor(120, TimeUnit.SECONDS)).isTrue();
      } finally {
        other.destroyForcibly();
      }
    } finally {
      one.destroyForcibly();
    }

    assertThat(one.exitValue()).isZero();
    String printed = Files.readString(first, UTF_8);
    assertThat(printed)
        .contains("shop {")
        .contains("synthetic {")
        .containsPattern("task=click_buy, rows=\\d+, auc=OptionalDouble\\[0\\.\\d{8}")
        .containsPattern("task=task_2, .*meanSquaredError=OptionalDouble\\[\\d\\.\\d{8}")
        .isEqualTo(Files.readString(second, UTF_8));
  }

  private static Process start(Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            DeterminismProbe.class.getName());
    return builder
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
