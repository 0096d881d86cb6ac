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

  /** A system, variants of another, an A/B test on video data, and data that are not there. */
  static final String VARIED =
      """
      name: "varied"
      title: "Varied"
      question: "Does it run?"
      systems: "single-task"
      variants {
        name: "deep"
        system: "ple"
        description: "Of one level"
        settings {
          model {
            dropout: 0.25
            ple { levels { task_experts: 1 task_experts: 2 shared_experts: 1 expert_units: 4 } }
          }
          towers { units: 3 }
        }
      }
      variants { name: "shallow" system: "mmoe" settings { towers {} } }
      baseline: "single-task"
      claims { text: "Deep loses nothing." no_loss { system: "deep" } }
      settings { training { threads: 1 batch_size: 100 stopping { epochs: 2 } } }
      seeds { draw: 1 order: 1 initialization: 1 }
      sections {
        name: "own"
        title: "Own"
        data { ali_ccp { single_valued: true } }
      }
      sections {
        name: "half"
        title: "Half"
        in_place_of: "own"
        title_in_place: "Made up"
        systems: "single-task" systems: "deep"
        place { axis: "conflict" value: 0.5 series: "one" }
        data { video { rows: 1600 tasks: "ctr" tasks: "vcr" } }
        ab_test {
          users: 10 buckets: 2 days: 2 search_days: 1 weightings: 2 candidates: 5 shown: 3
        }
      }
      """;

  private Experiments() {}

  static Experiment varied() {
    return ExperimentFile.parse(VARIED, "varied");
  }

  static Experiment searched() {
    return ExperimentFile.parse(SEARCHED, "small");
  }

  /** Without the search. */
  static Experiment plain() {
    return searched().toBuilder().clearSearch().build();
  }
}
