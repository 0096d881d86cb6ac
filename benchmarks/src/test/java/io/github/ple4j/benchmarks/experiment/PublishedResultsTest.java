package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is published agrees with the raw runs that are published with it. */
class PublishedResultsTest {
  private static final Path RESULTS = Path.of("results");

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

  private static ExperimentPages pages(String name) {
    return new ExperimentPages(ExperimentFile.read(name), name, store);
  }

  @ParameterizedTest
  @MethodSource("published")
  void theReadmeQuotesTheTablesOnceAllRunsAreFinished(String name) throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    ExperimentPages pages = pages(name);
    boolean complete = pages.entry().finished() == pages.entry().expected();

    pages
        .tables()
        .forEach(
            (title, table) -> assertThat(readme.contains(table)).as(title).isEqualTo(complete));
  }

  @Test
  void theIndexLeadsToEveryPage() throws IOException {
    List<IndexEntry> entries = published().map(name -> pages(name).entry()).toList();

    assertThat(Files.readString(RESULTS.resolve("index.html")))
        .isEqualTo(ExperimentReport.index(entries));
  }
}
