package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to the command as a user starts it. */
@DisabledOnOs(OS.WINDOWS) // has no SIGTERM
class StopSignalTest {
  @TempDir Path temporary;

  @Test
  void aTerminatedRunSavesAndExitsWithZeroAndIsResumedToTheSameMetrics() throws Exception {
    Path whole = temporary.resolve("whole");
    Path stopped = temporary.resolve("stopped");
    assertThat(train(whole).waitFor(120, TimeUnit.SECONDS)).isTrue();

    Process process = train(stopped);
    Path log = stopped.resolve("metrics.jsonl");
    while (process.isAlive() && !(Files.exists(log) && Files.size(log) > 0)) {
      Thread.sleep(20);
    }
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(temporary.resolve("stopped.err"), UTF_8))
        .contains("stopped, and saved; the same command with --resume goes on");
    assertThat(stopped.resolve("metrics.json")).doesNotExist();
    Process resumed = train(stopped, "--resume");
    assertThat(resumed.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(resumed.exitValue()).isZero();
    assertThat(Files.readString(stopped.resolve("metrics.json"), UTF_8))
        .isEqualTo(Files.readString(whole.resolve("metrics.json"), UTF_8));
  }

  @Test
  void resumingWithOtherOptionsIsRefusedWithTheDifference() {
    Path out = temporary.resolve("run");
    assertThat(CommandRun.small(out, "--model", "cgc").status()).isZero();

    CommandRun run = CommandRun.small(out, "--model", "cgc", "--clip-norm", "3", "--resume");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("found a difference: clip_norm was unset and is 3.0; give the options");
  }

  @Test
  void resumingADoneRunPrintsItsMetricsAgain() {
    Path out = temporary.resolve("run");
    CommandRun first = CommandRun.small(out, "--model", "cgc", "--resume");

    CommandRun again = CommandRun.small(out, "--model", "cgc", "--resume");

    assertThat(first.status()).isZero();
    assertThat(again.status()).isZero();
    assertThat(again.out()).isEqualTo(first.out());
  }

  private Process train(Path out, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(PleCommand.class.getName());
    command.addAll(List.of("train", "--data", "synthetic", "--data-option", "rows=28000"));
    command.addAll(List.of("--data-option", "dimensions=20", "--model", "ple", "--epochs", "2"));
    command.addAll(List.of("--batch-size", "64", "--threads", "2", "--log-every", "1"));
    command.addAll(List.of("--log-gradients-every", "0", "--checkpoint-every", "100"));
    command.addAll(List.of("--out", out.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(temporary.resolve(out.getFileName() + ".err").toFile())
        .start();
  }
}
