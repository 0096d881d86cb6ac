package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurlTest {
  private static final Path CURL = Path.of("/usr/bin/curl");

  @TempDir Path directory;

  @Test
  void theExamplesOfTensorFlowServingWorkAsTheyAreWritten() throws Exception {
    assumeThat(CURL).exists();
    try (RestFixture rest = RestFixture.open(directory.resolve("models"))) {
      String models = "http://localhost:" + rest.port() + "/v1/models/";
      assertThat(
              curl(
                  "-d",
                  "{\"instances\": [1.0, 2.0, 5.0]}",
                  "-X",
                  "POST",
                  models + "half_plus_two:predict"))
          .isEqualTo("{\"predictions\":[2.5,3.0,4.5]}");
      assertThat(curl(models + "half_plus_two/versions/1")).contains("\"state\":\"AVAILABLE\"");
      // More than a kilobyte: curl asks first whether it may send the body.
      Path file = directory.resolve("body.json");
      Files.writeString(file, "{\"instances\": [" + "1.0, ".repeat(100_000) + "5.0]}");
      assertThat(curl("-d", "@" + file, models + "half_plus_two:predict"))
          .contains("a request may have at most 100000 rows");
      Files.writeString(file, "{\"instances\": [" + "1.0, ".repeat(99_999) + "5.0]}");
      assertThat(curl("-d", "@" + file, models + "half_plus_two:predict")).endsWith(",2.5,4.5]}");
    }
  }

  private static String curl(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(CURL.toString(), "-sS", "--max-time", "60"), Stream.of(arguments))
                    .toList())
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(answer).isZero();
    return answer;
  }
}
