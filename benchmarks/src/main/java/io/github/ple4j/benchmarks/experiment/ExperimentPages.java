package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.TextFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is shown of an experiment: its page, a table for text, and its line of the index. */
final class ExperimentPages {
  private final Experiment experiment;
  private final Plan plan;

  ExperimentPages(Experiment experiment, RunStore store) {
    this.experiment = experiment;
    this.plan = new Plan(experiment, store);
  }

  /** File name of its page. */
  String fileName() {
    return experiment.getName() + ".html";
  }

  /** The page: a function of the experiment and its finished runs alone. */
  String page() {
    return ExperimentReport.html(experiment, comparisons(), context());
  }

  /**
   * By section's title, its metrics and gains in Markdown; none if the experiment shows no metrics.
   */
  ImmutableMap<String, String> tables() {
    ImmutableMap.Builder<String, String> tables = ImmutableMap.builder();
    if (experiment.getShown().getMetrics()) {
      comparisons().stream()
          .filter(comparison -> comparison.finished() > 0)
          .forEach(
              comparison ->
                  tables.put(
                      comparison.section().getTitle(), MarkdownTable.of(experiment, comparison)));
    }
    return tables.buildOrThrow();
  }

  /** Its line of the index. */
  IndexEntry entry() {
    int finished = comparisons().stream().mapToInt(Comparison::finished).sum();
    int expected = comparisons().stream().mapToInt(Comparison::expected).sum();
    return new IndexEntry(
        experiment.getTitle(), experiment.getQuestion(), fileName(), finished, expected, date());
  }

  /** The finished runs, those of the search included. */
  ImmutableList<Run> runs() {
    return plan.finished();
  }

  /** What is not finished, a sentence for each part. */
  ImmutableList<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Plan.Part part : plan.parts()) {
      int all = part.keys().size() + part.upcoming().size();
      int open = all - (int) part.keys().stream().filter(plan::isFinished).count();
      if (open > 0) {
        missing.add(part.title() + ": " + open + " of " + all + " runs.");
      }
    }
    return ImmutableList.copyOf(missing);
  }

  private ImmutableList<Comparison> comparisons() {
    return experiment.getSectionsList().stream()
        .map(section -> Comparison.of(experiment, section, plan.finished(), plan.settings(section)))
        .collect(ImmutableList.toImmutableList());
  }

  private ReportContext context() {
    ImmutableList<Run> runs = plan.finished();
    double seconds = runs.stream().mapToDouble(Run::getSeconds).sum();
    return new ReportContext(
        ImmutableList.of(
            "mvn -q -DskipTests package",
            "java -jar benchmarks/target/ple-benchmarks.jar experiment " + experiment.getName()),
        distinct(runs, Run::getMachine),
        distinct(runs, ExperimentPages::versions),
        Duration.ofSeconds(Math.round(seconds)),
        missing(),
        searchedSettings(),
        searchBudget(),
        date(),
        experiment.getName() + RunStore.COLLECTED);
  }

  /** The day of the last run. */
  private String date() {
    return plan.finished().stream()
        .map(run -> run.getStarted().substring(0, 10))
        .max(String::compareTo)
        .orElse("");
  }

  private static ImmutableList<String> distinct(List<Run> runs, Function<Run, String> of) {
    return runs.stream().map(of).distinct().sorted().collect(ImmutableList.toImmutableList());
  }

  private static String versions(Run run) {
    return run.getVersionsMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private ImmutableMap<String, String> searchedSettings() {
    ImmutableMap.Builder<String, String> texts = ImmutableMap.builder();
    if (experiment.hasSearch()) {
      for (Section section : experiment.getSectionsList()) {
        if (section.getName().equals(experiment.getSearch().getSection())) {
          plan.settings(section).forEach((system, settings) -> texts.put(system, text(settings)));
        }
      }
    }
    return texts.buildOrThrow();
  }

  private static String text(Settings settings) {
    return TextFormat.printer().shortDebugString(settings);
  }

  private String searchBudget() {
    if (!experiment.hasSearch()) {
      return "";
    }
    Search search = experiment.getSearch();
    String rungs =
        search.getRungsList().stream()
            .map(
                rung ->
                    rung.getCandidates()
                        + (rung.getEpochs() == 1
                            ? " for 1 epoch"
                            : " for " + rung.getEpochs() + " epochs"))
            .collect(Collectors.joining(", then the best "));
    String dimensions =
        search.getDimensionsList().stream()
            .map(Dimension::getName)
            .collect(Collectors.joining(", "));
    return "Every system had the same candidates, drawn at random with seed "
        + search.getSeed()
        + " ("
        + dimensions
        + "): "
        + rungs
        + ". They were trained on four fifths of train and chosen by the mean metric over the tasks on"
        + " the other fifth; validation and test were not read.";
  }
}
