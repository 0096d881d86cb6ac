package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.train.Evaluation;
import io.github.ple4j.train.ExportedModel;
import io.github.ple4j.train.MetricsTable;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ple evaluate}. */
@Command(
    name = "evaluate",
    description = "Prints the metrics of an exported model.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--export",
      required = true,
      paramLabel = "DIR",
      description = "An exported model, such as RUN/export/1.")
  private Path export;

  @Mixin private DataOptions data;

  @Mixin private SplitOption split;

  @Override
  public Integer call() {
    try (ExportedModel model = ExportedModel.open(export)) {
      Dataset dataset = data.load(Console.standard());
      Evaluation evaluation = model.evaluate(dataset, split.of(dataset));
      command.commandLine().getOut().print(MetricsTable.provenance(dataset));
      command.commandLine().getOut().print(MetricsTable.of(Map.of(split.toString(), evaluation)));
      command.commandLine().getOut().flush();
      return 0;
    }
  }
}
