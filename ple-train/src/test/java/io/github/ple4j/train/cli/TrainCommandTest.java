package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ple4j.graph.ModelSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  private static final String SIX = "-?\\d+\\.\\d{6}";

  @TempDir Path temporary;

  @Test
  void aRunWithABaselinePrintsMetricsAndGainsWithSixDecimals() throws Exception {
    Path out = temporary.resolve("run");

    CommandRun run = CommandRun.small(out, "--model", "ple", "--baseline", "single-task");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out().lines().toList())
        .anyMatch(line -> line.matches("ple, \\d+ parameters"))
        .anyMatch(line -> line.matches("single-task, \\d+ parameters"))
        .anyMatch(line -> line.matches("split +task +auc +log_loss +mse +calibration +rows"))
        .anyMatch(line -> line.matches("validation +task_1 +- +- +" + SIX + " +" + SIX + " +20"))
        .anyMatch(line -> line.matches("test +task_2 +- +- +" + SIX + " +" + SIX + " +20"))
        .contains("MTL gain of ple over single-task on test")
        .anyMatch(line -> line.matches("task +metric +ple +single-task +MTL gain"));
    double ours = metric(out, "test", "task_2", "mse");
    double theirs = metric(out.resolve("baseline"), "test", "task_2", "mse");
    List<String> gain =
        run.out()
            .lines()
            .filter(line -> line.matches("task_2 +mse +.*"))
            .flatMap(line -> Stream.of(line.split(" +")))
            .toList();
    assertThat(gain)
        .containsExactly(
            "task_2", "mse", six("%.6f", ours), six("%.6f", theirs), six("%+.6f", theirs - ours));
  }

  @Test
  void aRunLeavesItsFiles() throws Exception {
    Path out = temporary.resolve("run");

    CommandRun run =
        CommandRun.small(out, "--model", "mmoe", "--seed", "7", "--optimizer", "ADAGRAD");

    assertThat(run.status()).isZero();
    assertThat(files(out)).contains("manifest.json", "metrics.json", "model.textproto");
    assertThat(out.resolve("checkpoints/best/variables.index")).exists();
    assertThat(out.resolve("export/1/saved_model.pb")).exists();
    String model = Files.readString(out.resolve("model.textproto"), UTF_8);
    assertThat(ModelSpecs.parse(model, "model").getInitializationSeed()).isEqualTo(7);
    assertThat(ModelSpecs.parse(model, "model").hasMmoe()).isTrue();
    JsonNode manifest = json(out.resolve("manifest.json"));
    assertThat(manifest.get("status").asText()).isEqualTo("done");
    assertThat(manifest.get("arguments").toString()).contains("\"rows=280\",", "\"mmoe\"");
    assertThat(manifest.get("seeds").get("order").asLong()).isEqualTo(7);
    assertThat(manifest.get("seeds").get("initialization").asLong()).isEqualTo(7);
    assertThat(manifest.get("threads").asInt()).isEqualTo(2);
    assertThat(manifest.get("data").get("rows").asText()).isEqualTo("280");
    assertThat(manifest.get("training").get("steps").asLong()).isEqualTo(2 * 4);
    assertThat(manifest.get("training").get("samples").asLong()).isEqualTo(2 * 240);
    assertThat(manifest.get("training_spec").asText())
        .contains("adagrad", "cosine", "batch_size: 64");
    assertThat(manifest.get("versions").fieldNames())
        .toIterable()
        .contains("ple4j", "tensorflow", "java");
    assertThat(metric(out, "validation", "task_1", "rows")).isEqualTo(20);
  }

  @Test
  void theSpecOfARunGivesTheSameMetricsToTheLastDigit() throws Exception {
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");
    assertThat(CommandRun.small(first, "--model", "cgc").status()).isZero();
    String spec = first.resolve("model.textproto").toString();

    CommandRun again = CommandRun.small(second, "--spec", spec);

    assertThat(again.status()).isZero();
    assertThat(again.out()).startsWith("cgc, ");
    assertThat(second.resolve("metrics.json"))
        .hasSameTextualContentAs(first.resolve("metrics.json"));
    assertThat(second.resolve("model.textproto"))
        .hasSameTextualContentAs(first.resolve("model.textproto"));
  }

  @Test
  void anotherSeedGivesOtherMetricsOnTheSameRows() throws Exception {
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");
    CommandRun.small(first, "--model", "hard-sharing");
    CommandRun.small(second, "--model", "hard-sharing", "--seed", "2");

    assertThat(metric(first, "test", "task_1", "mse"))
        .isNotCloseTo(metric(second, "test", "task_1", "mse"), within(1e-12));
    assertThat(json(first.resolve("manifest.json")).get("data"))
        .isEqualTo(json(second.resolve("manifest.json")).get("data"));
  }

  @Test
  void maxStepsAndScheduleAndOptimizerReachTheRun() throws Exception {
    Path out = temporary.resolve("run");

    CommandRun run =
        CommandRun.small(
            out,
            "--model=hard-sharing",
            "--max-steps=3",
            "--schedule=constant",
            "--optimizer=sgd",
            "--learning-rate=0.01",
            "--device=cpu,embeddings=cpu:0",
            "--data-option=correlation=1",
            "--data-option=noise=0",
            "--leakage=warn",
            "--data-option=draw_seed=9");

    assertThat(run.status()).isZero();
    JsonNode manifest = json(out.resolve("manifest.json"));
    assertThat(manifest.get("training").get("steps").asLong()).isEqualTo(3);
    assertThat(manifest.get("training_spec").asText())
        .contains("sgd {", "constant {", "initial: 0.01", "max_steps: 3");
    assertThat(manifest.get("data").get("correlation").asText()).isEqualTo("1.0");
    assertThat(manifest.get("data").get("draw_seed").asText()).isEqualTo("9");
    assertThat(manifest.get("data").get("noise_standard_deviation").asText()).isEqualTo("0.0");
  }

  @Test
  void aRunStartsFromAnEarlierExport() throws Exception {
    Path monday = temporary.resolve("monday");
    Path tuesday = temporary.resolve("tuesday");
    CommandRun.small(monday, "--model", "cgc", "--learning-rate", "0.01");
    String export = monday.resolve("export/1").toString();

    CommandRun run =
        CommandRun.small(
            tuesday, "--model", "cgc", "--init-from", export, "--learning-rate", "1e-20");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    for (String task : List.of("task_1", "task_2")) {
      assertThat(metric(tuesday, "test", task, "mse"))
          .isCloseTo(metric(monday, "test", task, "mse"), within(1e-6));
    }
    assertThat(Files.readString(tuesday.resolve("training.textproto"), UTF_8))
        .contains("initial_model", export);
    CommandRun wrong =
        CommandRun.small(temporary.resolve("x"), "--model", "cgc", "--init-from", "nowhere");
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err()).contains("nowhere: expected an export or a checkpoint");
  }

  @Test
  void helpMentionsEveryOption() {
    CommandRun help = CommandRun.of("train", "--help");

    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains(
            "--data",
            "--data-dir",
            "--protocol",
            "--data-option",
            "--model",
            "--spec",
            "--baseline",
            "--out",
            "--epochs",
            "--max-steps",
            "--batch-size",
            "--optimizer",
            "--learning-rate",
            "--schedule",
            "--seed",
            "--device",
            "--threads",
            "--verbose")
        .contains("ali-ccp, census, csv, synthetic,")
        .contains("correlation", "split_seed", "with-education");
    PleCommand.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) ->
                command
                    .getCommandSpec()
                    .optionsMap()
                    .keySet()
                    .forEach(
                        option ->
                            assertThat(CommandRun.of(name, "--help").out()).contains(option)));
    assertThat(CommandRun.of("--help").out()).contains("train");
    assertThat(CommandRun.of("--version").out()).contains("tensorflow 2.", "ple4j ", "java ");
  }

  private static String six(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }

  private static double metric(Path run, String split, String task, String metric)
      throws IOException {
    return json(run.resolve("metrics.json")).get(split).get(task).get(metric).asDouble();
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file, UTF_8));
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
