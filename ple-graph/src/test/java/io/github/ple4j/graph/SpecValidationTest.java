package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/** Specs from which no model can be built, each refused with the path of the field. */
class SpecValidationTest {
  private static final String VALID =
      """
      features {
        name: "age"
        numeric {
          mean: 38 standard_deviation: 13
          buckets { embedding_table: "age buckets" boundaries: 18 boundaries: 65 }
        }
      }
      features { name: "city" categorical { embedding_table: "city" } }
      features {
        name: "visited"
        categorical { embedding_table: "city" multi_valued: true weighted: true pooling: SQRTN }
      }
      embedding_tables { name: "age buckets" rows: 5 width: 4 }
      embedding_tables { name: "city" rows: 9 width: 8 vocabulary { size: 9 } }
      tasks { name: "click" tower_units: 4 }
      tasks { name: "click_buy" kind: REGRESSION tower_units: 4 }
      ple {
        levels { task_experts: 1 task_experts: 0 shared_experts: 2 expert_units: 8 }
        levels { task_experts: 1 task_experts: 2 shared_experts: 0 expert_units: 8 }
      }
      """;

  /** A change of the valid spec, and how the message about it must begin. */
  record Refusal(String message, Consumer<ModelSpec.Builder> change) {
    @Override
    public String toString() {
      return message;
    }
  }

  static final List<Refusal> REFUSALS = refusals();

  private static List<Refusal> refusals() {
    List<Refusal> all = new ArrayList<>();
    features(all);
    tables(all);
    tasks(all);
    architectures(all);
    return all;
  }

  private static NumericFeature.Builder age(ModelSpec.Builder spec) {
    return spec.getFeaturesBuilder(0).getNumericBuilder();
  }

  private static CategoricalFeature.Builder city(ModelSpec.Builder spec) {
    return spec.getFeaturesBuilder(1).getCategoricalBuilder();
  }

  private static ExtractionLevel.Builder level2(ModelSpec.Builder spec) {
    return spec.getPleBuilder().getLevelsBuilder(1);
  }

  private static void features(List<Refusal> all) {
    all.add(new Refusal("features: ", s -> s.clearFeatures().clearEmbeddingTables()));
    all.add(new Refusal("features[1].name: ", s -> s.getFeaturesBuilder(1).clearName()));
    all.add(new Refusal("features[1].name: ", s -> s.getFeaturesBuilder(1).setName("a\nb")));
    all.add(
        new Refusal(
            "features[2].name: duplicate feature: age",
            s -> s.getFeaturesBuilder(2).setName("age")));
    all.add(new Refusal("features[1]: ", s -> s.getFeaturesBuilder(1).clearKind()));
    all.add(
        new Refusal("features[0].numeric.transform: unknown: 7", s -> age(s).setTransformValue(7)));
    for (double mean : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      all.add(
          new Refusal(
              "features[0].numeric.mean: expected a finite number, found " + mean,
              s -> age(s).setMean(mean)));
    }
    for (double deviation : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-60}) {
      all.add(
          new Refusal(
              "features[0].numeric.standard_deviation: expected a positive number, found "
                  + deviation,
              s -> age(s).setStandardDeviation(deviation)));
    }
    // The last differs from 18 in double precision alone.
    for (double boundary : new double[] {18, 17, Double.NaN, 18 + 1e-12}) {
      all.add(
          new Refusal(
              "features[0].numeric.buckets.boundaries[1]: ",
              s -> age(s).getBucketsBuilder().setBoundaries(1, boundary)));
    }
    all.add(
        new Refusal(
            "features[0].numeric.buckets.embedding_table: expected a table of 6 rows",
            s -> age(s).getBucketsBuilder().addBoundaries(99)));
    all.add(
        new Refusal(
            "features[0].numeric.buckets.embedding_table: ",
            s -> age(s).getBucketsBuilder().setEmbeddingTable("unknown")));
    all.add(
        new Refusal(
            "features[1].categorical.embedding_table: expected the name of an embedding table,"
                + " found \"town\"",
            s -> city(s).setEmbeddingTable("town")));
    all.add(
        new Refusal(
            "features[1].categorical.embedding_table: ", s -> city(s).clearEmbeddingTable()));
    all.add(
        new Refusal(
            "features[1].categorical.pooling: ",
            s -> city(s).setPooling(CategoricalFeature.Pooling.SUM)));
    all.add(
        new Refusal(
            "features[1].categorical.pooling: unknown: 3", s -> city(s).setPoolingValue(3)));
  }

  private static void tables(List<Refusal> all) {
    all.add(
        new Refusal("embedding_tables[0].name: ", s -> s.getEmbeddingTablesBuilder(0).clearName()));
    all.add(
        new Refusal(
            "embedding_tables[2].name: duplicate table: city",
            s -> s.addEmbeddingTables(s.getEmbeddingTables(1))));
    all.add(
        new Refusal("embedding_tables[0].rows: ", s -> s.getEmbeddingTablesBuilder(0).clearRows()));
    all.add(
        new Refusal(
            "embedding_tables[0].rows: expected 1 to 2147483647, found 4294967295",
            s -> s.getEmbeddingTablesBuilder(0).setRows(-1)));
    all.add(
        new Refusal(
            "embedding_tables[1].width: ", s -> s.getEmbeddingTablesBuilder(1).clearWidth()));
    all.add(
        new Refusal(
            "embedding_tables[1].vocabulary.size: expected the table's 9 rows, found 8",
            s -> s.getEmbeddingTablesBuilder(1).getVocabularyBuilder().setSize(8)));
    all.add(
        new Refusal(
            "embedding_tables[2]: no feature reads table lonely",
            s -> s.addEmbeddingTablesBuilder().setName("lonely").setRows(2).setWidth(8)));
    all.add(
        new Refusal(
            "embedding_tables[2].rows: ",
            s ->
                s.addEmbeddingTablesBuilder()
                    .setName("huge")
                    .setRows(Integer.MAX_VALUE)
                    .setWidth(8)));
  }

  private static void tasks(List<Refusal> all) {
    all.add(new Refusal("tasks: ", ModelSpec.Builder::clearTasks));
    all.add(
        new Refusal(
            "tasks[1].name: duplicate task: click", s -> s.getTasksBuilder(1).setName("click")));
    for (String name : new String[] {"", "a b", "a/b", "_a", "-a", ".a", "ü", "a\n"}) {
      all.add(new Refusal("tasks[0].name: ", s -> s.getTasksBuilder(0).setName(name)));
    }
    all.add(new Refusal("tasks[0].kind: unknown: 2", s -> s.getTasksBuilder(0).setKindValue(2)));
    all.add(
        new Refusal("tasks[1].tower_units[0]: ", s -> s.getTasksBuilder(1).setTowerUnits(0, 0)));
    all.add(
        new Refusal(
            "tasks[1].head_bias: ",
            s -> s.getTasksBuilder(1).setHeadBias(Double.NEGATIVE_INFINITY)));
  }

  private static void architectures(List<Refusal> all) {
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
    refuse(
        all,
        "asymmetric_sharing.sources[1].bottoms: expected bottoms of one width, as fusion is SUM,"
            + " found widths [4, 5]",
        "asymmetric_sharing { fusion: SUM "
            + bottoms
            + first
            + " sources { bottoms: 'a' bottoms: 'b' } }");
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
            s -> {
              s.setMran(Mran.newBuilder().setUnits(4).setHeads(2));
              s.clearFeatures().clearEmbeddingTables();
              for (int i = 0; i < 65; i++) {
                s.addFeaturesBuilder()
                    .setName("n" + i)
                    .getNumericBuilder()
                    .setStandardDeviation(1)
                    .setMissingIndicator(true);
              }
            }));
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

  @Test
  void theSpecThatTheOthersChangeIsValid() {
    assertThatCode(() -> ModelSpecs.parse(VALID, "test")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @FieldSource("REFUSALS")
  void anImpossibleSpecIsRefusedWithThePathOfTheField(Refusal refusal) {
    ModelSpec.Builder spec = ModelSpecs.parse(VALID, "test").toBuilder();
    refusal.change().accept(spec);
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> ModelSpecs.validate(spec.build()))
        .withMessageStartingWith(refusal.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"click", "c", "9", "a.b-c_d", "CLICK_buy", "click_buy_1", "a..--__"})
  void aTaskNameOfLettersDigitsAndSomeMarksIsFine(String name) {
    ModelSpec.Builder spec = ModelSpecs.parse(VALID, "test").toBuilder();
    spec.getTasksBuilder(0).setName(name);
    assertThatCode(() -> ModelSpecs.validate(spec.build())).doesNotThrowAnyException();
  }

  @Test
  void featureNamesMayHaveSpacesAndAnyLetters() {
    ModelSpec.Builder spec = ModelSpecs.parse(VALID, "test").toBuilder();
    spec.getFeaturesBuilder(1).setName("Größe der Stadt, 城市");
    try (ModelSession session = ModelSession.of(spec.build())) {
      assertThat(session.model().outputs()).hasSize(2);
    }
  }

  @Test
  void anInvalidSpecLeavesTheGraphAsItWas() {
    ModelSpec valid = ModelSpecs.parse(VALID, "test");
    ModelSpec invalid = valid.toBuilder().clearArchitecture().build();
    try (Graph graph = new Graph()) {
      FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), valid);
      int before = graph.toGraphDef().getNodeCount();
      assertThatExceptionOfType(SpecException.class)
          .isThrownBy(
              () -> ModelGraph.build(graph, invalid, inputs, Mode.TRAINING, Placement.cpu()));
      assertThat(graph.toGraphDef().getNodeCount()).isEqualTo(before);
    }
  }

  @Test
  void randomSpecsAreValid() {
    for (ModelSpec.ArchitectureCase architecture : ModelSpec.ArchitectureCase.values()) {
      for (int seed = 0; seed < 100 && architecture.getNumber() > 0; seed++) {
        ModelSpec spec = new RandomSpecs(seed).spec(architecture);
        assertThatCode(() -> ModelSpecs.validate(spec)).doesNotThrowAnyException();
      }
    }
  }
}
