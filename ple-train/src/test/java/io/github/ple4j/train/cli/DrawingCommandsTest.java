package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ple describe} and {@code ple gates}. */
class DrawingCommandsTest {
  private static final List<String> DATA =
      List.of("--data", "synthetic", "--data-option", "rows=280", "--data-option", "dimensions=5");

  @TempDir Path temporary;

  @Test
  void aSpecIsDescribedAndDrawn() throws Exception {
    Path spec = temporary.resolve("model.textproto");
    Files.writeString(spec, run("spec", "--model", "ple").out(), UTF_8);
    Path svg = temporary.resolve("model.svg");

    CommandRun described =
        CommandRun.of("describe", "--spec", spec.toString(), "--svg", svg.toString());

    assertThat(described.err()).isEmpty();
    assertThat(described.status()).isZero();
    assertThat(described.out().lines().toList())
        .contains("ple of task_1 (regression), task_2 (regression)")
        .anyMatch(line -> line.matches("d = 5, [0-9,]+ dense parameters, 0 of embeddings, .*"))
        .anyMatch(
            line ->
                line.matches(
                    "2 +level_1/task/task_1/gate +gate +256 +10 +level_1/task/task_1/expert_1,"
                        + " level_1/shared/expert_1 \\| x"));
    assertThat(svg).content(UTF_8).startsWith("<svg ").contains("level_1/task/task_1/gate");

    CommandRun equal = CommandRun.of("describe", "--spec", spec.toString(), "--equal-size");
    assertThat(equal.status()).isZero();
    assertThat(equal.out()).isNotEqualTo(described.out());
  }

  @Test
  void theGatesOfAModelAreMeasuredAndDrawn() throws Exception {
    Path out = temporary.resolve("run");
    assertThat(CommandRun.small(out, "--model", "ple").status()).isZero();
    Path json = temporary.resolve("gates.json");
    Path svg = temporary.resolve("gates.svg");
    String export = out.resolve("export/1").toString();

    CommandRun gates =
        run("gates", "--export", export, "--json", json.toString(), "--svg", svg.toString());

    assertThat(gates.err()).isEmpty();
    assertThat(gates.status()).isZero();
    JsonNode root = new ObjectMapper().readTree(json.toFile());
    assertThat(root.get("rows").asLong()).isEqualTo(20);
    assertThat(root.get("gates")).hasSize(5);
    for (JsonNode gate : root.get("gates")) {
      double sum = 0;
      for (JsonNode expert : gate.get("experts")) {
        sum += expert.get("mean").asDouble();
        assertThat(expert.get("standard_deviation").asDouble()).isBetween(0.0, 0.5);
        long rows = 0;
        for (JsonNode bin : expert.get("histogram")) {
          rows += bin.asLong();
        }
        assertThat(rows).isEqualTo(20);
        assertThat(gates.out())
            .contains(
                String.format(java.util.Locale.ROOT, "  %.6f +- ", expert.get("mean").asDouble()));
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
    assertThat(svg).content(UTF_8).contains("<svg").contains("</svg>");
  }

  @Test
  void aModelWithoutGatesIsRefused() {
    Path out = temporary.resolve("run");
    assertThat(CommandRun.small(out, "--model", "hard-sharing").status()).isZero();

    CommandRun gates = run("gates", "--export", out.resolve("export/1").toString());

    assertThat(gates.status()).isEqualTo(1);
    assertThat(gates.err())
        .contains("expected a model with gates that mix two experts or more, such as ple, found")
        .hasLineCount(1);
  }

  @Test
  void aSpecThatIsMissingAndNoneAtAllAreOneLineEach() {
    Path spec = temporary.resolve("none.textproto");

    CommandRun missing = CommandRun.of("describe", "--spec", spec.toString());
    CommandRun none = CommandRun.of("describe");

    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).contains("expected a model spec, found no file").hasLineCount(1);
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("--spec=FILE | --export=DIR").hasLineCount(1);
  }

  @Test
  void aPictureThatCannotBeWrittenIsOneLine() throws Exception {
    Path spec = temporary.resolve("model.textproto");
    Files.writeString(spec, run("spec", "--model", "mmoe").out(), UTF_8);
    Path svg = temporary.resolve("nowhere/model.svg");

    CommandRun described =
        CommandRun.of("describe", "--spec", spec.toString(), "--svg", svg.toString());

    assertThat(described.status()).isEqualTo(1);
    assertThat(described.err()).contains(svg + ": cannot be written").hasLineCount(1);
    assertThat(temporary).isDirectoryNotContaining("glob:**nowhere*");
  }

  private static CommandRun run(String command, String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of(command));
    all.addAll(DATA);
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
