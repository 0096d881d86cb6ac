package io.github.ple4j.benchmarks.experiment;

import com.google.protobuf.TextFormat;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple-benchmarks experiment search}: the census experiment, on the user's own data. */
@Command(
    name = "search",
    description = {
      "Compares systems on your own CSV files: the same declared search of settings for each, then"
          + " runs by several seeds, and the page.",
      "What it does is written as NAME.textproto first: edit that file and give it to ple-benchmarks"
          + " experiment for anything else. The chosen settings are written as model specs, which ple"
          + " train --spec takes."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class SearchCommand implements Callable<Integer> {
  private static final int MOST_SEEDS = 100;

  private final String machine;

  @Spec private CommandSpec command;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "NAME",
      description = "csv; the program's own data have experiments of their own.")
  private String data;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "Columns, labels and splits of the CSV files in text format (csv.proto).")
  private @Nullable Path schema;

  @Option(
      names = "--systems",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "single-task,hard-sharing,mmoe,cgc,ple",
      description = "The first is the one over which others gain.")
  private List<String> systems = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of every system with the settings that were chosen.")
  private int seeds;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      defaultValue = "6",
      description = "Settings that the first rung tries; the second has the best third of them.")
  private int candidates;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Of the second rung and of the runs; the first rung has one.")
  private int epochs;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "search",
      description = "Of the page's file.")
  private String name;

  @Mixin private ExperimentRun run;

  SearchCommand(String machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    run.check();
    if (!data.equals("csv")) {
      throw wrong("--data: expected csv, found: " + data);
    }
    if (schema == null) {
      throw wrong("--data csv: expected --schema FILE, found none");
    }
    for (String system : systems) {
      if (!DefaultModels.names().contains(system)) {
        throw wrong("--systems: expected names of " + DefaultModels.names() + ", found: " + system);
      }
    }
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw wrong("--seeds: expected 1 to " + MOST_SEEDS + ", found: " + seeds);
    }
    int most = SearchDeclaration.mostCandidates();
    if (candidates < 1 || candidates > most) {
      throw wrong("--candidates: expected 1 to " + most + ", found: " + candidates);
    }
    if (epochs < 1) {
      throw wrong("--epochs: expected 1 or more, found: " + epochs);
    }
    Csv csv = OwnCsv.describe(schema, run.dataDirectory());
    Experiment experiment = SearchDeclaration.of(name, csv, systems, seeds, candidates, epochs);
    ExperimentData place = run.data();
    RunStore store = RunStore.open(run.out());
    store.write(name + ".textproto", TextFormat.printer().printToString(experiment));
    run.run(experiment, commandLine(), place, machine);
    writeSpecs(experiment, place, store);
    return 0;
  }

  /** The model spec of every system whose search is finished, with the first run's seeds. */
  private void writeSpecs(Experiment experiment, ExperimentData place, RunStore store) {
    Section section = experiment.getSections(0);
    new Plan(experiment, store)
        .settings(section)
        .forEach(
            (system, settings) -> {
              RunKey key =
                  RunKey.newBuilder()
                      .setData(section.getData())
                      .setSystem(system)
                      .setSettings(settings)
                      .setSeeds(experiment.getSeeds(0))
                      .build();
              TrainingSpec spec = Trial.spec(key, place.of(key));
              String file = name + "." + system + ".textproto";
              store.write(file, ModelSpecs.toText(spec.getModel()));
              command.commandLine().getOut().println(train(spec, run.out().resolve(file)));
            });
    command.commandLine().getOut().flush();
  }

  /** The command that trains with what was chosen. */
  private String train(TrainingSpec spec, Path file) {
    return "java -jar ple-train/target/ple.jar train --data csv --schema "
        + schema
        + " --spec "
        + file
        + " --learning-rate "
        + spec.getLearningRate().getInitial()
        + " --batch-size "
        + spec.getBatchSize()
        + " --epochs "
        + spec.getStopping().getEpochs()
        + " --out runs/"
        + DefaultModels.name(spec.getModel());
  }

  private String commandLine() {
    return "search --data csv --schema "
        + schema
        + " --systems "
        + String.join(",", systems)
        + " --seeds "
        + seeds
        + " --candidates "
        + candidates
        + " --epochs "
        + epochs
        + " --name "
        + name;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
