package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.TableRows;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.serve.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that go from a trained model to a new one; every trained number is one of its own. */
class WarmStartTest {
  private static final String HARD = "hard_sharing { bottom_units: 5 }";
  private static final String SINGLE = "single_task { units: 5 }";
  private static final String CGC =
      "cgc { level { task_experts: [2, 1] shared_experts: 1 expert_units: 5 } }";
  private static final StoredModel STORED = StoredModel.of(HARD);

  /** Token 8 is gone, 5 and 6 are new, and 7 and 9 have other ids. */
  private static final ImmutableList<String> GROWN = ImmutableList.of("5", "9", "6", "7");

  private static final ImmutableList<String> GROWN_ITEMS =
      ImmutableList.of("red shoe", "hat", "coat");

  @TempDir Path temporary;

  /**
   * A new model after a warm start, beside what it began with and what was trained.
   *
   * @param values by variable, as are the others
   */
  private record Outcome(
      ModelSpec oldSpec,
      ModelSpec spec,
      Map<String, float[]> trained,
      Map<String, float[]> initial,
      Map<String, float[]> values,
      WarmStartReport report) {

    /** Row of a table, by id, in one of the maps. */
    static float[] row(ModelSpec spec, Map<String, float[]> values, String table, int id) {
      return row(spec, values, "", table, id);
    }

    static float[] row(
        ModelSpec spec, Map<String, float[]> values, String place, String table, int id) {
      int width =
          spec.getEmbeddingTablesList().stream()
              .filter(t -> t.getName().equals(table))
              .mapToInt(t -> t.getWidth())
              .sum();
      int first = Objects.requireNonNull(TableRows.of(spec).get(table)).offset() + id;
      float[] all =
          Objects.requireNonNull(values.get(place + "embedding/width_" + width + "/table"));
      return Arrays.copyOfRange(all, first * width, (first + 1) * width);
    }

    float[] row(String table, int id) {
      return row(spec, values, table, id);
    }

    float[] initialRow(String table, int id) {
      return row(spec, initial, table, id);
    }

    float[] trainedRow(String table, int id) {
      return row(oldSpec, trained, table, id);
    }

    /** That exactly the dense variables given keep what they had, and the others are trained. */
    void assertDenseInitialized(String... names) {
      assertThat(report.initialized())
          .filteredOn(name -> !name.contains("embedding/"))
          .containsExactlyInAnyOrder(names);
      values.forEach(
          (name, value) -> {
            if (report.initialized().contains(name)) {
              assertThat(value).as(name).isEqualTo(initial.get(name));
            } else if (!name.contains("embedding/")) {
              assertThat(value).as(name).isEqualTo(trained.get(name));
            }
          });
    }
  }

  private Outcome start(StoredModel old, StoredModel fresh) {
    try (VariableSession trained = new VariableSession(old.spec()).randomize(1);
        VariableSession session = new VariableSession(fresh.spec()).randomize(2)) {
      Path checkpoint = old.write(temporary.resolve("run"), trained);
      Map<String, float[]> initial = session.values();
      WarmStartReport report =
          WarmStart.apply(
              TrainedModel.read(checkpoint),
              session.model(),
              fresh.vocabularies(),
              session::values,
              session::assign);
      return new Outcome(
          old.spec(), fresh.spec(), trained.values(), initial, session.values(), report);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HARD,
        SINGLE,
        CGC,
        "mmoe { experts: 3 expert_units: 5 }",
        "hard_sharing { bottom_units: 5 } batch_normalization {} dropout: 0.1",
        """
        ple {
          levels { task_experts: [1, 1] shared_experts: 1 expert_units: 5 }
          levels { task_experts: [1, 1] shared_experts: 1 expert_units: 3 }
        }
        """
      })
  void theSameSpecHasTheTrainedValuesAndPredictionsToTheBit(String architecture) {
    StoredModel stored = StoredModel.of(architecture);
    Batch batch = batch();
    try (VariableSession trained = new VariableSession(stored.spec()).randomize(1);
        VariableSession session = new VariableSession(stored.spec())) {
      Path checkpoint = stored.write(temporary.resolve("run"), trained);
      WarmStartReport report =
          WarmStart.apply(
              TrainedModel.read(checkpoint),
              session.model(),
              stored.vocabularies(),
              session::values,
              session::assign);

      assertThat(session.values()).usingRecursiveComparison().isEqualTo(trained.values());
      assertThat(session.predict(batch)).isDeepEqualTo(trained.predict(batch));
      assertThat(report.initialized()).isEmpty();
      int all = session.model().variables().size();
      assertThat(report.lines())
          .containsExactly(
              "from " + checkpoint + ": " + all + " of " + all + " variables taken",
              "table user: 3 of 3 tokens known, 0 new, 0 gone",
              "table price.buckets: all 5 rows taken",
              "table item: 2 of 2 tokens known, 0 new, 0 gone",
              "table city: all 6 rows taken");
    }
  }

  @Test
  void rowsFollowTheirTokens() {
    Outcome outcome = start(STORED, StoredModel.of(HARD, GROWN, GROWN_ITEMS));

    assertThat(outcome.row("user", 0)).isEqualTo(outcome.trainedRow("user", 0)); // unknown
    assertThat(outcome.row("user", 1)).isEqualTo(outcome.initialRow("user", 1)); // 5
    assertThat(outcome.row("user", 2)).isEqualTo(outcome.trainedRow("user", 3)); // 9
    assertThat(outcome.row("user", 3)).isEqualTo(outcome.initialRow("user", 3)); // 6
    assertThat(outcome.row("user", 4)).isEqualTo(outcome.trainedRow("user", 1)); // 7
    assertThat(outcome.row("item", 0)).isEqualTo(outcome.trainedRow("item", 0));
    assertThat(outcome.row("item", 1)).isEqualTo(outcome.trainedRow("item", 2));
    assertThat(outcome.row("item", 2)).isEqualTo(outcome.trainedRow("item", 1));
    assertThat(outcome.row("item", 3)).isEqualTo(outcome.initialRow("item", 3));
    for (int id = 0; id < 6; id++) { // tables after one that has grown
      assertThat(outcome.row("city", id)).isEqualTo(outcome.trainedRow("city", id));
    }
    for (int id = 0; id < 5; id++) {
      assertThat(outcome.row("price.buckets", id))
          .isEqualTo(outcome.trainedRow("price.buckets", id));
    }
    outcome.assertDenseInitialized();
    assertThat(outcome.report().lines())
        .containsExactly(
            "from " + temporary.resolve("run/checkpoints/best") + ": 12 of 12 variables taken",
            "table user: 2 of 4 tokens known, 2 new, 1 gone",
            "table price.buckets: all 5 rows taken",
            "table item: 2 of 3 tokens known, 1 new, 0 gone",
            "table city: all 6 rows taken");
  }

  @Test
  void singleTaskHasTablesOfEveryTask() {
    StoredModel fresh =
        StoredModel.of(SINGLE, GROWN, StoredModel.ITEMS)
            .with(spec -> spec.getTasksBuilder(1).setName("stay"));
    Outcome outcome = start(StoredModel.of(SINGLE), fresh);

    for (int id = 0; id < 5; id++) {
      int source = new int[] {0, -1, 3, -1, 1}[id];
      assertThat(Outcome.row(outcome.spec(), outcome.values(), "task/click/", "user", id))
          .isEqualTo(
              source < 0
                  ? Outcome.row(outcome.spec(), outcome.initial(), "task/click/", "user", id)
                  : Outcome.row(
                      outcome.oldSpec(), outcome.trained(), "task/click/", "user", source));
      assertThat(Outcome.row(outcome.spec(), outcome.values(), "task/stay/", "user", id))
          .isEqualTo(Outcome.row(outcome.spec(), outcome.initial(), "task/stay/", "user", id));
    }
    assertThat(outcome.report().initialized()).allMatch(name -> name.startsWith("task/stay/"));
    assertThat(outcome.report().taken()).allMatch(name -> name.startsWith("task/click/"));
    assertThat(outcome.report().tables())
        .contains(new WarmStartReport.Table.Tokens("user", 2, 2, 1));
  }

  @Test
  void tablesOfEveryTaskAreNotThoseOfAll() {
    Outcome outcome = start(STORED, StoredModel.of(SINGLE));

    assertThat(outcome.report().taken())
        .containsExactlyInAnyOrder(
            "task/click/tower/layer_1/weights",
            "task/click/tower/layer_1/biases",
            "task/click/head/weights",
            "task/click/head/bias",
            "task/buy/tower/layer_1/weights",
            "task/buy/tower/layer_1/biases",
            "task/buy/head/weights",
            "task/buy/head/bias");
    assertThat(outcome.report().lines())
        .contains("table user: initialised: another variable there")
        .contains("table city: initialised: another variable there");
  }

  @Test
  void changedTowersAloneAreInitialised() {
    Outcome outcome = start(STORED, STORED.with(spec -> spec.getTasksBuilder(1).clearTowerUnits()));
    outcome.assertDenseInitialized("task/buy/head/weights");

    outcome = start(STORED, STORED.with(spec -> spec.getTasksBuilder(1).addTowerUnits(4)));
    outcome.assertDenseInitialized(
        "task/buy/tower/layer_2/weights", "task/buy/tower/layer_2/biases");
    assertThat(outcome.report().lines().get(0))
        .endsWith(
            ": 12 of 14 variables taken;"
                + " initialised: task/buy/tower/layer_2/weights, task/buy/tower/layer_2/biases");
  }

  @Test
  void averagesOfALayerThatIsInitialisedAreToo() {
    String normalized = "hard_sharing { bottom_units: 5 } batch_normalization {} ";
    StoredModel old = StoredModel.of(normalized);
    StoredModel fresh =
        old.with(spec -> spec.addFeatures(spec.getFeatures(0)).removeFeatures(0)); // same widths

    start(old, fresh)
        .assertDenseInitialized(
            "shared/bottom/layer_1/weights",
            "shared/bottom/layer_1/moving_mean",
            "shared/bottom/layer_1/moving_variance");
  }

  @Test
  void aHeadOfAnotherKindIsInitialised() {
    Outcome outcome =
        start(
            STORED, STORED.with(spec -> spec.getTasksBuilder(0).setKind(TaskSpec.Kind.REGRESSION)));
    outcome.assertDenseInitialized("task/click/head/weights", "task/click/head/bias");
  }

  @Test
  void gatesOfOtherExpertsAreInitialised() {
    String moved = CGC.replace("[2, 1] shared_experts: 1", "[1, 1] shared_experts: 2");
    Outcome outcome = start(StoredModel.of(CGC), StoredModel.of(moved));
    outcome.assertDenseInitialized(
        "level_1/task/click/gate/weights", // of as many experts, one of which is another
        "level_1/task/buy/gate/weights",
        "level_1/shared/expert_2/layer_1/weights",
        "level_1/shared/expert_2/layer_1/biases");
  }

  @Test
  void whatHasAPlaceForEachTaskIsInitialisedWhereTasksAreInAnotherOrder() {
    StoredModel stitched = StoredModel.of("cross_stitch { units: [5, 5] }");
    Outcome same = start(stitched, stitched);
    assertThat(same.report().initialized()).isEmpty();

    Outcome swapped =
        start(
            stitched,
            stitched.with(
                spec -> {
                  TaskSpec click = spec.getTasks(0);
                  spec.setTasks(0, spec.getTasks(1)).setTasks(1, click);
                }));
    assertThat(swapped.report().initialized())
        .containsExactly("level_1/stitch/matrix", "level_2/stitch/matrix");
  }

  @Test
  void towersThatReadOtherBottomsAreInitialised() {
    String asymmetric =
        "asymmetric_sharing { bottoms { name: 'a' units: 5 } bottoms { name: 'b' units: 5 }"
            + " sources { bottoms: 'a' } sources { bottoms: ['a', 'b'] } }";
    Outcome outcome =
        start(
            StoredModel.of(asymmetric),
            StoredModel.of(asymmetric.replace("{ bottoms: 'a' }", "{ bottoms: 'b' }")));

    assertThat(outcome.report().initialized()).contains("task/click/tower/layer_1/weights");
    assertThat(outcome.report().taken())
        .contains("bottom/a/layer_1/weights", "task/buy/tower/layer_1/weights");
  }

  @Test
  void mapsOfFeaturesInAnotherOrderAreInitialised() {
    StoredModel swapped =
        STORED.with(
            spec -> {
              FeatureSpec user = spec.getFeatures(0);
              spec.setFeatures(0, spec.getFeatures(3)).setFeatures(3, user);
            });
    Outcome outcome = start(STORED, swapped);
    outcome.assertDenseInitialized("shared/bottom/layer_1/weights");
    assertThat(outcome.row("city", 1)).isEqualTo(outcome.trainedRow("city", 1));
  }

  @Test
  void aTableThatVanishedIsToldAndOthersMoveUp() {
    StoredModel fresh = STORED.with(spec -> spec.removeFeatures(0).removeEmbeddingTables(0));
    Outcome outcome = start(STORED, fresh);

    for (int id = 0; id < 6; id++) {
      assertThat(outcome.row("city", id)).isEqualTo(outcome.trainedRow("city", id));
    }
    outcome.assertDenseInitialized("shared/bottom/layer_1/weights");
    assertThat(outcome.report().lines())
        .endsWith("table city: all 6 rows taken", "table user: gone");

    Outcome back = start(fresh, STORED);
    assertThat(back.row("user", 2)).isEqualTo(back.initialRow("user", 2));
    assertThat(back.row("city", 2)).isEqualTo(back.trainedRow("city", 2));
    assertThat(back.report().lines()).contains("table user: initialised: not there");
  }

  @Test
  void aTableOfAnotherWidthIsInitialised() {
    Outcome outcome =
        start(STORED, STORED.with(spec -> spec.getEmbeddingTablesBuilder(0).setWidth(2)));

    for (int id = 0; id < 4; id++) {
      assertThat(outcome.row("user", id)).isEqualTo(outcome.initialRow("user", id));
    }
    assertThat(outcome.row("item", 1)).isEqualTo(outcome.trainedRow("item", 1)); // of width 2 too
    assertThat(outcome.report().lines()).contains("table user: initialised: width 2 here, 3 there");
  }

  @Test
  void hashTablesAreTakenOnlyOfAsManyRows() {
    Outcome outcome =
        start(STORED, STORED.with(spec -> spec.getEmbeddingTablesBuilder(3).setRows(8)));

    assertThat(outcome.row("city", 3)).isEqualTo(outcome.initialRow("city", 3));
    assertThat(outcome.report().lines()).contains("table city: initialised: 8 rows here, 6 there");
    outcome.assertDenseInitialized();
  }

  @Test
  void aTableOfAnotherEncodingIsInitialised() {
    StoredModel hashed =
        STORED.with(spec -> spec.getEmbeddingTablesBuilder(0).getHashBucketsBuilder());
    Outcome outcome = start(STORED, hashed);

    assertThat(outcome.row("user", 1)).isEqualTo(outcome.initialRow("user", 1));
    assertThat(outcome.report().lines())
        .contains("table user: initialised: another encoding there");
  }

  @Test
  void bucketTablesAreTakenOnlyOfTheSameBoundaries() {
    Outcome outcome =
        start(
            STORED,
            STORED.with(
                spec ->
                    spec.getFeaturesBuilder(1)
                        .getNumericBuilder()
                        .getBucketsBuilder()
                        .setBoundaries(1, 3)));

    assertThat(outcome.row("price.buckets", 0)).isEqualTo(outcome.initialRow("price.buckets", 0));
    assertThat(outcome.report().lines())
        .contains("table price.buckets: initialised: other bucket boundaries there");
  }

  @Test
  void aVariableWhoseTablesAreAllOthersIsInitialised() {
    StoredModel renamed =
        STORED.with(
            spec -> {
              spec.getEmbeddingTablesBuilder(2).setName("thing");
              spec.getFeaturesBuilder(2).getCategoricalBuilder().setEmbeddingTable("thing");
            });
    Outcome outcome =
        start(STORED, renamed.with("thing", ImmutableList.of("hat", "red shoe", "coat")));

    assertThat(outcome.report().initialized()).containsExactly("embedding/width_2/table");
    assertThat(outcome.report().lines())
        .contains("table thing: initialised: not there", "table item: gone");
  }

  @Test
  void nothingInCommonIsRefusedBeforeAnythingIsAssigned() {
    StoredModel other =
        StoredModel.of("mmoe { experts: 2 expert_units: 5 }")
            .with(
                spec -> {
                  spec.getTasksBuilder(0).setName("stay");
                  spec.getTasksBuilder(1).setName("share");
                  spec.getEmbeddingTablesBuilderList().forEach(t -> t.setWidth(7));
                });
    List<String> assigned = new ArrayList<>();
    try (VariableSession trained = new VariableSession(STORED.spec());
        VariableSession session = new VariableSession(other.spec())) {
      Path checkpoint = STORED.write(temporary.resolve("run"), trained);
      assertThatExceptionOfType(RunException.class)
          .isThrownBy(
              () ->
                  WarmStart.apply(
                      TrainedModel.read(checkpoint),
                      session.model(),
                      other.vocabularies(),
                      session::values,
                      (variable, values) -> assigned.add(variable.name())))
          .withMessage(
              checkpoint
                  + ": expected variables of the names and shapes of this model, found none;"
                  + " name a model of its kind");
    }
    assertThat(assigned).isEmpty();
  }

  @Test
  void vocabulariesMustBeTheModels() {
    ImmutableMap<String, ImmutableList<String>> none = ImmutableMap.of();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(STORED, new StoredModel(STORED.spec(), none)))
        .withMessage("no vocabulary of table user");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                start(
                    STORED,
                    new StoredModel(STORED.spec(), ImmutableMap.of("user", ImmutableList.of()))))
        .withMessage("table user of 4 rows has 0 tokens");
  }

  @Test
  void aModelStartedFromAnExportPredictsWhatTheExportDoes() {
    Path export = ShopExport.create(temporary.resolve("shop"));
    ShopData data = ShopData.of(200); // other rows, other constants
    TrainedModel trained = TrainedModel.read(export);
    ModelSpec derived = ModelDerivation.defaults().derive(data, "hard-sharing", 7);
    ModelSpec spec = WarmStart.adopt(derived, trained.spec());
    assertThat(derived).isNotEqualTo(spec);
    assertThat(spec).isEqualTo(trained.spec().toBuilder().setInitializationSeed(7).build());

    Batch batch = data.test().newBatch(50);
    data.test().read(Shuffle.identity(50), 0, 50, batch);
    try (VariableSession session = new VariableSession(spec);
        ExportedModel exported = ExportedModel.open(export)) {
      WarmStartReport report =
          WarmStart.apply(
              trained, session.model(), trained.vocabularies(), session::values, session::assign);
      assertThat(report.initialized()).isEmpty();
      Prediction expected = exported.predictor().predict("encoded", EncodedColumns.of(spec, batch));
      float[][] found = session.predict(batch);
      for (int task = 0; task < found.length; task++) {
        assertThat(found[task])
            .containsExactly(expected.floats(spec.getTasks(task).getName()), Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void adoptTakesTheTrainedNumericFeaturesAndNothingElse() {
    ModelSpec trained = STORED.spec();
    StoredModel derived =
        StoredModel.of(CGC, GROWN, GROWN_ITEMS)
            .with(
                spec -> {
                  spec.setInitializationSeed(9);
                  spec.getEmbeddingTablesBuilder(1).setRows(4).setWidth(6);
                  spec.getFeaturesBuilder(1)
                      .getNumericBuilder()
                      .clearMissingIndicator()
                      .setMean(4)
                      .getBucketsBuilder()
                      .clearBoundaries()
                      .addBoundaries(3);
                  spec.addFeaturesBuilder()
                      .setName("age")
                      .getNumericBuilder()
                      .setStandardDeviation(3);
                });
    ModelSpec.Builder expected = derived.spec().toBuilder();
    expected.setFeatures(1, trained.getFeatures(1));
    expected.getEmbeddingTablesBuilder(1).setRows(5);

    assertThat(WarmStart.adopt(derived.spec(), trained)).isEqualTo(expected.build());
    assertThat(WarmStart.adopt(trained, trained)).isEqualTo(trained);
  }

  @Test
  void adoptAddsAndRemovesTablesOfBuckets() {
    ModelSpec with = STORED.spec();
    ModelSpec without =
        STORED
            .with(
                spec -> {
                  spec.getFeaturesBuilder(1).getNumericBuilder().clearBuckets();
                  spec.removeEmbeddingTables(1);
                })
            .spec();

    assertThat(WarmStart.adopt(with, without)).isEqualTo(without);
    ModelSpec.Builder last = without.toBuilder().setFeatures(1, with.getFeatures(1));
    last.addEmbeddingTables(with.getEmbeddingTables(1));
    assertThat(WarmStart.adopt(without, with)).isEqualTo(last.build());
  }

  @Test
  void adoptLeavesAFeatureThatBecameCategorical() {
    ModelSpec.Builder derived = STORED.spec().toBuilder();
    derived.getFeaturesBuilder(1).getCategoricalBuilder().setEmbeddingTable("city");
    derived.removeEmbeddingTables(1);

    assertThat(WarmStart.adopt(derived.build(), STORED.spec())).isEqualTo(derived.build());
  }

  @Test
  void adoptRefusesBucketsInATableOfTokens() {
    ModelSpec.Builder derived = STORED.spec().toBuilder();
    derived.getFeaturesBuilder(1).getNumericBuilder().clearBuckets();
    derived.getEmbeddingTablesBuilder(1).getHashBucketsBuilder();
    derived.getFeaturesBuilder(3).getCategoricalBuilder().setEmbeddingTable("price.buckets");
    derived.removeEmbeddingTables(3);

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> WarmStart.adopt(derived.build(), STORED.spec()))
        .withMessage(
            "expected a table price.buckets for the trained buckets of feature price,"
                + " found one of hash buckets; rename the feature that reads it");
  }

  /** Rows with every id, missing numbers and empty bags. */
  private static Batch batch() {
    Encoding strings = ShopData.STRINGS;
    Schema schema =
        new Schema(
            ImmutableList.of(
                new Feature.Categorical("user", false, false, ShopData.LONGS),
                new Feature.Numeric("price", false, true, true),
                new Feature.Categorical("seen", true, true, strings),
                new Feature.Categorical("city", false, false, new Encoding.HashEncoding(6))),
            ImmutableList.of(new Label("click", Label.Kind.BINARY, Optional.empty())),
            false,
            false);
    int rows = 24;
    Random random = new Random(3);
    Batch batch = new Batch(schema, rows);
    batch.resize(rows);
    for (int row = 0; row < rows; row++) {
      batch.ids()[row * 2] = row % 4;
      batch.ids()[row * 2 + 1] = row % 6;
      batch.numeric()[row] = row % 5 == 0 ? Float.NaN : random.nextInt(5);
      for (int id : new TreeSet<>(List.of(row % 3, row % 2)).headSet(row % 4)) {
        batch.bag(0).add(id, 1 + random.nextFloat());
      }
      batch.bag(0).endRow();
    }
    return batch;
  }
}
