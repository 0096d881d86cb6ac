package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in Chromium, in a frame as wide as a telephone, as windows have a least width. */
class ReportPageBrowserTest {
  private static final String DARK = "--blink-settings=preferredColorScheme=0";

  @TempDir private Path directory;

  @Test
  void thePageOfAnExperimentIsNoWiderThanATelephone() throws Exception {
    assertThat(look(page())).startsWith("360 of 360, ").contains("background rgb(255, 255, 255)");
  }

  @Test
  void thePageIsDarkWhereTheReaderPrefersItAndNoWider() throws Exception {
    assertThat(look(page(), DARK))
        .startsWith("360 of 360, ")
        .contains("background rgb(20, 23, 27)");
  }

  @Test
  void theIndexIsNoWiderThanATelephone() throws Exception {
    Experiment experiment = MadeUpExperiment.experiment(3);
    Comparison comparison =
        MadeUpExperiment.compare(
            experiment, experiment.getSections(0), MadeUpExperiment.runs(experiment));
    String index =
        ExperimentReport.index(
            List.of(
                new IndexEntry(
                    "Census-income: the systems of Table 5",
                    "Which system is best?",
                    "census.html",
                    new RunCounts(54, 55, 60),
                    "2026-01-31",
                    "3 h 5 min",
                    KeyFindings.sentences(experiment, List.of(comparison)),
                    ImmutableList.of(Headline.of(experiment, List.of(comparison)).orElseThrow()))));

    assertThat(look(index)).startsWith("360 of 360, ");
  }

  @Test
  void aPageOfASeriesWithASeesawIsNoWiderThanATelephone() throws Exception {
    Experiment experiment = MadeUpSeries.experiment(List.of("single-task", "ple"), 0, 0.5, 1);

    assertThat(
            look(
                MadeUpSeries.page(
                    experiment,
                    MadeUpSeries.runs(experiment, 0.001, (system, section, task) -> 0.01))))
        .startsWith("360 of 360, ");
  }

  @Test
  void aPageThatIsTooWideIsSeenToBe() throws Exception {
    assertThat(look(page().replace("<main>", "<main><p style=\"width:700px\">wide</p>")))
        .doesNotStartWith("360 of 360, ");
  }

  private static String page() {
    Experiment experiment = MadeUpExperiment.experiment(3);
    Comparison comparison =
        MadeUpExperiment.compare(
            experiment, experiment.getSections(0), MadeUpExperiment.runs(experiment));
    return ExperimentReport.html(
        experiment, List.of(comparison), MadeUpExperiment.context(List.of(comparison)));
  }

  /** What the browser measures: scroll width, width and background. */
  private String look(String page, String... options) throws Exception {
    Optional<Path> browser = browser();
    Assumptions.assumeTrue(browser.isPresent(), "no Chromium or Chrome on PATH");
    Path wrapper = directory.resolve("wrapper.html");
    Files.writeString(wrapper, wrapper(page));
    Path output = directory.resolve("output.html");
    List<String> command =
        new ArrayList<>(
            List.of(
                browser.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + directory.resolve("profile"),
                "--dump-dom"));
    command.addAll(List.of(options));
    command.add(wrapper.toUri().toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String dom = Files.readString(output);
    assertThat(dom).contains("<title>").contains("</title>");
    return dom.substring(dom.indexOf("<title>") + "<title>".length(), dom.indexOf("</title>"));
  }

  private static String wrapper(String page) {
    return """
        <!DOCTYPE html>
        <meta charset="utf-8">
        <title>not measured</title>
        <script>
        function measure(frame) {
          const root = frame.contentDocument.documentElement;
          const style = frame.contentWindow.getComputedStyle(frame.contentDocument.body);
          document.title = root.scrollWidth + ' of ' + frame.contentWindow.innerWidth
              + ', background ' + style.backgroundColor;
        }
        </script>
        <iframe width="360" height="800" style="border:0" onload="measure(this)" srcdoc="%s"></iframe>
        """
        .formatted(HtmlEscapers.htmlEscaper().escape(page));
  }

  private static Optional<Path> browser() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .flatMap(
            directory ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
