package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.train.DatasetDescription;
import io.github.ple4j.train.DescriptionTables;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple data describe}. */
@Command(
    name = "describe",
    description = {
      "Prints what the features and labels of a data set are like.",
      "unknown: out of vocabulary. Beside numbers their histogram, log where it is over log(1 + x);"
          + " by rank: the shares of groups of equally many tokens, the most frequent first."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class DataDescribeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private DataOptions data;

  @Mixin private SplitOption split = new SplitOption(SplitOption.Name.train);

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Reads so many rows, drawn at random, the same every time; 0 reads all.")
  private int sample;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draws a chart of every feature, and one of the labels, into this file.")
  private @Nullable Path svg;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures into this file.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    if (sample < 0) {
      throw new ParameterException(
          command.commandLine(), "--sample: expected 0 or a positive number, found: " + sample);
    }
    Console console = Console.standard();
    Dataset dataset = data.load(console);
    DatasetDescription description = describe(dataset, console);
    if (json != null) {
      ResultFile.write(json, DescriptionJson.of(description, split.toString()));
    }
    if (svg != null) {
      ResultFile.write(svg, DescriptionPicture.svg(description, split.toString()));
    }
    command
        .commandLine()
        .getOut()
        .print(DescriptionTables.of(description, split.toString(), StandardOutput.bars()));
    command.commandLine().getOut().flush();
    return 0;
  }

  private DatasetDescription describe(Dataset dataset, Console console) {
    Split rows = split.of(dataset);
    int total = sample == 0 ? rows.size() : Math.min(sample, rows.size());
    try (RowProgress progress = console.rows("reading", total)) {
      return DatasetDescription.of(dataset, rows, sample, progress::at);
    }
  }
}
