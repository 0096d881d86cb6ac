package io.github.ple4j.benchmarks.experiment;

import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pages of experiments: each is one file of HTML that needs no other. */
final class ExperimentReport {
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .withEscaper(HtmlEscapers.htmlEscaper()::escape)
          .emptyStringIsFalse(true)
          .zeroIsFalse(true)
          .withLoader(name -> new StringReader(template(name)));

  private ExperimentReport() {}

  /**
   * What the page's template reads.
   *
   * @param noLossClaimed whether a claim is of no loss, which the page explains
   */
  private record Page(
      String title,
      String question,
      List<SectionView> sections,
      String counts,
      boolean complete,
      boolean severalSections,
      List<ClaimVerdict> claims,
      boolean noLossClaimed,
      List<String> remarks,
      List<TrendCharts> trends,
      List<Variant> variants,
      String machineTime,
      ReportContext context) {}

  /**
   * A section of the page.
   *
   * @param begun whether a run is finished
   * @param metrics whether a table of metrics is shown: there is something in it, ours or published
   */
  private record SectionView(
      String name,
      String title,
      boolean begun,
      boolean metrics,
      boolean gates,
      MetricTable table,
      String better,
      String baseline,
      String spread,
      boolean published,
      List<Note> notes,
      List<MetricCharts.Chart> charts,
      List<GateFigure> gateFigures,
      List<Agreement.Findings> findings,
      List<SeesawFigure> seesaw,
      List<String> remarks,
      List<AbTestView> abTest) {}

  private record Note(String system, String source, String text) {}

  private record IndexPage(List<IndexEntry> experiments) {}

  /** The page of an experiment. */
  static String html(Experiment experiment, List<Comparison> comparisons, ReportContext context) {
    SystemMarks marks = SystemMarks.of(experiment, comparisons);
    return COMPILER
        .compile(template("experiment.html"))
        .execute(
            new Page(
                experiment.getTitle(),
                experiment.getQuestion(),
                comparisons.stream()
                    .map(comparison -> section(experiment, comparison, marks))
                    .toList(),
                context.counts().sentence(),
                context.counts().isComplete(),
                comparisons.size() > 1,
                ClaimVerdict.of(experiment, comparisons),
                experiment.getClaimsList().stream().anyMatch(Claim::hasNoLoss),
                experiment.getRemarksList(),
                TrendCharts.of(experiment, comparisons, marks),
                experiment.getVariantsList(),
                Words.duration(context.machineTime()),
                context));
  }

  /** The page that leads to those of all experiments. */
  static String index(List<IndexEntry> experiments) {
    return COMPILER.compile(template("index.html")).execute(new IndexPage(experiments));
  }

  private static SectionView section(
      Experiment experiment, Comparison comparison, SystemMarks marks) {
    PublishedFigures published = new PublishedFigures(comparison);
    boolean begun = comparison.finished() > 0;
    boolean metrics = experiment.getShown().getMetrics() && (begun || published.any());
    boolean gates = experiment.getShown().getGates();
    return new SectionView(
        comparison.section().getName(),
        comparison.section().getTitle(),
        begun,
        metrics,
        gates,
        MetricTable.of(experiment, comparison),
        better(comparison),
        experiment.getBaseline(),
        SeedScope.sentence(comparison.section().getData()),
        published.any(),
        comparison.section().getPublishedList().stream()
            .filter(entry -> !entry.getNote().isEmpty())
            .map(entry -> new Note(entry.getSystem(), entry.getSource(), entry.getNote()))
            .toList(),
        metrics ? MetricCharts.of(experiment, comparison) : List.of(),
        gates ? GateFigure.of(comparison) : List.of(),
        metrics ? Agreement.of(experiment, comparison) : List.of(),
        experiment.getShown().getSeesaw()
            ? SeesawFigure.of(experiment, comparison, marks).stream().toList()
            : List.of(),
        comparison.section().getRemarksList(),
        AbTestView.of(experiment, comparison));
  }

  /** Such as: AUC: higher is better. */
  private static String better(Comparison comparison) {
    return comparison.tasks().stream()
        .map(Comparison.Task::metric)
        .distinct()
        .map(metric -> metric.label() + ": " + metric.better() + " is better.")
        .reduce("", (a, b) -> a.isEmpty() ? b : a + " " + b);
  }

  private static String template(String name) {
    try {
      return Resources.toString(
          Resources.getResource(ExperimentReport.class, name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
