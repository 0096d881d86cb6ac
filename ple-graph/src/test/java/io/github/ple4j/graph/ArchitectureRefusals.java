package io.github.ple4j.graph;

import com.google.protobuf.TextFormat;
import io.github.ple4j.graph.SpecValidationTest.Refusal;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes of the valid spec of {@link SpecValidationTest} that make its architecture impossible.
 */
final class ArchitectureRefusals {
  private ArchitectureRefusals() {}

  /** Adds the refusals of impossible architectures. */
  static void addTo(List<Refusal> all) {
    all.add(new Refusal("activation: unknown: 3", s -> s.setActivationValue(3)));
    all.add(new Refusal("architecture: ", ModelSpec.Builder::clearArchitecture));
    all.add(
        new Refusal(
            "single_task.units[1]: ", s -> s.getSingleTaskBuilder().addUnits(3).addUnits(0)));
    all.add(
        new Refusal(
            "hard_sharing.bottom_units[0]: ", s -> s.getHardSharingBuilder().addBottomUnits(0)));
    all.add(new Refusal("mmoe.experts: ", s -> s.getMmoeBuilder().addExpertUnits(4)));
    all.add(new Refusal("mmoe.expert_units: ", s -> s.getMmoeBuilder().setExperts(2)));
    all.add(
        new Refusal(
            "mmoe.expert_units[0]: ", s -> s.getMmoeBuilder().setExperts(2).addExpertUnits(0)));
    all.add(new Refusal("cgc.level.task_experts: ", s -> s.setCgc(Cgc.getDefaultInstance())));
    all.add(new Refusal("ple.levels: ", s -> s.setPle(Ple.getDefaultInstance())));
    all.add(
        new Refusal(
            "ple.levels[1].task_experts: expected one number for each of the 2 tasks, found 3",
            s -> level2(s).addTaskExperts(1)));
    all.add(
        new Refusal(
            "ple.levels[1].task_experts: expected one number for each of the 2 tasks, found 1",
            s -> level2(s).clearTaskExperts().addTaskExperts(1)));
    all.add(
        new Refusal(
            "ple.levels[1].task_experts[0]: the gate of task click has nothing to mix",
            s -> level2(s).setTaskExperts(0, 0)));
    all.add(new Refusal("ple.levels[1].task_experts[1]: ", s -> level2(s).setTaskExperts(1, -1)));
    all.add(new Refusal("ple.levels[1].shared_experts: ", s -> level2(s).setSharedExperts(-1)));
    all.add(new Refusal("ple.levels[1].expert_units: ", s -> level2(s).clearExpertUnits()));
    all.add(new Refusal("ple.levels[1].expert_units[0]: ", s -> level2(s).setExpertUnits(0, 0)));
    sharing(all);
    departures(all);
  }

  private static void sharing(List<Refusal> all) {
    refuse(all, "moe.experts: ", "moe { expert_units: 4 }");
    refuse(all, "ml_mmoe.levels: ", "ml_mmoe {}");
    refuse(all, "ml_mmoe.levels[0].expert_units: ", "ml_mmoe { levels { experts: 2 } }");
    refuse(all, "customized_sharing.own_units: ", "customized_sharing { shared_units: 4 }");
    refuse(all, "cross_stitch.units: ", "cross_stitch {}");
    all.add(
        new Refusal(
            "cross_stitch: expected two tasks or more, found 1",
            s -> s.removeTasks(1).getCrossStitchBuilder().addUnits(4)));
    all.add(
        new Refusal(
            "sluice: expected two tasks or more, found 1",
            s -> s.removeTasks(1).getSluiceBuilder().setLayers(1)));
    refuse(all, "sluice.layers: ", "sluice { units: 4 subspaces: 2 }");
    refuse(all, "sluice.subspaces: expected 2 or more", "sluice { layers: 1 units: 4 }");
    refuse(
        all,
        "sluice.units: expected a multiple of the 2 subspaces, found 7",
        "sluice { layers: 1 units: 7 subspaces: 2 }");
    refuse(
        all,
        "sluice.orthogonality: ",
        "sluice { layers: 1 units: 8 subspaces: 2 orthogonality: -1 }");
    refuse(all, "mtan.levels: ", "mtan {}");
    refuse(
        all,
        "mtan.levels[0].pass_units: expected none",
        "mtan { levels { trunk_units: 4 output_units: 4 pass_units: 4 } }");
    refuse(
        all,
        "mtan.levels[1].pass_units: expected 1 to",
        "mtan { levels { trunk_units: 4 output_units: 4 }"
            + " levels { trunk_units: 4 output_units: 4 } }");
    related(all);
    String bottoms = "bottoms { name: 'a' units: 4 } bottoms { name: 'b' units: 5 }";
    String first = " sources { bottoms: 'a' }";
    refuse(all, "asymmetric_sharing.bottoms: ", "asymmetric_sharing {}");
    refuse(
        all,
        "asymmetric_sharing.bottoms[0].name: expected letters",
        "asymmetric_sharing { bottoms { name: 'a/b' units: 3 } }");
    refuse(
        all,
        "asymmetric_sharing.bottoms[1].name: duplicate bottom: a",
        "asymmetric_sharing { bottoms { name: 'a' units: 3 } bottoms { name: 'a' units: 3 } }");
    refuse(
        all,
        "asymmetric_sharing.sources: expected one list of bottoms for each of the 2 tasks, found 1",
        "asymmetric_sharing { " + bottoms + first + " }");
    refuse(
        all,
        "asymmetric_sharing.sources[1].bottoms: expected at least one bottom",
        "asymmetric_sharing { " + bottoms + first + " sources {} }");
    refuse(
        all,
        "asymmetric_sharing.sources[1].bottoms[0]: expected the name of a bottom, found \"c\"",
        "asymmetric_sharing { " + bottoms + first + " sources { bottoms: 'c' } }");
    refuse(
        all,
        "asymmetric_sharing.sources[1].bottoms[1]: bottom b is there twice",
        "asymmetric_sharing { " + bottoms + first + " sources { bottoms: 'b' bottoms: 'b' } }");
    refuse(
        all,
        "asymmetric_sharing.bottoms[1]: no task reads bottom b",
        "asymmetric_sharing { " + bottoms + first + first + " }");
    for (String fusion : List.of("SUM", "MEAN")) {
      refuse(
          all,
          "asymmetric_sharing.sources[1].bottoms: expected bottoms of one width, as fusion is "
              + fusion
              + ", found widths [4, 5]",
          "asymmetric_sharing { fusion: "
              + fusion
              + " "
              + bottoms
              + first
              + " sources { bottoms: 'a' bottoms: 'b' } }");
    }
  }

  private static void related(List<Refusal> all) {
    refuse(all, "gumbel_matrix.levels: ", "gumbel_matrix {}");
    refuse(
        all,
        "gumbel_matrix.levels[0].components: expected 1 to",
        "gumbel_matrix { levels { units: 4 } }");
    refuse(
        all,
        "gumbel_matrix.annealing.final: expected a positive number, found 0.0",
        "gumbel_matrix { levels { components: 2 units: 4 } annealing { initial: 1 steps: 9 } }");
    refuse(
        all,
        "gumbel_matrix.annealing.steps: expected 1 or more, found 0",
        "gumbel_matrix { levels { components: 2 units: 4 } annealing { initial: 1 final: 1 } }");
    refuse(all, "routing_network.units: expected 1 to", "routing_network { blocks: 2 }");
    refuse(
        all,
        "routing_network.blocks[1]: expected 1 to",
        "routing_network { units: 4 blocks: [2, 0] }");
    refuse(
        all,
        "routing_network.collaboration: expected a number that is not negative, found -1.0",
        "routing_network { units: 4 collaboration: -1 }");
    refuse(
        all,
        "routing_network.baseline_decay: expected 0 or more and less than 1, found 1.0",
        "routing_network { units: 4 baseline_decay: 1 }");
    refuse(
        all,
        "mran.units: expected a multiple of the 3 heads, found 8",
        "mran { units: 8 heads: 3 }");
    all.add(
        new Refusal(
            "features: expected at most 128 numeric columns (values and missing indicators), as mran"
                + " attends over pairs of fields, found 130",
            s -> attentionOver(s, 65)));
    all.add(
        new Refusal(
            "embedding_tables[1].width: expected 1 as before, as mran attends over fields of one"
                + " width, found 2",
            s -> {
              s.setMran(Mran.newBuilder().setUnits(4).setHeads(2));
              s.getEmbeddingTablesBuilder(0).setWidth(1);
              s.getEmbeddingTablesBuilder(1).setWidth(2);
            }));
    Consumer<ModelSpec.Builder> pair =
        s -> {
          s.setEsmm(Esmm.getDefaultInstance());
          s.getTasksBuilderList().forEach(task -> task.setKind(TaskSpec.Kind.BINARY));
        };
    all.add(
        new Refusal(
            "tasks: expected the two tasks of esmm, a click and a conversion after it, found 3",
            pair.andThen(s -> s.addTasksBuilder().setName("third"))));
    all.add(
        new Refusal(
            "tasks: expected the two tasks of esmm, a click and a conversion after it, found 1",
            pair.andThen(s -> s.removeTasks(1))));
    all.add(
        new Refusal(
            "tasks[1].kind: expected BINARY, as esmm multiplies probabilities, found REGRESSION",
            pair.andThen(s -> s.getTasksBuilder(1).setKind(TaskSpec.Kind.REGRESSION))));
    all.add(
        new Refusal(
            "esmm.click_task: expected the name of a task, ",
            pair.andThen(s -> s.getEsmmBuilder().setClickTask("view"))));
    all.add(
        new Refusal(
            "tasks[1].prediction_logit_shift: expected none",
            pair.andThen(s -> s.getTasksBuilder(1).setPredictionLogitShift(1))));
    all.add(
        new Refusal(
            "tasks[0].prediction_logit_shift: expected none",
            pair.andThen(s -> s.getTasksBuilder(0).setPredictionLogitShift(1))));
  }

  /** MRAN over so many numeric features of two columns each, and nothing else. */
  static void attentionOver(ModelSpec.Builder spec, int features) {
    spec.setMran(Mran.newBuilder().setUnits(4).setHeads(2));
    spec.clearFeatures().clearEmbeddingTables();
    for (int i = 0; i < features; i++) {
      spec.addFeaturesBuilder()
          .setName("n" + i)
          .getNumericBuilder()
          .setStandardDeviation(1)
          .setMissingIndicator(true);
    }
  }

  private static void departures(List<Refusal> all) {
    refuse(
        all,
        "gates: expected none, as hard_sharing has no gates",
        "hard_sharing { bottom_units: 4 } gates { bias: true }");
    all.add(
        new Refusal(
            "gates.hidden_units[1]: ",
            s -> s.getGatesBuilder().addHiddenUnits(2).addHiddenUnits(0)));
    for (double temperature : new double[] {0, -1, Double.NaN, 1e-60, 1e60}) {
      all.add(
          new Refusal(
              "gates.temperature: expected a positive number, found " + temperature,
              s -> s.getGatesBuilder().setTemperature(temperature)));
    }
    refuse(
        all,
        "gates.raw_selector: expected none, as all gates of ml_mmoe read x",
        "ml_mmoe { levels { experts: 2 expert_units: 4 } } gates { raw_selector: true }");
    refuse(
        all,
        "gates.shared_only: expected none, as mmoe has no shared gate",
        "mmoe { experts: 2 expert_units: 4 } gates { shared_only: true }");
    all.add(
        new Refusal(
            "ple.levels[0].shared_experts: expected 1 or more, as gates.shared_only leaves",
            s -> {
              s.getGatesBuilder().setSharedOnly(true);
              s.getPleBuilder().getLevelsBuilder(0).setSharedExperts(0).setTaskExperts(1, 1);
              level2(s).setSharedExperts(1);
            }));
    refuse(
        all,
        "batch_normalization: expected none, as routing_network mixes",
        "routing_network { units: 4 blocks: 2 } batch_normalization {}");
    all.add(
        new Refusal(
            "batch_normalization.decay: expected 0 or more and less than 1, found 1.0",
            s -> s.getBatchNormalizationBuilder().setDecay(1)));
    all.add(
        new Refusal(
            "batch_normalization.epsilon: expected a positive number, found 0.0",
            s -> s.getBatchNormalizationBuilder().setEpsilon(0)));
    for (double dropout : new double[] {1, -0.1, Double.NaN}) {
      all.add(
          new Refusal(
              "dropout: expected 0 or more and less than 1, found " + dropout,
              s -> s.setDropout(dropout)));
    }
  }

  /** Another architecture than that of the valid spec. */
  private static void refuse(List<Refusal> all, String message, String architecture) {
    all.add(
        new Refusal(
            message,
            s -> {
              try {
                TextFormat.merge(architecture, s.clearArchitecture());
              } catch (TextFormat.ParseException e) {
                throw new AssertionError(e);
              }
            }));
  }

  private static ExtractionLevel.Builder level2(ModelSpec.Builder spec) {
    return spec.getPleBuilder().getLevelsBuilder(1);
  }
}
