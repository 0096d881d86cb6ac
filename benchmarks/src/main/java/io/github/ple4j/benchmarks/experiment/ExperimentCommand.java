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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ple-benchmarks experiment}. */
@Command(
    name = "experiment",
    description = {
      "Does the runs of an experiment that are not finished, and writes its page. A run is done"
          + " once: the command goes on where it was ended, and several processes share the work of"
          + " one directory."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ExperimentCommand implements Callable<Integer> {
  private final String machine;
  private final PrintStream err = System.err;

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "census or gates; or a file of your own in text format (experiment.proto).")
  private @Nullable String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/experiments",
      showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
      description = "Of the finished runs and the pages.")
  private Path out;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Of the census files; else $PLE_DATA_DIR/census-income and ~/.cache/ple/census-income.")
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

  /**
   * @param machine in words, for the runs' records
   */
  public ExperimentCommand(String machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    if (name == null) {
      throw wrong(
          "expected one of the experiments "
              + String.join(", ", ExperimentFile.names())
              + ", or a file");
    }
    if (workers != null && workers < 1) {
      throw wrong("--workers: expected 1 or more, found: " + workers);
    }
    if (budget != null && !(budget >= 0 && budget < 1e6)) {
      throw wrong("--budget: expected minutes, 0 or more, found: " + budget);
    }
    int atOnce = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    Experiment experiment = ExperimentFile.read(name);
    Instant started = Instant.now();
    RunStore store = RunStore.open(out);
    Plan plan = new Plan(experiment, store);
    if (!plan.isDone() && (budget == null || budget > 0)) {
      ExperimentData data = new ExperimentData(Optional.ofNullable(dataDirectory));
      ExperimentRunner runner =
          new ExperimentRunner(plan, store, data, new Pace(store, data), machine, err::println);
      announce(plan, runner, atOnce);
      Optional<Instant> deadline =
          Optional.ofNullable(budget).map(minutes -> started.plusSeconds((long) (60 * minutes)));
      runner.run(atOnce, deadline);
    }
    publish(experiment, name, store);
    return 0;
  }

  /** Writes the page, the runs behind it and the index, and prints the tables. */
  private void publish(Experiment experiment, String nameOrFile, RunStore store) {
    ExperimentPages pages = new ExperimentPages(experiment, nameOrFile, store);
    store.collect(experiment.getName(), pages.runs());
    store.write(pages.fileName(), pages.page());
    store.write("index.html", ExperimentReport.index(entries(experiment, store)));
    PrintWriter results = command.commandLine().getOut();
    pages.tables().forEach((title, table) -> results.println(title + "\n\n" + table));
    results.flush();
    pages.missing().forEach(line -> err.println("missing: " + line));
    err.println("wrote " + out.resolve(pages.fileName()) + " and index.html");
  }

  /** Of this experiment and of the program's own that have a page here. */
  private ImmutableList<IndexEntry> entries(Experiment current, RunStore store) {
    Map<String, Experiment> all = new LinkedHashMap<>();
    ExperimentFile.names().forEach(known -> all.put(known, ExperimentFile.read(known)));
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
