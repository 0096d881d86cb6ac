package io.github.ple4j.benchmarks.experiment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "census, gates, synthetic, video, ab-test, ali-ccp, ablation or related; or a file of your"
              + " own in text format (experiment.proto).")
  private @Nullable String name;

  @Option(
      names = "--readme",
      paramLabel = "FILE",
      description = "Puts the results between the experiment's two lines in this file.")
  private @Nullable Path readme;

  @Mixin private ExperimentRun run;

  private ExperimentCommand(String machine) {
    this.machine = machine;
  }

  /**
   * The command with its subcommands.
   *
   * @param machine in words, for the runs' records
   */
  public static CommandLine of(String machine) {
    return new CommandLine(new ExperimentCommand(machine))
        .addSubcommand(new SearchCommand(machine));
  }

  @Override
  public Integer call() {
    if (name == null) {
      throw new ParameterException(
          command.commandLine(),
          "expected one of the experiments "
              + String.join(", ", ExperimentFile.names())
              + ", or a file");
    }
    run.check();
    Experiment experiment = ExperimentFile.read(name);
    Optional<ReadmeSection> section =
        Optional.ofNullable(readme).map(file -> ReadmeSection.open(file, experiment.getName()));
    ExperimentPages pages = run.run(experiment, name, run.data(), machine);
    section.ifPresent(of -> of.replace(pages.readme(of.linkTo(run.out()))));
    return 0;
  }
}
