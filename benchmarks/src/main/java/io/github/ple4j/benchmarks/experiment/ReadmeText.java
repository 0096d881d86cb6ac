package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An experiment's results in Markdown, as a README has them: a function of its finished runs. */
final class ReadmeText {
  private ReadmeText() {}

  /**
   * Tables of the sections, in a series one table of gains for all of them, and the key sentences.
   *
   * @param page file name of the page
   * @param link to the directory of the page and the runs
   */
  static String of(
      Experiment experiment,
      ImmutableList<Comparison> comparisons,
      ReportContext context,
      String page,
      String link) {
    StringBuilder text = new StringBuilder();
    text.append("\n").append(origin(context, page, link)).append("\n");
    if (experiment.getShown().getMetrics()) {
      Map<String, List<Comparison>> series = new LinkedHashMap<>();
      boolean metrics = false;
      for (Comparison comparison : comparisons) {
        if (comparison.section().hasPlace() && !experiment.getBaseline().isEmpty()) {
          series
              .computeIfAbsent(
                  comparison.section().getPlace().getSeries(), name -> new ArrayList<>())
              .add(comparison);
        } else if (comparison.finished() > 0) {
          metrics = true;
          text.append("\n").append(comparison.section().getTitle()).append("\n\n");
          text.append(MarkdownTable.of(experiment, comparison));
        }
      }
      series.values().forEach(sections -> text.append(gains(experiment, sections)));
      if (metrics) {
        text.append("\n± is half of the 95 % interval of a mean over runs");
        text.append(
            experiment.getBaseline().isEmpty()
                ? ".\n"
                : "; gains are over "
                    + experiment.getBaseline()
                    + ", between runs of equal seeds.\n");
      }
    }
    ImmutableList<String> sentences = KeyFindings.sentences(experiment, comparisons);
    if (!sentences.isEmpty()) {
      text.append("\n");
      sentences.forEach(sentence -> text.append("- ").append(sentence).append("\n"));
    }
    return text.append("\n").toString();
  }

  private static String origin(ReportContext context, String page, String link) {
    RunCounts counts = context.counts();
    return "["
        + page
        + "]("
        + link
        + page
        + ") has the figures in full, ["
        + context.rawRuns()
        + "]("
        + link
        + context.rawRuns()
        + ") the raw runs. "
        + counts.sentence()
        + (counts.finished() == 0
            ? "."
            : ", the last of "
                + context.date()
                + ". The runs took "
                + Words.duration(context.machineTime())
                + " of machine time on: "
                + String.join("; ", context.machine()).replaceFirst("\\.$", "")
                + ".");
  }

  /** Means of the gains of a series: a line for each system, a column for each section. */
  private static String gains(Experiment experiment, List<Comparison> unordered) {
    List<Comparison> sections =
        unordered.stream()
            .filter(section -> section.finished() > 0)
            .sorted(TrendCharts.BY_PLACE)
            .toList();
    if (sections.isEmpty()) {
      return "";
    }
    Place place = sections.get(0).section().getPlace();
    List<Comparison.Task> tasks = TrendCharts.tasks(sections);
    StringBuilder table = new StringBuilder("\n");
    table.append(place.getSeries().isEmpty() ? "Gains" : place.getSeries() + ": gains");
    table.append(" over ").append(experiment.getBaseline()).append(" on ");
    table.append(
        tasks.stream()
            .map(task -> Words.of(task.name()) + " (" + task.metric().label() + ")")
            .collect(Collectors.joining(" / ")));
    table.append(", by ").append(place.getAxis());
    table.append("; \\* where the 95 % interval does not hold 0\n\n");
    List<String> heads = new ArrayList<>(List.of("system"));
    sections.forEach(section -> heads.add(TrendCharts.place(section)));
    table.append(MarkdownTable.line(heads));
    table.append(MarkdownTable.line(heads.stream().map(head -> "---").toList()));
    for (String system : SystemMarks.of(experiment, sections).systems()) {
      List<String> cells = new ArrayList<>(List.of(system));
      for (Comparison section : sections) {
        cells.add(
            tasks.stream()
                .map(task -> gain(section, system, task))
                .collect(Collectors.joining(" / ")));
      }
      table.append(MarkdownTable.line(cells));
    }
    return table.toString();
  }

  private static String gain(Comparison section, String system, Comparison.Task task) {
    return TrendCharts.gain(section, system, task)
        .map(gain -> Words.signed(gain.mean()) + (gain.excludes(0) ? "\\*" : ""))
        .orElse("-");
  }
}
