package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.graph.CategoricalFeature;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.HashBuckets;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.NumericFeature;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.graph.VocabularyReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SpecDataCheckTest {
  private static final ShopData SHOP = ShopData.of(50);
  private static final ModelSpec SPEC = ModelDerivation.defaults().derive(SHOP, "mmoe", 1);

  @Test
  void acceptsWhatIsTheModelersToChoose() {
    ModelSpec.Builder spec = SPEC.toBuilder();
    spec.getFeaturesBuilder(1).getNumericBuilder().setMean(-3).clearBuckets();
    spec.getFeaturesBuilder(2).getCategoricalBuilder().setPooling(CategoricalFeature.Pooling.SQRTN);
    spec.getEmbeddingTablesBuilder(0).setWidth(3);
    spec.getTasksBuilder(0).clearTowerUnits();
    for (int i = spec.getEmbeddingTablesCount() - 1; i >= 0; i--) {
      if (spec.getEmbeddingTables(i).getName().equals("price.buckets")) {
        spec.removeEmbeddingTables(i);
      }
    }

    assertThatCode(() -> SpecDataCheck.check(spec.build(), SHOP)).doesNotThrowAnyException();
  }

  @Test
  void refusesAMissingFeature() {
    assertRefused(
        spec -> spec.removeFeatures(5), "features: expected 6 features as in shop, found 5");
  }

  @Test
  void refusesAFeatureThatTheDataLacks() {
    assertRefused(
        spec -> spec.addFeatures(spec.getFeatures(1).toBuilder().setName("weight")),
        "features: expected 6 features as in shop, found 7");
  }

  @Test
  void refusesAnotherOrder() {
    assertRefused(
        spec -> {
          FeatureSpec price = spec.getFeatures(1);
          spec.setFeatures(1, spec.getFeatures(2)).setFeatures(2, price);
        },
        "features[1].name: expected price, found seen");
  }

  @Test
  void refusesAnotherKindOfFeature() {
    assertRefused(
        spec ->
            spec.getFeaturesBuilder(0)
                .setNumeric(NumericFeature.newBuilder().setStandardDeviation(1)),
        "features[0]: expected a categorical feature, found NUMERIC");
    assertRefused(
        spec -> spec.getFeaturesBuilder(3).setCategorical(SPEC.getFeatures(0).getCategorical()),
        "features[3]: expected a numeric feature, found CATEGORICAL");
  }

  @Test
  void refusesOneValueForManyAndAbsentWeights() {
    assertRefused(
        spec -> spec.getFeaturesBuilder(2).getCategoricalBuilder().setMultiValued(false),
        "features[2].categorical.multi_valued: expected true, found false");
    assertRefused(
        spec -> spec.getFeaturesBuilder(0).getCategoricalBuilder().setMultiValued(true),
        "features[0].categorical.multi_valued: expected false, found true");
    assertRefused(
        spec -> spec.getFeaturesBuilder(4).getCategoricalBuilder().setWeighted(false),
        "features[4].categorical.weighted: expected true, found false");
  }

  @Test
  void refusesAVocabularyOfAnotherSize() {
    assertRefused(
        spec -> {
          spec.getEmbeddingTablesBuilder(0).setRows(12).getVocabularyBuilder().setSize(12);
        },
        "embedding_tables[0].rows: expected the 11 ids of user, found 12");
  }

  @Test
  void refusesAVocabularyOfOtherTokens() {
    String other = ShopData.ITEMS.sha256();
    assertRefused(
        spec -> spec.getEmbeddingTablesBuilder(0).getVocabularyBuilder().setSha256(other),
        "embedding_tables[0].vocabulary.sha256: expected "
            + ShopData.USERS.sha256()
            + ", found "
            + other);
  }

  @Test
  void refusesAnotherNumberOfHashBuckets() {
    int city = table("city");
    assertRefused(
        spec -> spec.getEmbeddingTablesBuilder(city).setRows(7),
        "embedding_tables[" + city + "].rows: expected the 6 hash buckets of city, found 7");
  }

  @Test
  void refusesHashBucketsForAVocabulary() {
    assertRefused(
        spec -> spec.getEmbeddingTablesBuilder(0).setHashBuckets(HashBuckets.getDefaultInstance()),
        "embedding_tables[0]: expected a vocabulary, found HASH_BUCKETS");
  }

  @Test
  void refusesAVocabularyForHashBuckets() {
    int city = table("city");
    assertRefused(
        spec ->
            spec.getEmbeddingTablesBuilder(city)
                .setVocabulary(VocabularyReference.newBuilder().setSize(6).setSha256("0")),
        "embedding_tables[" + city + "]");
  }

  @Test
  void refusesOtherTasks() {
    assertRefused(spec -> spec.removeTasks(2), "tasks: expected 3 tasks as in shop, found 2");
    assertRefused(
        spec -> {
          TaskSpec click = spec.getTasks(0);
          spec.setTasks(0, spec.getTasks(1)).setTasks(1, click);
        },
        "tasks[0].name: expected click, found click_buy");
    assertRefused(
        spec -> spec.getTasksBuilder(1).setKind(TaskSpec.Kind.REGRESSION),
        "tasks[1].kind: expected BINARY, found REGRESSION");
    assertRefused(
        spec -> spec.getTasksBuilder(2).setKind(TaskSpec.Kind.BINARY),
        "tasks[2].kind: expected REGRESSION, found BINARY");
  }

  private static void assertRefused(Consumer<ModelSpec.Builder> change, String message) {
    ModelSpec.Builder spec = SPEC.toBuilder();
    change.accept(spec);
    assertThatExceptionOfType(SpecException.class)
        .as("%s", message)
        .isThrownBy(() -> SpecDataCheck.check(spec.build(), SHOP))
        .withMessageStartingWith(message);
  }

  private static int table(String name) {
    for (int i = 0; i < SPEC.getEmbeddingTablesCount(); i++) {
      if (SPEC.getEmbeddingTables(i).getName().equals(name)) {
        return i;
      }
    }
    throw new AssertionError("no table " + name + " in " + ModelSpecs.toText(SPEC));
  }
}
