package io.github.ple4j.train.cli;

import io.github.ple4j.train.ModelDerivation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How features become the representation, where the spec is derived from data. */
final class FeatureOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--embedding-width",
      paramLabel = "N",
      defaultValue = "8",
      description = "Of every embedding.")
  private int embeddingWidth;

  @Option(
      names = "--buckets",
      paramLabel = "N",
      defaultValue = "20",
      description = "Quantiles of a numeric feature's non-zero values that have an embedding each.")
  private int buckets;

  @Option(
      names = "--exact-values",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "A numeric feature of so many distinct non-zero values in train or fewer has an embedding"
              + " for each of them in place of quantiles; 0 for quantiles always.")
  private int exactValues;

  /** That none of them is given beside an option that has the features already. */
  void checkNone(String beside) {
    for (String option : new String[] {"--embedding-width", "--buckets", "--exact-values"}) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            command.commandLine(), option + " is not an option of " + beside);
      }
    }
  }

  ModelDerivation derivation() {
    try {
      return new ModelDerivation(embeddingWidth, buckets, exactValues);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), "--embedding-width, --buckets, --exact-values: " + e.getMessage());
    }
  }
}
