package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
    ArchitectureRefusals.addTo(all);
    return all;
  }

  private static NumericFeature.Builder age(ModelSpec.Builder spec) {
    return spec.getFeaturesBuilder(0).getNumericBuilder();
  }

  private static CategoricalFeature.Builder city(ModelSpec.Builder spec) {
    return spec.getFeaturesBuilder(1).getCategoricalBuilder();
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

  @Test
  void acceptsAttentionOverAsManyColumnsAsItMayHave() {
    ModelSpec.Builder spec = ModelSpecs.parse(VALID, "test").toBuilder();
    ArchitectureRefusals.attentionOver(spec, 64);

    assertThatCode(() -> ModelSpecs.validate(spec.build())).doesNotThrowAnyException();
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
