package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = temporary.resolve("run").resolve("metrics.jsonl");
  }

  @Test
  void everyLineIsAnObjectAndIsReadBack() throws IOException {
    ObjectNode first = node().put("step", 1L << 40).put("text", "é\n\"").put("loss", 0.1 + 0.2);
    first.putObject("tasks").put("income", Math.PI).putNull("auc");
    ObjectNode second = node();
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.line(first);
      log.line(second);
    }

    assertThat(Files.readString(file)).endsWith("}\n").doesNotContain("\r");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(json(lines.get(0))).isEqualTo(first);
    assertThat(json(lines.get(1))).isEqualTo(second);
  }

  @Test
  void numbersThatAreNotFiniteAreNullWhereverTheyStand() throws IOException {
    ObjectNode node =
        node().put("double", Double.NaN).put("float", Float.NEGATIVE_INFINITY).put("finite", 1.5f);
    node.putObject("nested").putArray("array").add(Double.POSITIVE_INFINITY).add(2.0);
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.line(node);
    }

    assertThat(file)
        .hasContent(
            "{\"double\":null,\"float\":null,\"finite\":1.5,\"nested\":{\"array\":[null,2.0]}}\n");
    assertThat(node.get("double").isDouble()).as("the node is as it was").isTrue();
  }

  @Test
  void whatCameAfterTheBytesToKeepIsCutAndTheFileGoesOn() throws IOException {
    long kept;
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.line(node().put("step", 1));
      kept = log.flush();
      assertThat(kept).isEqualTo(Files.size(file));
      log.line(node().put("step", 2));
    }

    try (MetricsLog resumed = MetricsLog.open(file, kept)) {
      resumed.line(node().put("step", 3));
      assertThat(resumed.flush()).isEqualTo(Files.size(file));
      resumed.line(node().put("step", 4));
    }

    assertThat(Files.readAllLines(file))
        .containsExactly("{\"step\":1}", "{\"step\":3}", "{\"step\":4}");
  }

  @Test
  void aFileOfWhichNothingIsKeptBeginsAnew() throws IOException {
    try (MetricsLog log = MetricsLog.open(file, 0)) {
      log.line(node());
    }
    MetricsLog.open(file, 0).close();

    assertThat(file).isEmptyFile();
  }

  @Test
  void aFileShorterThanWhatIsKeptIsRefused() {
    MetricsLog.open(file, 0).close();

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> MetricsLog.open(file, 1))
        .withMessage(
            "%s: expected the 1 bytes that the run had written, found 0;"
                + " restore the file, or remove it to go on with a new one",
            file);
  }

  @Test
  void aDirectoryIsRefused() {
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> MetricsLog.open(temporary, 0))
        .withMessageStartingWith(temporary + ": cannot be written: ");
  }

  @Test
  void aFullDiskIsReportedAsSoonAsTheBufferIs() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "a disk that is always full");
    ObjectNode node = node().put("text", "a".repeat(100_000));

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(
            () -> {
              try (MetricsLog log = MetricsLog.open(full, 0)) {
                log.line(node);
              }
            })
        .withMessage(
            "/dev/full: cannot be written: No space left on device;"
                + " check the disk and its permissions");
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static JsonNode json(String line) throws IOException {
    return new ObjectMapper().readTree(line);
  }
}
