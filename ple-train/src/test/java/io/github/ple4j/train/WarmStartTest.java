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
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.serve.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @TempDir Path temporary;

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
  void changedTowersAloneAreInitialised() {
    WarmStartOutcome outcome =
        WarmStartOutcome.start(
            temporary, STORED, STORED.with(spec -> spec.getTasksBuilder(1).clearTowerUnits()));
    outcome.assertDenseInitialized("task/buy/head/weights");

    outcome =
        WarmStartOutcome.start(
            temporary, STORED, STORED.with(spec -> spec.getTasksBuilder(1).addTowerUnits(4)));
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

    WarmStartOutcome.start(temporary, old, fresh)
        .assertDenseInitialized(
            "shared/bottom/layer_1/weights",
            "shared/bottom/layer_1/moving_mean",
            "shared/bottom/layer_1/moving_variance");
  }

  @Test
  void aHeadOfAnotherKindIsInitialised() {
    WarmStartOutcome outcome =
        WarmStartOutcome.start(
            temporary,
            STORED,
            STORED.with(spec -> spec.getTasksBuilder(0).setKind(TaskSpec.Kind.REGRESSION)));
    outcome.assertDenseInitialized("task/click/head/weights", "task/click/head/bias");
  }

  @Test
  void gatesOfOtherExpertsAreInitialised() {
    String moved = CGC.replace("[2, 1] shared_experts: 1", "[1, 1] shared_experts: 2");
    WarmStartOutcome outcome =
        WarmStartOutcome.start(temporary, StoredModel.of(CGC), StoredModel.of(moved));
    outcome.assertDenseInitialized(
        "level_1/task/click/gate/weights", // of as many experts, one of which is another
        "level_1/task/buy/gate/weights",
        "level_1/shared/expert_2/layer_1/weights",
        "level_1/shared/expert_2/layer_1/biases");
  }

  @Test
  void whatHasAPlaceForEachTaskIsInitialisedWhereTasksAreInAnotherOrder() {
    StoredModel stitched = StoredModel.of("cross_stitch { units: [5, 5] }");
    WarmStartOutcome same = WarmStartOutcome.start(temporary, stitched, stitched);
    assertThat(same.report().initialized()).isEmpty();

    WarmStartOutcome swapped =
        WarmStartOutcome.start(
            temporary,
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
  void fieldsOfOtherNumbersAreInitialised() {
    StoredModel attending =
        STORED.with(
            spec -> {
              spec.getMranBuilder().setUnits(4).setHeads(2);
              spec.getEmbeddingTablesBuilder(2).setWidth(3); // as all others
            });

    WarmStartOutcome.start(
            temporary,
            attending,
            attending.with(spec -> spec.getFeaturesBuilder(1).setName("cost")))
        .assertDenseInitialized("fields/numeric/weights", "fields/numeric/biases");
  }

  @Test
  void towersThatReadOtherBottomsAreInitialised() {
    String asymmetric =
        "asymmetric_sharing { bottoms { name: 'a' units: 5 } bottoms { name: 'b' units: 5 }"
            + " sources { bottoms: 'a' } sources { bottoms: ['a', 'b'] } }";
    WarmStartOutcome outcome =
        WarmStartOutcome.start(
            temporary,
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
    WarmStartOutcome outcome = WarmStartOutcome.start(temporary, STORED, swapped);
    outcome.assertDenseInitialized("shared/bottom/layer_1/weights");
    assertThat(outcome.row("city", 1)).isEqualTo(outcome.trainedRow("city", 1));
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
        .isThrownBy(
            () -> WarmStartOutcome.start(temporary, STORED, new StoredModel(STORED.spec(), none)))
        .withMessage("no vocabulary of table user");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                WarmStartOutcome.start(
                    temporary,
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
