package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.EqualSize;
import io.github.ple4j.train.ModelDerivation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple spec}. */
@Command(
    name = "spec",
    description = "Reads train and prints the model spec that data and model give.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class SpecCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private DataOptions data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = "One of those of ple train --model, in its default shape.")
  private String model;

  @Mixin private FeatureOptions features;

  @Option(
      names = "--equal-size",
      description = "With widths that give the dense parameters of single-task, within 2 %%.")
  private boolean equalSize;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the initial values.")
  private long seed;

  @Override
  public Integer call() {
    if (!DefaultModels.names().contains(model)) {
      throw new ParameterException(
          command.commandLine(),
          "--model: expected one of "
              + String.join(", ", DefaultModels.names())
              + ", found: "
              + model);
    }
    ModelDerivation derivation = features.derivation();
    Dataset dataset = data.load(Console.standard());
    ModelSpec spec = derivation.derive(dataset, model, seed);
    String text = ModelSpecs.toText(equalSize ? EqualSize.of(spec) : spec);
    command.commandLine().getOut().print(text);
    command.commandLine().getOut().flush();
    return 0;
  }
}
