package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From generated files of Ali-CCP's layout to a trained model, as a user goes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AliCcpCommandTest {
  private Path directory = Path.of("");
  private Path raw = Path.of("");
  private Path prepared = Path.of("");

  @BeforeAll
  void prepare(@TempDir Path temporary) {
    directory = temporary;
    raw = directory.resolve("raw");
    prepared = directory.resolve("prepared");
    CommandRun generated =
        CommandRun.of(
            "data", "generate", "ali-ccp", "--rows=4000", "--test-rows=500", "--out=" + raw);
    assertThat(generated.err()).isEmpty();
    CommandRun run =
        CommandRun.of(
            "data", "prepare", "ali-ccp", "--source=" + raw, "--out=" + prepared, "--min-count=3");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("sample_skeleton_train.csv/rows ", "train/clicks ", "MB of text in ");
  }

  @Test
  void preparedDataTrainAModelWhoseFiguresAreLabelled() throws IOException {
    Path run = directory.resolve("run");
    CommandRun trained =
        CommandRun.of(
            "train",
            "--data=ali-ccp",
            "--data-dir=" + prepared,
            "--data-option=tasks=ctr+cvr+ctcvr",
            "--data-option=min_count=3",
            "--model=ple",
            "--epochs=1",
            "--batch-size=256",
            "--threads=2",
            "--leakage=warn",
            "--out=" + run);
    assertThat(trained.err()).isEmpty();
    assertThat(trained.status()).isZero();
    assertThat(trained.out()).contains("on simulated data: ali-ccp-synthetic\n", "ctcvr", "gauc");
    assertThat(Files.readString(run.resolve("metrics.json")))
        .contains("\"simulated_data\" : \"ali-ccp-synthetic\"");

    CommandRun evaluated =
        CommandRun.of(
            "evaluate",
            "--export=" + run.resolve("export").resolve("1"),
            "--data=ali-ccp",
            "--data-dir=" + prepared,
            "--data-option=tasks=ctr+cvr+ctcvr");
    assertThat(evaluated.err()).isEmpty();
    assertThat(evaluated.out()).startsWith("on simulated data: ali-ccp-synthetic\n");
    assertThat(trained.out()).contains(lineOf(evaluated, "test   ctcvr").substring(15));
  }

  private static String lineOf(CommandRun run, String beginning) {
    return run.out().lines().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
  }

  @Test
  void preparedDataAreVerifiedShownAndDescribed() {
    String data = "--data-dir=" + prepared;
    assertThat(CommandRun.of("data", "verify", data).out()).contains("110 columns, ");
    CommandRun head =
        CommandRun.of("data", "head", "--data=ali-ccp", data, "--rows=1", "--split=test");
    assertThat(head.out()).contains("109_14", "label cvr", "group");
    CommandRun described = CommandRun.of("data", "describe", "--data=ali-ccp", data);
    assertThat(described.out())
        .startsWith("ali-ccp-synthetic, train: ")
        .contains("inside where", "clicked");
  }

  @Test
  void aColumnThatIsDamagedIsNamed() throws IOException {
    Path copy = directory.resolve("copy");
    assertThat(
            CommandRun.of("data", "prepare", "ali-ccp", "--source=" + raw, "--out=" + copy)
                .status())
        .isZero();
    Path column = copy.resolve("test").resolve("rows.npy");
    byte[] bytes = Files.readAllBytes(column);
    bytes[bytes.length - 1] ^= 1;
    Files.write(column, bytes);

    CommandRun run = CommandRun.of("data", "verify", "--data-dir=" + copy);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).startsWith(column + ": expected CRC-32C ");
    assertThat(run.err())
        .contains("expected 110 columns as they were written, found 1 damaged; prepare");
  }

  @Test
  void whatCannotBeIsOneLine() {
    List<CommandRun> runs =
        List.of(
            CommandRun.of("data", "prepare", "ali-ccp", "--source=" + raw, "--out=" + prepared),
            CommandRun.of(
                "train",
                "--data=ali-ccp",
                "--data-dir=" + prepared,
                "--data-option=min_count=10",
                "--model=ple",
                "--out=" + directory.resolve("none")),
            CommandRun.of("data", "head", "--data=ali-ccp", "--data-dir=" + raw));
    assertThat(runs).allMatch(run -> run.status() == 1);
    assertThat(runs).allMatch(run -> run.err().lines().count() == 1);
    assertThat(runs.get(0).err()).contains("found data that are prepared");
    assertThat(runs.get(1).err())
        .contains("min_count: expected data that were prepared with 10, found 3");
    assertThat(runs.get(2).err())
        .contains("expected data that were prepared from Ali-CCP's files, found none");
  }
}
