package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 2 for wrong usage, 1 for a failure; either way one line and nothing on standard output. */
class TrainCommandErrorsTest {
  @TempDir Path temporary;
  private Path out;

  @BeforeEach
  void nameRun() {
    out = temporary.resolve("run");
  }

  @Test
  void wrongUsageOfTheCommandItself() {
    assertWrongUsage(CommandRun.of(), "ple: expected a command, such as train; see ple --help");
    assertWrongUsage(CommandRun.of("trian"), "ple: ", "trian");
    assertWrongUsage(CommandRun.of("train"), "ple train: ", "; see ple train --help");
  }

  @Test
  void unknownModelsAndBaselines() {
    assertWrongUsage(
        CommandRun.small(out, "--model", "plee"),
        "ple train: --model: expected one of single-task, hard-sharing, ",
        ", cgc, ple, mtan, snr-trans, snr-aver, gumbel-matrix, routing-network, mran, esmm, found: plee");
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--baseline", "none"),
        "--baseline: expected one of single-task, ",
        "found: none");
    assertThat(out).doesNotExist();
  }

  @Test
  void neitherModelNorSpecOrBoth() {
    assertWrongUsage(CommandRun.small(out), "--model", "--spec");
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--spec", "model.textproto"), "--model", "--spec");
  }

  @Test
  void aMissingOut() {
    assertWrongUsage(
        CommandRun.of("train", "--data", "synthetic", "--model", "ple"), "'--out=DIR'");
  }

  @Test
  void unknownDataAndOptionsOfOtherData() {
    assertWrongUsage(
        CommandRun.of("train", "--data", "cencus", "--model", "ple", "--out", out.toString()),
        "--data",
        "census, csv, synthetic, video",
        "cencus");
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--protocol", "paper"),
        "--protocol is not an option of synthetic");
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--data-dir", "x"),
        "--data-dir is not an option of synthetic");
    assertWrongUsage(
        CommandRun.of("train", "--data=census", "--protocol=papers", "--model=ple", "--out=" + out),
        "--protocol: expected paper or with-education, found: papers");
  }

  @Test
  void unknownAndUnreadableDataOptions() {
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--data-option", "row=7"),
        "--data-option: expected one of correlation, rows, dimensions, noise, draw_seed for"
            + " synthetic, found: row");
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--data-option", "correlation=high"),
        "--data-option correlation: expected a number, found: high");
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--data-option", "correlation=1.5"),
        "--data-option: correlation must be in [-1, 1]: 1.5");
    assertWrongUsage(
        CommandRun.of(
            "train", "--data=census", "--data-option=rows=5", "--model=ple", "--out=" + out),
        "--data-option: expected one of split_seed for census, found: rows");
  }

  @Test
  void unreadableNumbersAndNames() {
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--seed", "x"), "--seed", "'x' is not a");
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--optimizer", "nadam"), "--optimizer", "nadam");
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--schedule", "linear"), "--schedule", "linear");
    assertWrongUsage(CommandRun.small(out, "--model", "ple", "--epoch", "2"), "'--epoch'");
  }

  @Test
  void weightingsRulesAndSchedulesThatAreNone() {
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--weighting=max"),
        "--weighting: expected static, uncertainty, dwa or gradnorm, found: max");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--schedule=exponential"),
        "--schedule exponential: expected --schedule-steps, found none");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--schedule=step", "--schedule-steps=10,x"),
        "--schedule-steps",
        "'x' is not a long");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--keep-checkpoints=0"),
        "--keep-checkpoints: expected 1 or more, found: 0");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--correct-calibration"),
        "--correct-calibration: expected --positive-weight, found none");
    assertThat(out).doesNotExist();
  }

  @Test
  void optionsOfAnotherChoice() {
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--momentum=0.9"),
        "--momentum is not an option of --optimizer adam");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--embedding-width=0"),
        "--embedding-width, --buckets, --exact-values: embedding width must be positive: 0");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--schedule-steps=5"),
        "--schedule-steps is not an option of --schedule cosine");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--gradnorm-alpha=1"),
        "--gradnorm-alpha is an option of --weighting gradnorm, not of static");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--weighting=dwa", "--task-weight=task_1=2"),
        "--task-weight and --task-weight-decay are options of --weighting static");
  }

  @Test
  void tasksThatAreNoneAndModelsThatShareNothing() {
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--best-by=task"),
        "--best-by: expected one of the tasks task_1, task_2, found: task");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--task-weight=task=2"),
        "--task-weight: expected one of the tasks task_1, task_2, found: task");
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--positive-weight=task=2"),
        "--positive-weight: expected one of the tasks task_1, task_2, found: task");
    assertThat(out).isEmptyDirectory();
    assertFailed(
        CommandRun.small(temporary.resolve("c"), "--model=single-task", "--weighting=gradnorm"),
        "weighting: expected static weights, as the tasks of this model share nothing");
  }

  @Test
  void devicesThatAreNone() {
    assertWrongUsage(
        CommandRun.small(out, "--model", "ple", "--device", "tpu"),
        "ple train: --device: expected a device such as cpu, gpu or gpu:1, found: tpu");
    assertThat(out).doesNotExist();
  }

  @Test
  void numbersThatCannotBe() {
    assertWrongUsage(
        withNumber("--batch-size=0"),
        "ple train: --batch-size: expected 1 to 2147483647, found: 0; see ple train --help");
    assertWrongUsage(
        withNumber("--learning-rate=-1"),
        "ple train: --learning-rate: expected a positive number, found: -1; see");
    assertWrongUsage(withNumber("--max-steps=-1"), "ple train: --max-steps: ", "found: -1;");
    assertWrongUsage(withNumber("--threads=-1"), "ple train: --threads: ", "found: -1;");
    assertWrongUsage(withNumber("--epochs=-2"), "ple train: --epochs: ", "found: -2;");
    assertWrongUsage(withNumber("--patience=-3"), "ple train: --patience: ", "found: -3;");
    assertWrongUsage(withNumber("--log-every=-5"), "ple train: --log-every: ");
    assertWrongUsage(withNumber("--clip-norm=-1"), "ple train: --clip-norm: ");
    assertWrongUsage(
        withNumber("--warm-up=-5"), "--warm-up: expected a number of steps from 0, found: -5");
    assertWrongUsage(
        withNumber("--schedule=step", "--schedule-steps=9,3"),
        "--schedule-steps: expected ascending steps, found: 9,3");
    assertWrongUsage(
        withNumber("--schedule=step", "--schedule-steps=-3,9"),
        "--schedule-steps: expected a number of steps from 0, found: -3,9");
    assertWrongUsage(
        withNumber("--task-weight=task_1=-1"),
        "--task-weight: expected a number that is not negative, found: task_1=-1");
    assertWrongUsage(
        withNumber("--positive-weight=task_1=0"),
        "--positive-weight: expected a positive number, found: task_1=0");
    assertWrongUsage(
        withNumber("--group-learning-rate=gate=-1"),
        "--group-learning-rate: expected a number that is not negative, found: gate=-1");
    assertThat(out).doesNotExist();
  }

  @Test
  void aSpecThatTheGraphRefusesLeavesTheDirectoryToTheNext() throws Exception {
    Files.createDirectories(out);
    Files.writeString(out.resolve("notes.txt"), "mine");

    assertFailed(
        CommandRun.small(out, "--model=ple", "--group-learning-rate=nosuch=0.1"),
        "expected a part of a variable's name",
        "found nosuch");
    assertThat(out).isDirectoryContaining("glob:**notes.txt");
    assertThat(out.toFile().list()).containsExactly("notes.txt");

    assertThat(CommandRun.small(out, "--model=ple", "--group-learning-rate=gate=0.1").status())
        .isZero();
  }

  @Test
  void signaturesAreNamedAsTheyAreTyped() {
    assertWrongUsage(
        CommandRun.small(out, "--model=ple", "--signatures=encode"),
        "--signatures",
        "expected one of [serving-default, encoded, tf-example, gates], found: encode");
  }

  private CommandRun withNumber(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--data=synthetic",
                "--data-option=rows=14",
                "--data-option=dimensions=2",
                "--model=cgc",
                "--out=" + out));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void anOutThatHoldsARunIsLeftAlone() throws Exception {
    Files.createDirectories(out);
    Files.writeString(out.resolve("manifest.json"), "{}");

    assertFailed(
        CommandRun.small(out, "--model", "ple"),
        "ple train: "
            + out
            + ": holds a run already; go on with it by --resume, or name another directory with"
            + " --out");
    assertThat(out.resolve("manifest.json")).hasContent("{}");
    assertThat(out).isDirectoryNotContaining("glob:**.textproto");
  }

  @Test
  void specsThatAreNone() throws Exception {
    Path spec = temporary.resolve("model.textproto");
    assertFailed(
        CommandRun.small(temporary.resolve("a"), "--spec", spec.toString()),
        "ple train: " + spec + ": expected a model spec, found no file");
    Files.writeString(spec, "features { name: \"x_0\"\n  numerical {} }\n");
    assertFailed(
        CommandRun.small(temporary.resolve("b"), "--spec", spec.toString()),
        "ple train: " + spec + ":2:",
        "numerical");
    Files.writeString(spec, "features { name: \"x_0\" numeric { standard_deviation: 1 } }\n");
    assertFailed(
        CommandRun.small(temporary.resolve("c"), "--spec", spec.toString()),
        "ple train: tasks: expected at least one task, found none");
    Files.writeString(
        spec,
        """
        features { name: "x_0" numeric { standard_deviation: 1 } }
        tasks { name: "task_1" kind: REGRESSION }
        hard_sharing {}
        """);
    assertFailed(
        CommandRun.small(temporary.resolve("d"), "--spec", spec.toString()),
        "ple train: features: expected 5 features as in synthetic, found 1");
  }

  @Test
  void aDataDirectoryThatIsNotThere() {
    Path none = temporary.resolve("none");

    assertFailed(
        CommandRun.of(
            "train", "--data=census", "--data-dir=" + none, "--model=ple", "--out=" + out),
        "ple train: expected census-income.data[.gz] and census-income.test[.gz]",
        none.toString());
    assertThat(none).doesNotExist();
  }

  @Test
  void aLossThatIsNoNumberIsAFailureWithAWayOut() {
    CommandRun run =
        CommandRun.small(out, "--model=ple", "--optimizer=sgd", "--learning-rate=1e30");

    assertFailed(run, "ple train: step ", "expected a finite loss", "try a lower learning rate");
    assertThat(out.resolve("metrics.json")).doesNotExist();
    assertThat(out.resolve("manifest.json")).content().contains("\"running\"");
  }

  @Test
  void aStackTraceIsForThoseWhoAsk() throws Exception {
    Files.createDirectories(out);
    Files.writeString(out.resolve("manifest.json"), "{}");

    CommandRun run = CommandRun.small(out, "--model", "ple", "--verbose");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).startsWith("ple train: "));
    assertThat(run.err()).contains("RunException").contains("\tat io.github.ple4j.train");
  }

  private static void assertWrongUsage(CommandRun run, String... parts) {
    assertOneLine(run, parts);
    assertThat(run.status()).isEqualTo(2);
  }

  private static void assertFailed(CommandRun run, String... parts) {
    assertOneLine(run, parts);
    assertThat(run.status()).isEqualTo(1);
  }

  private static void assertOneLine(CommandRun run, String... parts) {
    assertThat(run.err()).contains(parts);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).doesNotContain("unexpected");
    assertThat(run.out()).isEmpty();
  }
}
