package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of what runs an experiment and writes its page, and the doing of it. */
final class ExperimentRun {
  private final PrintStream err = System.err;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/experiments",
      showDefaultValue = CommandLine.Help.Visibility.ALWAYS,
      description = "Of the finished runs and the pages.")
  private Path out;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Of the census files, of prepared Ali-CCP, or of the files that a CSV schema names; else"
              + " $PLE_DATA_DIR/census-income (or ali-ccp), ~/.cache/ple/census-income (or ali-ccp),"
              + " and beside the schema.")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--budget",
      paramLabel = "MINUTES",
      description =
          "Ends in so many minutes, and says what is missing; 0 only writes the page. No limit by"
              + " default.")
  private @Nullable Double budget;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Runs at a time; all cores by default, as a run of one thread has one.")
  private @Nullable Integer workers;

  /** Fails if a number is none that can be. */
  void check() {
    if (workers != null && workers < 1) {
      throw wrong("--workers: expected 1 or more, found: " + workers);
    }
    if (budget != null && !(budget >= 0 && budget < 1e6)) {
      throw wrong("--budget: expected minutes, 0 or more, found: " + budget);
    }
  }

  Path out() {
    return out;
  }

  Optional<Path> dataDirectory() {
    return Optional.ofNullable(dataDirectory);
  }

  /** Data as the options say where they are. */
  ExperimentData data() {
    return new ExperimentData(dataDirectory(), out.resolve("data"));
  }

  /**
   * Does the runs that are not finished, as far as the budget goes, and writes the page.
   *
   * @param commandLine after the program's name, such as: experiment census
   */
  ExperimentPages run(
      Experiment declared, String commandLine, ExperimentData data, String machine) {
    Instant started = Instant.now();
    int atOnce = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    RunStore store = RunStore.open(out);
    Experiment experiment = Availability.of(declared, available(store, data));
    sayWhatIsMissing(declared, experiment);
    Plan plan = new Plan(experiment, store);
    if (!plan.isDone() && (budget == null || budget > 0)) {
      ExperimentRunner runner =
          new ExperimentRunner(plan, store, data, new Pace(store, data), machine, err::println);
      announce(plan, runner, atOnce);
      Optional<Instant> deadline =
          Optional.ofNullable(budget).map(minutes -> started.plusSeconds((long) (60 * minutes)));
      runner.run(atOnce, deadline);
    }
    return publish(experiment, commandLine, store, data);
  }

  private void sayWhatIsMissing(Experiment declared, Experiment experiment) {
    for (Section section : experiment.getSectionsList()) {
      declared.getSectionsList().stream()
          .filter(other -> other.getName().equals(section.getInPlaceOf()))
          .forEach(
              other ->
                  err.println(
                      "\""
                          + section.getTitle()
                          + "\" is in place of \""
                          + other.getTitle()
                          + "\", whose data are not here"));
    }
  }

  /** Data are taken for available where there are runs on them, too. */
  static Predicate<Data> available(RunStore store, ExperimentData data) {
    return wanted ->
        data.isAvailable(wanted)
            || store.known().stream().anyMatch(run -> run.getKey().getData().equals(wanted));
  }

  /** Writes the page, the runs behind it and the index, and prints the tables. */
  private ExperimentPages publish(
      Experiment experiment, String commandLine, RunStore store, ExperimentData data) {
    ExperimentPages pages = new ExperimentPages(experiment, commandLine, store);
    store.collect(experiment.getName(), pages.runs());
    store.write(pages.fileName(), pages.page());
    store.write("index.html", ExperimentReport.index(entries(experiment, store, data)));
    PrintWriter results = command.commandLine().getOut();
    pages.tables().forEach((title, table) -> results.println(title + "\n\n" + table));
    results.flush();
    pages.missing().forEach(line -> err.println("missing: " + line));
    err.println("wrote " + out.resolve(pages.fileName()) + " and index.html");
    return pages;
  }

  /** Of this experiment and of the program's own that have a page here. */
  private ImmutableList<IndexEntry> entries(
      Experiment current, RunStore store, ExperimentData data) {
    Map<String, Experiment> all = new LinkedHashMap<>();
    for (String known : ExperimentFile.names()) {
      all.put(known, Availability.of(ExperimentFile.read(known), available(store, data)));
    }
    all.put(current.getName(), current);
    return all.values().stream()
        .map(one -> new ExperimentPages(one, one.getName(), store).entry())
        .filter(entry -> Files.exists(out.resolve(entry.page())))
        .collect(ImmutableList.toImmutableList());
  }

  /** What is to be done, and how long it will take. */
  private void announce(Plan plan, ExperimentRunner runner, int atOnce) {
    err.println("part                             finished  to run  minutes");
    for (Plan.Part part : plan.parts()) {
      int toRun = runner.unfinished(part).size();
      err.println(
          String.format(
              Locale.ROOT,
              "%-32s %8d %7d %8.1f",
              part.title(),
              part.keys().size() + part.upcoming().size() - toRun,
              toRun,
              runner.secondsLeft(part) / 60 / atOnce));
    }
    err.println(
        "together about "
            + (runner.left(atOnce).toMinutes() + 1)
            + " minutes, "
            + atOnce
            + " runs at a time");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
