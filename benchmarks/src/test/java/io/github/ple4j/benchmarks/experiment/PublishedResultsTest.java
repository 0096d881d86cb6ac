package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is published agrees with the raw runs that are published with it. */
class PublishedResultsTest {
  private static final Path RESULTS = Path.of("results");
  private static final Path README = Path.of("..", "README.md");

  @TempDir private static Path directory;

  private static RunStore store;

  @BeforeAll
  static void copyRuns() throws IOException {
    for (String name : published().toList()) { // without the store, which may have later runs
      Path file = Path.of(name + RunStore.COLLECTED);
      Files.copy(RESULTS.resolve(file), directory.resolve(file));
    }
    store = RunStore.open(directory);
  }

  static Stream<String> published() {
    return ExperimentFile.names().stream()
        .filter(name -> Files.exists(RESULTS.resolve(name + RunStore.COLLECTED)));
  }

  @Test
  void theCensusExperimentIsPublished() {
    assertThat(published()).contains("census");
  }

  @ParameterizedTest
  @MethodSource("published")
  void thePageIsTheOneThatItsRunsMake(String name) throws IOException {
    ExperimentPages pages = pages(name);

    assertThat(withoutCharts(Files.readString(RESULTS.resolve(pages.fileName()))))
        .isEqualTo(withoutCharts(pages.page()));
  }

  /** Where a chart's text stands depends on the machine's fonts; its numbers are in tables too. */
  private static String withoutCharts(String page) {
    assertThat(page).contains("<svg");
    return page.replaceAll("(?s)<svg.*?</svg>", "");
  }

  /** Of the data that were there when it was published, which are those of its runs. */
  private static ExperimentPages pages(String name) {
    Experiment published =
        Availability.of(
            ExperimentFile.read(name),
            data -> store.known().stream().anyMatch(run -> run.getKey().getData().equals(data)));
    return new ExperimentPages(published, name, store);
  }

  @Test
  void theReadmeHasTheResultsOfTheCensusExperiment() {
    assertThat(ReadmeSection.open(README, "census").text()).contains("| ple |");
  }

  @ParameterizedTest
  @MethodSource("published")
  void theReadmeHasWhatTheRunsMakeBetweenItsLines(String name) throws IOException {
    if (Files.readString(README).contains("<!-- results of " + name + ":")) {
      ReadmeSection section = ReadmeSection.open(README, name);

      assertThat(section.text()).isEqualTo(pages(name).readme(section.linkTo(RESULTS)));
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void theReadmeHasTheTablesOfEveryExperimentWhoseRunsAreFinished(String name) throws IOException {
    ExperimentPages pages = pages(name);
    boolean complete = pages.entry().counts().isComplete();

    if (complete && !pages.tables().isEmpty()) {
      assertThat(Files.readString(README)).contains("<!-- results of " + name + ":");
    }
  }

  @Test
  void theReadmeHasNoResultsOfAnExperimentThatIsNotPublished() throws IOException {
    List<String> named =
        Pattern.compile("<!-- results of ([a-z0-9-]+):")
            .matcher(Files.readString(README))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(published()).containsAll(named);
  }

  @ParameterizedTest
  @MethodSource("published")
  void noTableIsQuotedOutsideOfTheLines(String name) throws IOException {
    String outside =
        Files.readString(README)
            .replaceAll("(?s)<!-- results of [^\\n]*-->\n.*?<!-- end of results of ", "");

    assertThat(pages(name).tables().values())
        .allSatisfy(table -> assertThat(outside).doesNotContain(table));
  }

  @Test
  void theIndexLeadsToEveryPage() throws IOException {
    List<IndexEntry> entries = published().map(name -> pages(name).entry()).toList();

    assertThat(withoutCharts(Files.readString(RESULTS.resolve("index.html"))))
        .isEqualTo(withoutCharts(ExperimentReport.index(entries)));
  }
}
