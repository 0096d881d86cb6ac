package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.CategoricalFeature;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.NumericFeature;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.graph.VocabularyReference;
import org.junit.jupiter.api.Test;

class ModelDerivationTest {
  private static final ShopData SHOP = ShopData.of(5000);
  private static final ModelSpec SPEC = ModelDerivation.defaults().derive(SHOP, "ple", 42);

  @Test
  void featuresAndTasksAreThoseOfTheSchemaInItsOrder() {
    assertThat(SPEC.getFeaturesList())
        .extracting(FeatureSpec::getName)
        .containsExactly("user", "price", "seen", "age", "city", "tags");
    assertThat(SPEC.getTasksList())
        .extracting(TaskSpec::getName)
        .containsExactly("click", "click_buy", "spent");
    assertThat(SPEC.getTasksList())
        .extracting(TaskSpec::getKind)
        .containsExactly(TaskSpec.Kind.BINARY, TaskSpec.Kind.BINARY, TaskSpec.Kind.REGRESSION);
    assertThat(SPEC.getInitializationSeed()).isEqualTo(42);
    assertThat(SPEC.hasPle()).isTrue();
  }

  @Test
  void categoricalFeaturesNameTheirVocabulariesBySizeAndChecksum() {
    assertThat(table("user"))
        .isEqualTo(
            EmbeddingTable.newBuilder()
                .setName("user")
                .setRows(11)
                .setWidth(8)
                .setVocabulary(
                    VocabularyReference.newBuilder()
                        .setSize(11)
                        .setSha256(ShopData.USERS.sha256())
                        .setTokenType(VocabularyReference.TokenType.LONG))
                .build());
    assertThat(table("seen").getVocabulary())
        .isEqualTo(
            VocabularyReference.newBuilder()
                .setSize(8)
                .setSha256(ShopData.ITEMS.sha256())
                .setTokenType(VocabularyReference.TokenType.STRING)
                .build());
    assertThat(table("city").getRows()).isEqualTo(6);
    assertThat(table("city").hasHashBuckets()).isTrue();
  }

  @Test
  void valuesAndWeightsOfCategoricalFeaturesAreKept() {
    assertThat(SPEC.getFeatures(0).getCategorical())
        .isEqualTo(CategoricalFeature.newBuilder().setEmbeddingTable("user").build());
    assertThat(SPEC.getFeatures(2).getCategorical())
        .isEqualTo(
            CategoricalFeature.newBuilder()
                .setEmbeddingTable("seen")
                .setMultiValued(true)
                .setWeighted(true)
                .build());
    assertThat(SPEC.getFeatures(4).getCategorical().getWeighted()).isTrue();
    assertThat(SPEC.getFeatures(4).getCategorical().getMultiValued()).isFalse();
  }

  @Test
  void normalisationConstantsAreThoseOfTrain() {
    Batch batch = SHOP.train().newBatch(5000);
    SHOP.train().read(Shuffle.identity(5000), 0, 5000, batch);
    double[] sums = new double[2];
    double[] squares = new double[2];
    int ages = 0;
    for (int row = 0; row < 5000; row++) {
      double price = Math.log1p(batch.numeric()[row * 2]);
      double age = batch.numeric()[row * 2 + 1];
      sums[0] += price;
      squares[0] += price * price;
      if (!Double.isNaN(age)) {
        ages++;
        sums[1] += age;
        squares[1] += age * age;
      }
    }

    NumericFeature price = SPEC.getFeatures(1).getNumeric();
    double mean = sums[0] / 5000;
    assertThat(price.getTransform()).isEqualTo(NumericFeature.Transform.LOG1P);
    assertThat(price.getMean()).isCloseTo(mean, within(1e-9));
    assertThat(price.getStandardDeviation())
        .isCloseTo(Math.sqrt(squares[0] / 5000 - mean * mean), within(1e-9));
    assertThat(price.getMissingIndicator()).isFalse();
    NumericFeature age = SPEC.getFeatures(3).getNumeric();
    mean = sums[1] / ages;
    assertThat(age.getTransform()).isEqualTo(NumericFeature.Transform.IDENTITY);
    assertThat(age.getMean()).isCloseTo(mean, within(1e-9));
    assertThat(age.getStandardDeviation())
        .isCloseTo(Math.sqrt(squares[1] / ages - mean * mean), within(1e-9));
    assertThat(age.getMissingIndicator()).isTrue();
  }

  @Test
  void bucketsHaveTablesOfTheirOwn() {
    NumericFeature price = SPEC.getFeatures(1).getNumeric();

    assertThat(price.getBuckets().getBoundariesCount()).isEqualTo(19);
    assertThat(price.getBuckets().getBoundariesList()).isSorted().allMatch(b -> b > 1 && b < 404);
    assertThat(price.getBuckets().getEmbeddingTable()).isEqualTo("price.buckets");
    assertThat(table("price.buckets").getRows()).isEqualTo(22);
    assertThat(table("price.buckets").getWidth()).isEqualTo(8);
    assertThat(new ModelDerivation(3, 4, 0).derive(SHOP, "mmoe", 1).getEmbeddingTablesList())
        .extracting(EmbeddingTable::getWidth)
        .containsOnly(3);
  }

  @Test
  void theSpecIsValidAndOneForItsDataInEveryArchitecture() {
    for (String name : TrainerTest.namesForAnyTasks()) {
      ModelSpec spec = ModelDerivation.defaults().derive(SHOP, name, 1);

      assertThat(ModelSpecs.parse(ModelSpecs.toText(spec), name)).isEqualTo(spec);
      SpecDataCheck.check(spec, SHOP);
      assertThat(DefaultModels.name(spec)).isEqualTo(name);
    }
  }

  @Test
  void refusesAMissingValueThatTheSchemaRulesOut() {
    Schema schema = ShopData.SCHEMA;
    ImmutableList<Feature> features =
        schema.features().stream()
            .map(
                feature ->
                    feature.name().equals("age")
                        ? new Feature.Numeric("age", false, false, false)
                        : feature)
            .collect(ImmutableList.toImmutableList());
    Dataset data = new ShopData(new Schema(features, schema.labels(), true, false), 200, Float.NaN);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDerivation.defaults().derive(data, "ple", 1))
        .withMessage(
            "feature age: expected no missing value as the schema says, found one in train");
  }

  @Test
  void refusesSizesThatAreNotPositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelDerivation(0, 20, 0))
        .withMessage("embedding width must be positive: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelDerivation(8, -1, 0))
        .withMessage("buckets must be positive: -1");
  }

  @Test
  void refusesAnUnknownModel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelDerivation.defaults().derive(SHOP, "more", 1))
        .withMessageStartingWith("expected a model of single-task, hard-sharing, ")
        .withMessageEndingWith(", esmm, found: more");
  }

  @Test
  void refusesANameThatIsNoNode() {
    Schema schema = ShopData.SCHEMA;
    ImmutableList<io.github.ple4j.datasets.Label> labels =
        ImmutableList.of(
            new io.github.ple4j.datasets.Label(
                "click rate",
                io.github.ple4j.datasets.Label.Kind.BINARY,
                java.util.Optional.empty()),
            schema.labels().get(1),
            schema.labels().get(2));
    Dataset data = new ShopData(new Schema(schema.features(), labels, true, false), 50, 0);

    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> ModelDerivation.defaults().derive(data, "ple", 1))
        .withMessageStartingWith("tasks[0].name: ");
  }

  private static EmbeddingTable table(String name) {
    return SPEC.getEmbeddingTablesList().stream()
        .filter(table -> table.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
