package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.ModelSpec;
import org.junit.jupiter.api.Test;

/** What a new spec takes from a trained one before any value does. */
class WarmStartAdoptTest {
  private static final String CGC =
      "cgc { level { task_experts: [2, 1] shared_experts: 1 expert_units: 5 } }";
  private static final StoredModel STORED = StoredModel.of("hard_sharing { bottom_units: 5 }");

  /** Token 8 is gone, 5 and 6 are new, and 7 and 9 have other ids. */
  private static final ImmutableList<String> GROWN = ImmutableList.of("5", "9", "6", "7");

  private static final ImmutableList<String> GROWN_ITEMS =
      ImmutableList.of("red shoe", "hat", "coat");

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
}
