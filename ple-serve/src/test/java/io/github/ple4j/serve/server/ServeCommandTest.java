package io.github.ple4j.serve.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.TestModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class ServeCommandTest {
  private static final String PERSON =
      "{\"age\": 38, \"hours\": 40, \"member\": true, \"marks\": [1, 2], \"education\": \"Masters\"}";

  @TempDir Path directory;

  private record Outcome(int status, String error) {}

  private static Outcome run(String... arguments) {
    StringWriter err = new StringWriter();
    CommandLine line = ServeCommand.commandLine().setErr(new PrintWriter(err, true));
    int status = line.execute(ServeCommand.flags(arguments));
    return new Outcome(status, err.toString());
  }

  private Path models() {
    Path base = directory.resolve("people");
    TestModels.ranking(base.resolve("1"));
    return base;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rest_api_port=1 | expected --model_base_path or --model_config_file",
        "--model_base_path=a --model_config_file=b | found both",
        "--model_base_path=a --prot=1 | Unknown option: '--prot=1'",
        "--model_base_path=a --port=99999 | from 0 to 65535 or auto, found: 99999",
        "--model_base_path=a --port=0 --rest-api-port=0 | expected a port other than 0",
        "--model_base_path=a --port=7 --rest-api-port=7 | expected two ports, found 7",
        "--model_base_path=a --tls-key=k | found the key alone",
        "--model_base_path=a --batching-parameters-file=f | found the file alone",
        "--model_base_path=a --max_nesting=300 | --max_nesting: expected 1 to 250, found 300",
        "--model_base_path=a --rest_api_num_threads=1 | --rest_api_num_threads: expected 8 to ",
        "--model_base_path=a --max_rows=0 | --max_rows: expected 1 to 2147483647, found 0",
        "--model_base_path=a --max-in-flight=-1 | expected no negative number, found -1",
        "--model_base_path=a --tensorflow_intra_op_parallelism=2"
            + " --tensorflow_inter_op_parallelism=3 | expected one number of threads",
      })
  void wrongUsageIsOneLineAndTwo(String arguments, String message) {
    Outcome outcome = run(arguments.strip().split(" "));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.error().lines().toList())
        .singleElement()
        .asString()
        .startsWith("ple-serve: ")
        .contains(message)
        .endsWith("; see ple-serve --help");
  }

  @Test
  void aFileOrDirectoryThatIsNotThereIsOneLineAndOne() {
    String nowhere = directory.resolve("nowhere").toString();
    String base = "--model_base_path=" + models();

    for (List<String> arguments :
        List.of(
            List.of("--model_base_path=" + nowhere),
            List.of("--model_config_file=" + nowhere),
            List.of(base, "--monitoring_config_file=" + nowhere),
            List.of(base, "--ssl_config_file=" + nowhere),
            List.of(base, "--tls_certificate=" + nowhere, "--tls_key=" + nowhere),
            List.of(base, "--bearer_token_file=" + nowhere),
            List.of(base, "--access_log=" + nowhere + "/log"),
            List.of(base, "--enable_batching", "--batching_parameters_file=" + nowhere))) {
      Outcome outcome = run(arguments.toArray(new String[0]));

      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.error().lines().toList())
          .as(arguments.toString())
          .hasSize(2) // the first is of the versions
          .last()
          .asString()
          .startsWith("ple-serve: ")
          .contains(nowhere)
          .doesNotContain("unexpected");
    }
  }

  @Test
  void aFileInPlaceOfAModelsDirectoryIsSaidToBeOne() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThat(run("--model_base_path=" + file).error())
        .contains("default: expected a directory, found a file: " + file);
  }

  @Test
  void aBusyPortIsOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      for (String flag : List.of("--port=" + port, "--rest_api_port=" + port)) {
        String other = flag.startsWith("--port") ? "--rest_api_port=auto" : "--port=auto";
        Outcome outcome = run("--model_base_path=" + models(), flag, other);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.error().lines().filter(line -> line.startsWith("ple-serve: ")).toList())
            .singleElement()
            .asString()
            .contains("127.0.0.1:" + port)
            .containsIgnoringCase("in use");
      }
    }
  }

  @Test
  void flagsAreSpelledWithDashesOrUnderscores() {
    assertThat(ServeCommand.flags("--model-name=a-b", "--rest_api-port", "8-1", "-h"))
        .containsExactly("--model_name=a-b", "--rest_api_port", "8-1", "-h");
  }

  @Test
  void everyFlagOfTheHelpIsSpelledAsTensorFlowServingSpellsIts() {
    assertThat(ServeCommand.commandLine().getCommandSpec().options())
        .flatMap(option -> List.of(option.names()))
        .filteredOn(name -> name.startsWith("--"))
        .allMatch(name -> name.matches("--[a-z]+(_[a-z]+)*"), "underscores")
        .contains(
            "--port",
            "--rest_api_port",
            "--model_name",
            "--model_base_path",
            "--model_config_file",
            "--model_config_file_poll_wait_seconds",
            "--file_system_poll_wait_seconds",
            "--max_num_load_retries",
            "--load_retry_interval_micros",
            "--enable_batching",
            "--batching_parameters_file",
            "--enable_model_warmup",
            "--rest_api_timeout_in_ms",
            "--rest_api_num_threads",
            "--ssl_config_file",
            "--monitoring_config_file",
            "--version");
  }

  @Test
  void aServerAnswersCountsAndLogs() throws Exception {
    Path log = directory.resolve("access.log");
    try (StartedServer server =
        StartedServer.with(
            "--model-name=people", "--model_base_path", "" + models(), "--access-log=" + log)) {
      assertThat(
              server.post("/v1/models/people:predict", "{\"instances\": [" + PERSON + "]}").body())
          .contains("2327");
      assertThat(server.post("/v1/models/people:predict", "{").statusCode()).isEqualTo(400);
      assertThat(server.post("/v1/models/%22%0A:predict", "{}").statusCode()).isBetween(400, 404);

      assertThat(server.get(MonitoringFlags.METRICS).body())
          .contains(
              ":tensorflow:serving:request_count{model_name=\"people\",status=\"OK\"} 1",
              ":tensorflow:serving:request_count{model_name=\"people\","
                  + "status=\"INVALID_ARGUMENT\"} 1",
              "ple_serve_predictions_total{model=\"people\",version=\"1\","
                  + "signature=\"serving_default\",status=\"OK\"} 1",
              "ple_serve_versions{model=\"people\",state=\"AVAILABLE\"} 1");
      assertThat(server.printed()).contains("people version 1 answers: loaded in ");
    }
    assertThat(Files.readAllLines(log))
        .hasSize(4)
        .first()
        .asString()
        .matches(
            "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [-+]\\d{4}] "
                + "\"POST /v1/models/people:predict\" 200 \\d+ people/1 \\d+\\.\\d{3}ms");
  }

  @Test
  void batchesAreCounted() throws Exception {
    Path parameters = directory.resolve("batching.textproto");
    Files.writeString(parameters, "max_batch_size { value: 8 } batch_timeout_micros { value: 0 }");
    try (StartedServer server =
        StartedServer.with(
            "--model_base_path=" + models(),
            "--enable_batching",
            "--batching_parameters_file=" + parameters)) {
      assertThat(
              server
                  .post("/v1/models/default:predict", "{\"instances\": [" + PERSON + "]}")
                  .statusCode())
          .isEqualTo(200);
      assertThat(server.get(MonitoringFlags.METRICS).body())
          .contains("ple_serve_batch_rows_sum{model=\"default\",version=\"1\"");
    }
  }

  @Test
  void aTokenIsAskedForButNotByThePageItself() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "secret\n");
    try (StartedServer server =
        StartedServer.with("--model_base_path=" + models(), "--bearer_token_file=" + token)) {
      assertThat(server.get("/").statusCode()).isEqualTo(200);
      for (String path : List.of("/status.json", MonitoringFlags.METRICS, "/v1/models/default")) {
        assertThat(server.get(path).statusCode()).as(path).isEqualTo(401);
        assertThat(server.get(path, "Authorization", "Bearer secret").statusCode())
            .as(path)
            .isEqualTo(200);
      }
    }
  }

  @Test
  void metricsAreWhereTheConfigurationSays() throws Exception {
    Path elsewhere =
        Files.writeString(
            directory.resolve("monitoring.textproto"),
            "prometheus_config { enable: true path: \"/metrics\" }");
    try (StartedServer server =
        StartedServer.with(
            "--model_base_path=" + models(), "--monitoring_config_file=" + elsewhere)) {
      assertThat(server.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(server.get(MonitoringFlags.METRICS).statusCode()).isEqualTo(404);
    }
    Files.writeString(elsewhere, "prometheus_config { enable: maybe }");
    assertThat(
            run("--model_base_path=" + models(), "--monitoring_config_file=" + elsewhere).error())
        .contains(elsewhere + ":1:29: ");
  }

  @Test
  void aVersionThatCannotBeLoadedIsToldOfInOneLine() throws Exception {
    Path broken = Files.createDirectories(models().resolve("2"));
    Files.writeString(broken.resolve("saved_model.pb"), "no model");
    try (StartedServer server =
        StartedServer.with("--model_base_path=" + broken.getParent(), "--max_num_load_retries=0")) {
      assertThat(server.printed().lines())
          .filteredOn(line -> line.contains("version 2"))
          .singleElement()
          .asString()
          .startsWith("default version 2 cannot be loaded: ")
          .endsWith("given up until its files change");
      assertThat(server.get("/v1/models/default/versions/2").body().toLowerCase(Locale.ROOT))
          .contains("end");
    }
  }
}
