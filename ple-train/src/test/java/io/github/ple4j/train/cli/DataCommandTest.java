package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ple data}, and data of the user's own and of the simulator in {@code ple train}. */
class DataCommandTest {
  @TempDir private Path directory;

  private CommandRun generate(String file, String... more) {
    String[] arguments = new String[5 + more.length];
    List.of("data", "generate", "video", "--out", directory.resolve(file).toString())
        .toArray(arguments);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandRun.of(arguments);
  }

  @Test
  void aFeedIsWrittenPlainAndCompressed() throws IOException {
    assertThat(generate("feed.csv", "--data-option=rows=200").status()).isZero();
    assertThat(generate("feed.csv.gz", "--data-option=rows=200").status()).isZero();

    String plain = Files.readString(directory.resolve("feed.csv"));
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(directory.resolve("feed.csv.gz")))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(plain);
    }
    assertThat(plain.lines()).hasSize(201);
    assertThat(plain.lines().findFirst())
        .contains(
            "day,user_id,age,gender,city_tier,activity,interests,video_id,category,author,length,"
                + "age_days,hour,network,position,ctr,vtr,vcr,shr,cmr");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void whatWasWrittenIsTrainedOnAsCsv() throws IOException {
    assertThat(generate("feed.csv", "--data-option=rows=800", "--data-option=users=9").status())
        .isZero();
    Path schema =
        Files.writeString(
            directory.resolve("feed.textproto"),
            """
            features { name: "user_id" categorical { token_type: LONG } }
            features { name: "interests" categorical { multi_valued: true weighted: true } }
            features { name: "length" numeric { skewed: true bucketed: true } }
            labels { name: "ctr" }
            labels { name: "vcr" kind: REGRESSION }
            group { name: "user_id" }
            splits {
              train: "feed.csv"
              by_value { column { name: "day" } validation: "7" test: "8" }
            }
            """);
    Path run = directory.resolve("run");
    CommandRun trained =
        CommandRun.of(
            "train",
            "--data=csv",
            "--schema=" + schema,
            "--model=mmoe",
            "--epochs=1",
            "--batch-size=64",
            "--threads=2",
            "--out=" + run);

    assertThat(trained.err()).isEmpty();
    assertThat(trained.out()).contains("gauc").containsPattern("test +vcr +- +-");
    CommandRun predicted =
        CommandRun.of(
            "predict",
            "--export=" + run.resolve("export/1"),
            "--input=" + run.resolve("examples.jsonl"),
            "--output=" + directory.resolve("scores.jsonl"));
    assertThat(predicted.status()).isZero();
    assertThat(Files.readString(directory.resolve("scores.jsonl")).lines()).hasSize(8);
  }

  @Test
  void aFeedOfSomeTasksIsTrainedOn() {
    CommandRun trained =
        CommandRun.of(
            "train",
            "--data=video",
            "--data-option=rows=800",
            "--data-option=tasks=vtr+vcr",
            "--model=ple",
            "--epochs=1",
            "--threads=2",
            "--out=" + directory.resolve("run"));

    assertThat(trained.status()).isZero();
    assertThat(trained.out()).contains("vtr", "vcr").doesNotContain("ctr");
  }

  @Test
  void filesInTheLayoutOfAliCcpAreWrittenIntoANewDirectory() throws IOException {
    Path out = directory.resolve("ali");
    CommandRun run =
        CommandRun.of(
            "data", "generate", "ali-ccp", "--rows=500", "--test-rows=200", "--out=" + out);

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(Files.readAllLines(out.resolve("sample_skeleton_train.csv"))).hasSize(500);
    assertThat(Files.readAllLines(out.resolve("sample_skeleton_test.csv"))).hasSize(200);
    assertThat(out.resolve("common_features_train.csv")).isNotEmptyFile();
    assertThat(out.resolve("common_features_test.csv")).isNotEmptyFile();
    assertThat(out.resolve("SYNTHETIC.txt")).isNotEmptyFile();
    assertThat(directory.resolve("ali.partial")).doesNotExist();

    CommandRun again = CommandRun.of("data", "generate", "ali-ccp", "--rows=500", "--out=" + out);
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("ali: cannot be written: it is not empty");
    assertThat(again.err().lines()).hasSize(1);
  }

  @Test
  void nothingIsLeftWhereFilesCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    CommandRun onFile = CommandRun.of("data", "generate", "ali-ccp", "--out=" + file);
    assertThat(onFile.status()).isEqualTo(1);
    assertThat(onFile.err()).contains("is a file");
    assertThat(onFile.err().lines()).hasSize(1);

    Path large = directory.resolve("large");
    CommandRun noSpace =
        CommandRun.of("data", "generate", "ali-ccp", "--rows=1000000000", "--out=" + large);
    assertThat(noSpace.status()).isEqualTo(1);
    assertThat(noSpace.err()).contains("bytes of free space, found");
    assertThat(noSpace.err().lines()).hasSize(1);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "data ! expected a command, such as describe",
        "data generate audio --out x.csv ! expected what to simulate, one of [video, ali-ccp], found audio",
        "data prepare ali-ccp --source x --out y --min-count 0 ! min_count must be 1 or more: 0",
        "data prepare census --source x --out y ! expected one of [ali-ccp], found: census",
        "data prepare ali-ccp --source x --out y --policy ask ! '--policy'",
        "train --data ali-ccp --data-option fields=some --model ple --out x ! fields: expected all or single-valued, found some",
        "train --data ali-ccp --data-option tasks=ctr+x --model ple --out x ! tasks: expected ctr, cvr and ctcvr with + between them, found x",
        "train --data ali-ccp --data-option rows=2 --model ple --out x ! expected one of fields, tasks, min_count for ali-ccp, found: rows",
        "train --data ali-ccp --schema x --model ple --out x ! --schema is not an option of ali-ccp",
        "data generate ali-ccp --rows 99 --out x ! rows must be in [100, 1000000000]: 99",
        "data generate ali-ccp --rows x --out x ! Invalid value for option '--rows'",
        "data generate ali-ccp --test-rows 1 --out x ! test rows must be in [100, 1000000000]: 1",
        "data generate video --out x.txt ! --out: expected a file that ends in .csv or .csv.gz, found: x.txt",
        "data generate video --out x.csv --data-option conflict=2 ! conflict must be in [0, 1]: 2.0",
        "data generate video --out x.csv --data-option row=2 ! expected one of rows, users, videos",
        "train --data video --data-option tasks=vtr+x --model ple --out x ! found: x",
        "train --data video --protocol paper --model ple --out x ! --protocol is not an option of video",
        "train --data synthetic --schema x --model ple --out x ! --schema is not an option of synthetic",
        "train --data csv --model ple --out x ! --data csv: expected --schema FILE, found none",
        "train --data csv --schema x --data-option rows=1 --model ple --out x ! --data-option: expected none for csv, found: rows"
      })
  void wrongUsageIsOneLine(String arguments, String message) {
    CommandRun run = CommandRun.of(arguments.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aSchemaThatIsNotThereAndAFileThatCannotBeWritten() {
    CommandRun noSchema =
        CommandRun.of(
            "train",
            "--data=csv",
            "--schema=" + directory.resolve("none"),
            "--model=ple",
            "--out=" + directory.resolve("run"));
    assertThat(noSchema.status()).isEqualTo(1);
    assertThat(noSchema.err()).contains("none: expected a schema of CSV files");
    assertThat(Files.exists(directory.resolve("run/manifest.json"))).isFalse();

    CommandRun unwritable = generate("no/feed.csv", "--data-option=rows=200");
    assertThat(unwritable.status()).isEqualTo(1);
    assertThat(unwritable.err()).contains("no/feed.csv: cannot be written");
    assertThat(unwritable.err().lines()).hasSize(1);
  }
}
