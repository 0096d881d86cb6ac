package io.github.ple4j.benchmarks.experiment;

/** Small experiments for tests. */
final class Experiments {
  /** Two systems, two seeds, synthetic data, and a search of three candidates, then one. */
  static final String SEARCHED =
      """
      name: "small"
      title: "Small"
      question: "Does it run?"
      systems: "single-task"
      systems: "mmoe"
      baseline: "single-task"
      settings { training { threads: 1 batch_size: 100 stopping { epochs: 2 } } }
      seeds { draw: 1 order: 1 initialization: 1 }
      seeds { draw: 2 order: 2 initialization: 2 }
      sections {
        name: "half"
        title: "Correlation 0.5"
        data { synthetic { correlation: 0.5 rows: 2800 dimensions: 4 } }
      }
      search {
        section: "half"
        seed: 3
        seeds { draw: 7 split: 7 order: 7 initialization: 7 }
        dimensions {
          name: "rate"
          choices {}
          choices { training { learning_rate { initial: 0.01 } } }
        }
        dimensions {
          name: "dropout"
          choices {}
          choices { model { dropout: 0.5 } }
        }
        rungs { candidates: 3 epochs: 1 }
        rungs { candidates: 1 epochs: 2 }
      }
      """;

  private Experiments() {}

  static Experiment searched() {
    return ExperimentFile.parse(SEARCHED, "small");
  }

  /** Without the search. */
  static Experiment plain() {
    return searched().toBuilder().clearSearch().build();
  }
}
