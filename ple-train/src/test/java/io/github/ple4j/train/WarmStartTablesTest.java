package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of embedding tables that go from a trained model to a new one. */
class WarmStartTablesTest {
  private static final String HARD = "hard_sharing { bottom_units: 5 }";
  private static final String SINGLE = "single_task { units: 5 }";
  private static final StoredModel STORED = StoredModel.of(HARD);

  /** Token 8 is gone, 5 and 6 are new, and 7 and 9 have other ids. */
  private static final ImmutableList<String> GROWN = ImmutableList.of("5", "9", "6", "7");

  private static final ImmutableList<String> GROWN_ITEMS =
      ImmutableList.of("red shoe", "hat", "coat");

  @TempDir Path temporary;

  @Test
  void rowsFollowTheirTokens() {
    WarmStartOutcome outcome =
        WarmStartOutcome.start(temporary, STORED, StoredModel.of(HARD, GROWN, GROWN_ITEMS));

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
    WarmStartOutcome outcome = WarmStartOutcome.start(temporary, StoredModel.of(SINGLE), fresh);

    for (int id = 0; id < 5; id++) {
      int source = new int[] {0, -1, 3, -1, 1}[id];
      assertThat(WarmStartOutcome.row(outcome.spec(), outcome.values(), "task/click/", "user", id))
          .isEqualTo(
              source < 0
                  ? WarmStartOutcome.row(
                      outcome.spec(), outcome.initial(), "task/click/", "user", id)
                  : WarmStartOutcome.row(
                      outcome.oldSpec(), outcome.trained(), "task/click/", "user", source));
      assertThat(WarmStartOutcome.row(outcome.spec(), outcome.values(), "task/stay/", "user", id))
          .isEqualTo(
              WarmStartOutcome.row(outcome.spec(), outcome.initial(), "task/stay/", "user", id));
    }
    assertThat(outcome.report().initialized()).allMatch(name -> name.startsWith("task/stay/"));
    assertThat(outcome.report().taken()).allMatch(name -> name.startsWith("task/click/"));
    assertThat(outcome.report().tables())
        .contains(new WarmStartReport.Table.Tokens("user", 2, 2, 1));
  }

  @Test
  void tablesOfEveryTaskAreNotThoseOfAll() {
    WarmStartOutcome outcome = WarmStartOutcome.start(temporary, STORED, StoredModel.of(SINGLE));

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
  void aTableThatVanishedIsToldAndOthersMoveUp() {
    StoredModel fresh = STORED.with(spec -> spec.removeFeatures(0).removeEmbeddingTables(0));
    WarmStartOutcome outcome = WarmStartOutcome.start(temporary, STORED, fresh);

    for (int id = 0; id < 6; id++) {
      assertThat(outcome.row("city", id)).isEqualTo(outcome.trainedRow("city", id));
    }
    outcome.assertDenseInitialized("shared/bottom/layer_1/weights");
    assertThat(outcome.report().lines())
        .endsWith("table city: all 6 rows taken", "table user: gone");

    WarmStartOutcome back = WarmStartOutcome.start(temporary, fresh, STORED);
    assertThat(back.row("user", 2)).isEqualTo(back.initialRow("user", 2));
    assertThat(back.row("city", 2)).isEqualTo(back.trainedRow("city", 2));
    assertThat(back.report().lines()).contains("table user: initialised: not there");
  }

  @Test
  void aTableOfAnotherWidthIsInitialised() {
    WarmStartOutcome outcome =
        WarmStartOutcome.start(
            temporary, STORED, STORED.with(spec -> spec.getEmbeddingTablesBuilder(0).setWidth(2)));

    for (int id = 0; id < 4; id++) {
      assertThat(outcome.row("user", id)).isEqualTo(outcome.initialRow("user", id));
    }
    assertThat(outcome.row("item", 1)).isEqualTo(outcome.trainedRow("item", 1)); // of width 2 too
    assertThat(outcome.report().lines()).contains("table user: initialised: width 2 here, 3 there");
  }

  @Test
  void hashTablesAreTakenOnlyOfAsManyRows() {
    WarmStartOutcome outcome =
        WarmStartOutcome.start(
            temporary, STORED, STORED.with(spec -> spec.getEmbeddingTablesBuilder(3).setRows(8)));

    assertThat(outcome.row("city", 3)).isEqualTo(outcome.initialRow("city", 3));
    assertThat(outcome.report().lines()).contains("table city: initialised: 8 rows here, 6 there");
    outcome.assertDenseInitialized();
  }

  @Test
  void aTableOfAnotherEncodingIsInitialised() {
    StoredModel hashed =
        STORED.with(spec -> spec.getEmbeddingTablesBuilder(0).getHashBucketsBuilder());
    WarmStartOutcome outcome = WarmStartOutcome.start(temporary, STORED, hashed);

    assertThat(outcome.row("user", 1)).isEqualTo(outcome.initialRow("user", 1));
    assertThat(outcome.report().lines())
        .contains("table user: initialised: another encoding there");
  }

  @Test
  void bucketTablesAreTakenOnlyOfTheSameBoundaries() {
    WarmStartOutcome outcome =
        WarmStartOutcome.start(
            temporary,
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
    WarmStartOutcome outcome =
        WarmStartOutcome.start(
            temporary, STORED, renamed.with("thing", ImmutableList.of("hat", "red shoe", "coat")));

    assertThat(outcome.report().initialized()).containsExactly("embedding/width_2/table");
    assertThat(outcome.report().lines())
        .contains("table thing: initialised: not there", "table item: gone");
  }
}
