package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.serve.Predictor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServingLoadTest {
  /** What a run of the command printed, and its exit status. */
  private record Run(int status, String out, String err) {}

  private static BriefExport export;

  @TempDir private Path directory;

  @BeforeAll
  static void export() throws IOException {
    export =
        BriefExport.write(
            SyntheticRegression.create(
                SyntheticRegression.Options.defaults().withRows(1400).withDimensions(2)),
            "ple");
  }

  @AfterAll
  static void close() throws IOException {
    export.close();
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all =
        new ArrayList<>(List.of("--seconds=0.2", "--warm-up-seconds=0.1", "--rounds=1"));
    all.addAll(List.of(arguments));
    int status =
        new CommandLine(new ServingLoad())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }

  private static Run runOnExport(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--export=" + export.path()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "rest", "grpc"})
  void batchesAreComparedForEachNumberOfCallers(String transport) {
    Run run = runOnExport("--over=" + transport, "--callers=1,3");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(0)).isEqualTo(Machine.description());
    assertThat(lines.stream().skip(3).map(line -> line.substring(0, 16).trim()))
        .containsExactly(
            "1  off", "1  on", "1  on", "1  gain", "3  off", "3  on", "3  on", "3  gain");
    assertThat(lines.stream().skip(3).filter(line -> !line.contains("gain")))
        .allMatch(line -> line.matches(".*\\s0\\s+0"));
  }

  @Test
  void aServerWithLimitsRefusesAndFailsNoRequest() {
    Run run =
        runOnExport(
            "--overload", "--callers=24", "--max-in-flight=2", "--max-batch-size=1", "--share=0.3");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).containsPattern("\n30 % .* 0\n200 % .* 0\nof 1/s \\d+ that 2 callers");
  }

  @Test
  void noRequestFailsWhileVersionsAreReplaced() {
    Run run = runOnExport("--reloads=2", "--callers=2", "--share=0.2");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .containsPattern("2 versions served .* \\d+ answered, 0 refused, 0 failed; p50 ");
  }

  @Test
  void aServerThatRunsIsAskedForLong() throws Exception {
    Path body =
        Files.writeString(
            directory.resolve("request.json"),
            JsonRow.request(
                Predictor.DEFAULT_SIGNATURE,
                BriefExport.inputs(export.path(), Predictor.DEFAULT_SIGNATURE, 1)));
    try (VersionsDirectory versions = VersionsDirectory.create()) {
      versions.publish(1, export.path());
      try (ServerProcess server = ServerProcess.start(versions.path(), "256m", List.of())) {
        Run soak = run("--soak=0.01", "--url=" + server.predict(), "--body=" + body, "--callers=2");
        assertThat(soak.err()).isEmpty();
        assertThat(soak.status()).isZero();
        assertThat(soak.out())
            .containsPattern("minutes  resident MB   heap MB\n +0\\.0 +\\d+\\.\\d +\\d+\\.\\d\n")
            .containsPattern("\\d+ answered, 0 refused, 0 failed; p50 ");

        Run table = run("--url=" + server.predict(), "--body=" + body, "--callers=1");
        assertThat(table.status()).isZero();
        assertThat(table.out().lines()).hasSize(4);
      }
    }
  }

  @Test
  void failedRequestsAreCountedAndSaid() throws Exception {
    Path body = Files.writeString(directory.resolve("request.json"), "{}");
    try (ScriptedServer server =
        ScriptedServer.answering(
            number -> ScriptedServer.answer(number % 2 == 0 ? 200 : 500, "{}"))) {
      Run run = run("--url=" + server.uri(), "--body=" + body, "--callers=1");
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out())
          .containsPattern("\\s0\\s+[1-9]\\d*\nfailed: ")
          .contains("failed: " + server.uri() + ": expected status 200, found 500: {}");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--reloads=-1 | --reloads: expected 1 or more, found -1",
        "--callers=4,0 | --callers: expected 1 or more, found [4, 0]",
        "--overload --soak=1 | expected one of --overload, --reloads and --soak, found 2",
        "--soak=-1 | --soak: expected more than 0 minutes, found -1.0",
        "--over=grpc --overload | expected REST with --url, --overload, --reloads and --soak,"
            + " found --over grpc",
        "--url=http://127.0.0.1:1/ | expected both --url and --body, found one of them",
        "--url=http://127.0.0.1:1/ --body=b --reloads=3 | expected --url without --export and"
            + " --reloads, which start a server of their own"
      })
  void wrongUsageIsToldBeforeAnythingIsStarted(String arguments, String message) {
    Run run = run(arguments.split(" "));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith(message);
  }
}
