package io.github.ple4j.graph;

/** Specs in text format, of three plain numeric features and of few tasks. */
final class Specs {
  /** x is the three values as they are. */
  static final String NUMERICS =
      """
      features { name: "a" numeric { standard_deviation: 1 } }
      features { name: "b" numeric { standard_deviation: 1 } }
      features { name: "c" numeric { standard_deviation: 1 } }
      """;

  static final String TWO_TASKS =
      """
      tasks { name: "click" tower_units: 4 }
      tasks { name: "click_buy" kind: REGRESSION tower_units: 4 }
      """;

  /** Towers of nothing but a head. */
  static final String TWO_HEADS =
      """
      tasks { name: "click" kind: REGRESSION }
      tasks { name: "click_buy" kind: REGRESSION }
      """;

  /** Unequal numbers of experts, and two levels. */
  static final String PLE_OF_TWO_LEVELS =
      """
      ple {
        levels { task_experts: 2 task_experts: 1 shared_experts: 2 expert_units: 8 }
        levels { task_experts: 1 task_experts: 3 shared_experts: 1 expert_units: 6 }
      }
      """;

  /** One architecture of every kind, with at least two experts where there are experts. */
  static final String[] ARCHITECTURES = {
    "single_task { units: 8 }",
    "hard_sharing { bottom_units: 8 }",
    "mmoe { experts: 3 expert_units: 8 }",
    "cgc { level { task_experts: 2 task_experts: 1 shared_experts: 2 expert_units: 8 } }",
    PLE_OF_TWO_LEVELS,
    """
    asymmetric_sharing {
      bottoms { name: "shared" units: 8 }
      bottoms { name: "own" units: 6 }
      sources { bottoms: "shared" }
      sources { bottoms: "shared" bottoms: "own" }
    }
    """,
    "customized_sharing { shared_units: 8 own_units: 6 }",
    "cross_stitch { units: 8 units: 6 }",
    "sluice { layers: 2 units: 8 subspaces: 2 orthogonality: 0.1 }",
    "moe { experts: 3 expert_units: 8 }",
    "ml_mmoe { levels { experts: 3 expert_units: 8 } levels { experts: 2 expert_units: 6 } }",
    "snr_trans { levels { blocks: 2 units: 8 } levels { blocks: 3 units: 6 } sparsity: 0.1 }",
    "snr_aver { levels { blocks: 2 units: 8 } levels { blocks: 3 units: 6 } sparsity: 0.1 }",
    """
    mtan {
      levels { trunk_units: 8 output_units: 6 }
      levels { trunk_units: 8 output_units: 6 attention_units: 5 pass_units: 4 }
    }
    """,
    "gumbel_matrix { levels { components: 3 units: 8 } levels { components: 2 units: 6 } }",
    "routing_network { units: 8 blocks: 2 blocks: 3 }",
    "mran { units: 8 heads: 2 }"
  };

  private Specs() {}

  /** A PLE of two levels on three numeric features with two tasks. */
  static String ple() {
    return NUMERICS + TWO_TASKS + PLE_OF_TWO_LEVELS;
  }

  /** The spec's features and tasks with embedded features beside the numeric ones. */
  static String embedded(String architecture) {
    return NUMERICS
        + """
          features { name: "one" categorical { embedding_table: "t" } }
          features { name: "many" categorical { embedding_table: "t" multi_valued: true } }
          embedding_tables { name: "t" rows: 5 width: 3 }
          """
        + TWO_TASKS
        + architecture;
  }
}
