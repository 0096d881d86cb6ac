package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeSectionTest {
  private static final String BEGIN =
      "<!-- results of census: made by ple-benchmarks experiment census --readme README.md -->\n";
  private static final String END = "<!-- end of results of census -->\n";
  private static final Experiment SERIES =
      MadeUpSeries.experiment(List.of("single-task", "ple"), 1, 0.5);

  @TempDir private Path directory;

  private @Nullable Exception refusal;

  @Test
  void whatStandsBetweenTheLinesIsReplacedAndNothingElse() throws IOException {
    Path readme = write("before\n" + BEGIN + "old\n" + END + "after\n");

    ReadmeSection section = ReadmeSection.open(readme, "census");
    assertThat(section.text()).isEqualTo("old\n");
    section.replace("new\n");

    assertThat(readme).hasContent("before\n" + BEGIN + "new\n" + END + "after\n");
    assertThat(directory).isDirectoryNotContaining(file -> !file.equals(readme));
    assertThat(section.text()).isEqualTo("new\n");
  }

  @Test
  void nothingMayStandBetweenTheLines() throws IOException {
    assertThat(ReadmeSection.open(write(BEGIN + END), "census").text()).isEmpty();
  }

  @Test
  void aFileWithoutTheLinesIsRefused() throws IOException {
    Path readme = write("no results\n");

    assertThatThrownBy(() -> ReadmeSection.open(readme, "census"))
        .isInstanceOf(ExperimentException.class)
        .hasMessage(
            readme
                + ": expected the results of census once, between the lines "
                + BEGIN.strip()
                + " and "
                + END.strip());
  }

  @Test
  void linesInTheWrongOrderOrTwiceAreRefused() throws IOException {
    for (String content : List.of(END + BEGIN, BEGIN, BEGIN + END + BEGIN + END)) {
      Path readme = write(content);

      assertThatThrownBy(() -> ReadmeSection.open(readme, "census"))
          .isInstanceOf(ExperimentException.class)
          .hasMessageContaining("expected the results of census once");
    }
  }

  @Test
  void linesOfAnotherExperimentAreNotItsOwn() throws IOException {
    Path readme = write(BEGIN + END);

    assertThatThrownBy(() -> ReadmeSection.open(readme, "gates"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("expected the results of gates");
  }

  @Test
  void linksGoFromTheFileToTheResults() throws IOException {
    ReadmeSection section = ReadmeSection.open(write(BEGIN + END), "census");

    assertThat(section.linkTo(directory.resolve("some/../benchmarks/results")))
        .isEqualTo("benchmarks/results/");
    assertThat(section.linkTo(directory)).isEmpty();
  }

  @Test
  void theCommandPutsTheResultsIntoTheFile() throws IOException {
    Path readme = write("before\n" + BEGIN + END);
    Path out = directory.resolve("results");

    assertThat(
            run("census", "--budget", "0", "--out", out.toString(), "--readme", readme.toString()))
        .isZero();

    assertThat(Files.readString(readme))
        .startsWith("before\n" + BEGIN)
        .contains("[census.html](results/census.html) has the figures in full")
        .contains("0 of 100 runs are finished.")
        .endsWith(END);
  }

  @Test
  void theCommandRefusesAFileWithoutTheLinesBeforeItRuns() throws IOException {
    Path readme = write("no results\n");
    Path out = directory.resolve("results");

    assertThat(run("census", "--out", out.toString(), "--readme", readme.toString())).isOne();

    assertThat(refusal)
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining("expected the results of census once")
        .hasMessageNotContaining("\n");
    assertThat(out).doesNotExist();
  }

  @Test
  void aSeriesIsOneTableOfGains() {
    String text =
        text(
            SERIES,
            MadeUpSeries.runs(
                SERIES, 0, (system, section, task) -> task.equals("first") ? 0.01 : -0.02));

    assertThat(text)
        .contains(
            """
            under-trained: gains over single-task on first (MSE) / second (MSE), by correlation; \
            \\* where the 95 % interval does not hold 0

            | system | 0.5 | 1 |
            | --- | --- | --- |
            | ple | +0.01000\\* / −0.02000\\* | +0.01000\\* / −0.02000\\* |
            """)
        .contains("20 of 20 runs are finished, the last of 2026-01-31.")
        .contains("- “Correlation 1.0”: the gain of ple over single-task is +0.01000 MSE on first");
  }

  @Test
  void sectionsThatAreInNoSeriesHaveTheirTable() {
    Experiment experiment = MadeUpExperiment.experiment(2);
    List<Run> runs = MadeUpExperiment.runs(experiment);
    Comparison comparison = MadeUpExperiment.compare(experiment, experiment.getSections(0), runs);

    assertThat(
            ReadmeText.of(
                experiment,
                ImmutableList.of(comparison),
                MadeUpExperiment.context(List.of(comparison)),
                "census.html",
                "results/"))
        .contains("The paper's protocol\n\n" + MarkdownTable.of(experiment, comparison))
        .contains("22 of 22 runs are finished")
        .contains("AMD EPYC, 2 cores; Linux amd64.")
        .contains("gains are over single-task, between runs of equal seeds.");
  }

  @Test
  void ofManySectionsItSaysWhereTheIntervalsLie() {
    Experiment many = MadeUpSeries.experiment(List.of("single-task", "ple"), 0, 0.5, 1);

    assertThat(
            text(
                many,
                MadeUpSeries.runs(
                    many, 0, (system, section, task) -> section.getPlace().getValue() - 0.6)))
        .contains(
            "- Of 6 intervals of the gains of ple over single-task, one for each task and section:"
                + " 2 above 0, 4 below it, 0 around it.\n");
  }

  @Test
  void claimsComeInPlaceOfTheGainsOfPle() {
    Experiment claiming =
        SERIES.toBuilder()
            .addClaims(
                Claim.newBuilder()
                    .setText("PLE loses nowhere.")
                    .setNoLoss(NoLoss.newBuilder().setSystem("ple")))
            .build();

    assertThat(text(claiming, MadeUpSeries.runs(claiming, 0, (system, section, task) -> 0.01)))
        .contains(
            "- “PLE loses nowhere” is not refuted. Of 4 intervals of the gains of ple, none lies")
        .doesNotContain("the gain of ple over");
  }

  private static String text(Experiment experiment, List<Run> runs) {
    List<Comparison> comparisons = MadeUpSeries.compare(experiment, runs);
    return ReadmeText.of(
        experiment,
        ImmutableList.copyOf(comparisons),
        MadeUpExperiment.context(comparisons),
        "correlations.html",
        "");
  }

  /** The exit status. */
  private int run(String... arguments) {
    return ExperimentCommand.of("a machine")
        .setOut(new PrintWriter(new StringWriter()))
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> {
              refusal = exception;
              return 1;
            })
        .execute(arguments);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(directory.resolve("README.md"), content);
  }
}
