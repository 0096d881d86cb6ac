package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.graph.ModelSpecs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SearchCommandTest {
  @TempDir private Path directory;

  @BeforeEach
  void writeFiles() throws IOException {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("age,shop,click,buy\n");
    for (int i = 0; i < 1200; i++) {
      int shop = random.nextInt(5);
      boolean click = random.nextDouble() < 0.2 + 0.1 * shop;
      boolean buy = click && random.nextDouble() < 0.5;
      rows.append(20 + random.nextInt(40)).append(",s").append(shop);
      rows.append(click ? ",1" : ",0").append(buy ? ",1\n" : ",0\n");
    }
    Files.writeString(directory.resolve("rows.csv"), rows);
    Files.writeString(
        directory.resolve("shop.textproto"),
        """
        name: "shop"
        features { name: "age" numeric {} }
        features { name: "shop" categorical {} }
        labels { name: "click" }
        labels { name: "buy" where { column { name: "click" } values: "1" } }
        splits { train: "rows.csv" by_hash { seed: 1 validation: 0.2 test: 0.2 } }
        """);
  }

  @Test
  void aSearchOnOwnFilesGivesAPageTheExperimentAndModelSpecs() throws IOException {
    Path out = directory.resolve("out");

    assertThat(execute("--systems", "single-task,mmoe", "--out", out.toString())).isZero();

    String page = Files.readString(out.resolve("search.html"));
    assertThat(page).contains("single-task", "mmoe", "experiment search --data csv --schema");
    assertThat(page).contains("2 for 1 epoch, then the best 1 for 1 epoch");
    Experiment experiment = ExperimentFile.read(out.resolve("search.textproto").toString());
    assertThat(new Plan(experiment, RunStore.open(out)).isDone()).isTrue();
    String spec = Files.readString(out.resolve("search.mmoe.textproto"));
    assertThat(ModelSpecs.parse(spec, "spec").hasMmoe()).isTrue();
  }

  @Test
  void otherContentIsOtherDataAndNoLongerWhatWasDeclared() throws IOException {
    Path schema = directory.resolve("shop.textproto");
    Csv csv = OwnCsv.describe(schema, Optional.empty());
    assertThat(OwnCsv.load(csv, Optional.empty()).train().size()).isBetween(600, 840);
    Path rows = directory.resolve("rows.csv");
    Files.writeString(rows, Files.readString(rows) + "50,s1,1,1\n");

    assertThat(OwnCsv.describe(schema, Optional.empty())).isNotEqualTo(csv);
    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> OwnCsv.load(csv, Optional.empty()))
        .withMessageContaining("shop.textproto: expected the schema and files with which");
  }

  @Test
  void wrongOptionsAreOneLine() {
    assertThat(execute("--systems", "mmoo")).isEqualTo(2);
    assertThat(execute("--seeds", "0")).isEqualTo(2);
    assertThat(execute("--epochs", "0")).isEqualTo(2);
    int tooMany = SearchDeclaration.mostCandidates() + 1;
    assertThat(execute("--candidates", String.valueOf(tooMany))).isEqualTo(2);
    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(
            () ->
                SearchDeclaration.of(
                    "census", Csv.newBuilder().setSchema("a").build(), List.of("ple"), 1, 2, 1))
        .withMessage(
            "experiment search: name: expected another than those of the program, found: census");
  }

  /** One candidate pair, one epoch, one seed, unless others are given. */
  private int execute(String... arguments) {
    CommandLine command = ExperimentCommand.of("a machine");
    command.setOut(new PrintWriter(new StringWriter()));
    command.setErr(new PrintWriter(new StringWriter()));
    List<String> all = new ArrayList<>(List.of("search"));
    all.addAll(List.of("--data", "csv", "--schema"));
    all.add(directory.resolve("shop.textproto").toString());
    List<String> given = List.of(arguments);
    if (!given.contains("--candidates")) {
      all.addAll(List.of("--candidates", "2"));
    }
    if (!given.contains("--seeds")) {
      all.addAll(List.of("--seeds", "1"));
    }
    if (!given.contains("--epochs")) {
      all.addAll(List.of("--epochs", "1"));
    }
    all.addAll(given);
    return command.execute(all.toArray(new String[0]));
  }
}
