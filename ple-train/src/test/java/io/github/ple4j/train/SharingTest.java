package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.Sharing;
import io.github.ple4j.graph.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/** What the tasks of a model share, as its spec tells it and as its graph has it. */
class SharingTest {
  private static final String SEPARATE_BOTTOMS =
      "bottoms { name: 'a' units: 3 } bottoms { name: 'b' units: 3 }";

  /** How a model without embeddings, and with them, shares. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "single_task { units: 3 } | NOTHING | NOTHING",
        "hard_sharing { } | NOTHING | PARAMETERS",
        "hard_sharing { bottom_units: 3 } | LAYER | LAYER",
        "customized_sharing { own_units: 3 } | NOTHING | PARAMETERS",
        "customized_sharing { own_units: 3 shared_units: 3 } | LAYER | LAYER",
        "asymmetric_sharing { "
            + SEPARATE_BOTTOMS
            + " sources { bottoms: 'a' } sources { bottoms: 'b' } } | NOTHING | PARAMETERS",
        "asymmetric_sharing { "
            + SEPARATE_BOTTOMS
            + " sources { bottoms: 'a' } sources { bottoms: ['a', 'b'] } } | LAYER | LAYER",
        "cross_stitch { units: 3 } | LAYER | LAYER",
        "sluice { layers: 1 units: 4 subspaces: 2 } | LAYER | LAYER",
        "moe { experts: 2 expert_units: 3 } | LAYER | LAYER",
        "mmoe { experts: 2 expert_units: 3 } | LAYER | LAYER",
        "ml_mmoe { levels { experts: 2 expert_units: 3 } } | LAYER | LAYER",
        "cgc { level { task_experts: [1, 1] expert_units: 3 } } | NOTHING | PARAMETERS",
        "cgc { level { task_experts: [1, 1] shared_experts: 1 expert_units: 3 } } | LAYER | LAYER",
        "ple { levels { task_experts: [1, 1] expert_units: 3 } levels { task_experts: [2, 1]"
            + " expert_units: 3 } } | NOTHING | PARAMETERS",
        "ple { levels { task_experts: [1, 1] shared_experts: 1 expert_units: 3 } levels {"
            + " task_experts: [2, 1] expert_units: 3 } } | LAYER | LAYER",
        "snr_trans { levels { blocks: 2 units: 3 } } | LAYER | LAYER",
        "snr_aver { levels { blocks: 2 units: 3 } } | LAYER | LAYER",
        "mtan { levels { trunk_units: 3 output_units: 3 } } | LAYER | LAYER",
        "gumbel_matrix { levels { components: 2 units: 3 } } | LAYER | LAYER",
        "routing_network { units: 3 blocks: 2 } | LAYER | LAYER",
        "routing_network { units: 3 } | LAYER | LAYER",
        "mran { units: 4 heads: 2 } | LAYER | LAYER",
        "esmm { } | PARAMETERS | PARAMETERS"
      })
  void aSpecSharesWhatItsGraphDoes(String architecture, Sharing plain, Sharing embedded) {
    assertShares(plain, spec(false, architecture, 2));
    assertShares(embedded, spec(true, architecture, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hard_sharing { bottom_units: 3 }",
        "mmoe { experts: 2 expert_units: 3 }",
        "cgc { level { task_experts: 1 shared_experts: 1 expert_units: 3 } }"
      })
  void oneTaskSharesNothing(String architecture) {
    assertShares(Sharing.NOTHING, spec(true, architecture, 1));
  }

  @Test
  void aLayerThatOneTaskDoesNotReadIsNotOneForGradNorm() {
    String two =
        "asymmetric_sharing { "
            + SEPARATE_BOTTOMS
            + " sources { bottoms: 'a' } sources { bottoms: 'a' } sources { bottoms: 'b' } }";
    assertShares(Sharing.PARAMETERS, spec(false, two, 3));
    assertShares(Sharing.PARAMETERS, spec(true, two, 3));
    assertShares(
        Sharing.LAYER, spec(false, two.replace("{ bottoms: 'b' }", "{ bottoms: ['a', 'b'] }"), 3));
  }

  private static void assertShares(Sharing expected, ModelSpec spec) {
    String text = ModelSpecs.toText(spec);
    assertThat(ModelSpecs.sharing(spec)).as(text).isEqualTo(expected);
    try (Graph graph = new Graph()) {
      FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), spec);
      ModelGraph model = ModelGraph.build(graph, spec, inputs, Mode.TRAINING, Placement.cpu());
      boolean separate = TaskReach.of(model).groups(model).size() == model.outputs().size();
      assertThat(separate).as(text).isEqualTo(expected == Sharing.NOTHING);
    }
    TrainingSpec.Builder training = TwoTaskReference.training().setModel(spec);
    training.getWeightingBuilder().getUncertaintyBuilder();
    assertAccepted(training, expected != Sharing.NOTHING, "weighting: expected static weights");
    training.getWeightingBuilder().getGradNormBuilder().setAlpha(1).setLearningRate(0.1);
    assertAccepted(training, expected == Sharing.LAYER, "weighting");
    training.clearWeighting().getPcgradBuilder().setSeed(1);
    assertAccepted(training, expected != Sharing.NOTHING, "pcgrad: expected none");
  }

  private static void assertAccepted(TrainingSpec.Builder spec, boolean accepted, String refusal) {
    if (accepted) {
      assertThatCode(() -> TrainingSpecs.validate(spec.build())).doesNotThrowAnyException();
    } else {
      assertThatExceptionOfType(SpecException.class)
          .isThrownBy(() -> TrainingSpecs.validate(spec.build()))
          .withMessageStartingWith(refusal);
    }
  }

  private static ModelSpec spec(boolean embedded, String architecture, int tasks) {
    String features = "features { name: 'a' numeric { standard_deviation: 1 } }\n";
    if (embedded) {
      features +=
          """
          features { name: 'c' categorical { embedding_table: 't' } }
          embedding_tables { name: 't' rows: 5 width: 2 }
          """;
    }
    StringBuilder labels = new StringBuilder();
    for (int task = 1; task <= tasks; task++) {
      labels.append("tasks { name: 't").append(task).append("' }\n");
    }
    return ModelSpecs.parse(features + labels + architecture, "test");
  }
}
