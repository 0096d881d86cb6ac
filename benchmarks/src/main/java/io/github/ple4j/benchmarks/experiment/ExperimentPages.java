package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.protobuf.TextFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is shown of an experiment: its page, its tables, its place in the index, and its results for
 * a README; all of one look at the finished runs. Immutable.
 */
final class ExperimentPages {
  private final Experiment experiment;
  private final String command;
  private final Plan plan;
  private final ImmutableList<Plan.Part> parts;
  private final ImmutableMap<RunKey, Run> runs;
  private final ImmutableMap<Section, ImmutableMap<String, Settings>> settings;
  private final ImmutableList<Comparison> comparisons;

  /**
   * @param nameOrFile how the command names the experiment
   */
  ExperimentPages(Experiment experiment, String nameOrFile, RunStore store) {
    this.experiment = experiment;
    this.command = "java -jar benchmarks/target/ple-benchmarks.jar experiment " + nameOrFile;
    this.plan = new Plan(experiment, store);
    this.parts = plan.parts();
    this.settings = Maps.toMap(experiment.getSectionsList(), plan::settings);
    this.runs =
        ImmutableMap.copyOf(
            store.find(parts.stream().flatMap(part -> part.keys().stream()).toList()));
    this.comparisons =
        experiment.getSectionsList().stream()
            .map(
                section ->
                    Comparison.of(
                        experiment,
                        section,
                        runs.values().stream().filter(run -> run.getFailure().isEmpty()).toList(),
                        settings.getOrDefault(section, ImmutableMap.of())))
            .collect(ImmutableList.toImmutableList());
  }

  /** File name of its page. */
  String fileName() {
    return experiment.getName() + ".html";
  }

  /** The page: a function of the experiment and its finished runs alone. */
  String page() {
    return ExperimentReport.html(experiment, comparisons, context());
  }

  /**
   * By section's title, its metrics and gains in Markdown; none if the experiment shows no metrics.
   */
  ImmutableMap<String, String> tables() {
    ImmutableMap.Builder<String, String> tables = ImmutableMap.builder();
    if (experiment.getShown().getMetrics()) {
      comparisons.stream()
          .filter(comparison -> comparison.finished() > 0)
          .forEach(
              comparison ->
                  tables.put(
                      comparison.section().getTitle(), MarkdownTable.of(experiment, comparison)));
    }
    return tables.buildOrThrow();
  }

  /**
   * Its results for a README.
   *
   * @param link to the directory of the page and the runs
   */
  String readme(String link) {
    return ReadmeText.of(experiment, comparisons, context(), fileName(), link);
  }

  /** Its place in the index. */
  IndexEntry entry() {
    return new IndexEntry(
        experiment.getTitle(),
        experiment.getQuestion(),
        fileName(),
        counts(),
        date(),
        Words.duration(machineTime()),
        KeyFindings.sentences(experiment, comparisons),
        Headline.of(experiment, comparisons).stream().collect(ImmutableList.toImmutableList()));
  }

  /** The finished runs, those of the search included. */
  ImmutableCollection<Run> runs() {
    return runs.values();
  }

  /** What is not finished, a sentence for each part, and what failed. */
  ImmutableList<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Plan.Part part : parts) {
      int all = part.keys().size() + part.upcoming().size();
      int open = all - (int) part.keys().stream().filter(runs::containsKey).count();
      if (open > 0) {
        missing.add(part.title() + ": " + open + " of " + all + " runs.");
      }
    }
    for (Run run : runs.values()) {
      if (!run.getFailure().isEmpty()) {
        missing.add(
            Words.of(run.getKey(), plan.row(run.getKey())) + " failed: " + run.getFailure());
      }
    }
    return ImmutableList.copyOf(missing);
  }

  private ReportContext context() {
    return new ReportContext(
        ImmutableList.of("mvn -q -DskipTests package", command),
        counts(),
        distinct(Run::getMachine),
        distinct(ExperimentPages::versions),
        machineTime(),
        missing(),
        declared(),
        searched(),
        searchBudget(),
        date(),
        experiment.getName() + RunStore.COLLECTED);
  }

  private Duration machineTime() {
    double seconds = runs.values().stream().mapToDouble(Run::getSeconds).sum();
    return Duration.ofSeconds(Math.round(seconds));
  }

  /** The day of the last run. */
  private String date() {
    return runs.values().stream()
        .map(run -> run.getStarted().substring(0, 10))
        .max(String::compareTo)
        .orElse("");
  }

  private ImmutableList<String> distinct(Function<Run, String> of) {
    return runs.values().stream()
        .map(of)
        .distinct()
        .sorted()
        .collect(ImmutableList.toImmutableList());
  }

  private static String versions(Run run) {
    return run.getVersionsMap().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private RunCounts counts() {
    Set<RunKey> known = new HashSet<>();
    Set<RunKey> upcoming = new HashSet<>();
    for (Plan.Part part : parts) {
      known.addAll(part.keys());
      upcoming.addAll(part.upcoming());
    }
    List<RunKey> ofSections = known.stream().filter(key -> !key.getHeldOut()).toList();
    List<RunKey> finished =
        runs.values().stream().filter(run -> run.getFailure().isEmpty()).map(Run::getKey).toList();
    int finishedOfSections = (int) finished.stream().filter(key -> !key.getHeldOut()).count();
    return new RunCounts(
        finishedOfSections,
        ofSections.size() + (int) upcoming.stream().filter(key -> !key.getHeldOut()).count(),
        finished.size() - finishedOfSections);
  }

  private ImmutableList<ReportContext.DeclaredSettings> declared() {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    for (Section section : experiment.getSectionsList()) {
      if (section.hasSettings() || !experiment.hasSearch()) {
        Settings own = section.hasSettings() ? section.getSettings() : experiment.getSettings();
        sections.computeIfAbsent(text(own), text -> new ArrayList<>()).add(section.getTitle());
      }
    }
    boolean same = sections.size() == 1 && !experiment.hasSearch();
    return sections.entrySet().stream()
        .map(
            of ->
                new ReportContext.DeclaredSettings(
                    same ? "all sections" : String.join("; ", of.getValue()), of.getKey()))
        .collect(ImmutableList.toImmutableList());
  }

  private ImmutableList<ReportContext.SearchedSettings> searched() {
    ImmutableList.Builder<ReportContext.SearchedSettings> searched = ImmutableList.builder();
    plan.searches()
        .forEach(
            (system, standing) ->
                standing
                    .chosen()
                    .ifPresent(
                        chosen ->
                            searched.add(
                                new ReportContext.SearchedSettings(
                                    system,
                                    text(chosen),
                                    Words.figure(standing.lead().orElse(Double.NaN))))));
    return searched.build();
  }

  private static String text(Settings settings) {
    String text = TextFormat.printer().shortDebugString(settings);
    return text.isEmpty() ? "those of the program" : text;
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
            .map(ExperimentPages::choices)
            .collect(Collectors.joining("; "));
    return "Every system had the same candidates, drawn at random with seed "
        + search.getSeed()
        + " from "
        + dimensions
        + ". There were "
        + rungs
        + ". They were trained on four fifths of train and chosen by the mean metric over the tasks on"
        + " the other fifth; validation and test were not read.";
  }

  /** Such as: dropout (model { dropout: 0.2 }, or as declared). */
  private static String choices(Dimension dimension) {
    return dimension.getName()
        + " ("
        + dimension.getChoicesList().stream()
            .map(choice -> TextFormat.printer().shortDebugString(choice))
            .map(text -> text.isEmpty() ? "as declared" : text)
            .collect(Collectors.joining(", or "))
        + ")";
  }
}
