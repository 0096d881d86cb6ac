package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Split;
import picocli.CommandLine.Option;

/** Which rows of a data set. */
final class SplitOption {
  @Option(names = "--split", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
  private Name name;

  /** Test, unless the user says another. */
  SplitOption() {
    this(Name.test);
  }

  SplitOption(Name otherwise) {
    name = otherwise;
  }

  /** Splits by name. */
  enum Name {
    train,
    validation,
    test
  }

  Split of(Dataset data) {
    return switch (name) {
      case train -> data.train();
      case validation -> data.validation();
      case test -> data.test();
    };
  }

  @Override
  public String toString() {
    return name.name();
  }
}
