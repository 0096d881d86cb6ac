package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import io.github.ple4j.train.ColumnDescription.OfMultiValued;
import io.github.ple4j.train.ColumnDescription.OfNumeric;
import io.github.ple4j.train.ColumnDescription.OfSingleValued;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On {@link ShopData}, beside a plain count over its rows. */
class DatasetDescriptionTest {
  private static final int ROWS = 10_000; // more than two batches
  private static final ShopData SHOP = ShopData.of(ROWS);
  private static final DatasetDescription ALL =
      DatasetDescription.of(SHOP, SHOP.train(), 0, rows -> {});

  private static Batch batch(int[] rows) {
    Batch batch = SHOP.train().newBatch(rows.length);
    SHOP.train().read(rows, 0, rows.length, batch);
    return batch;
  }

  private static final Batch READ = batch(Shuffle.identity(ROWS));

  private static <T extends ColumnDescription> T column(
      DatasetDescription description, String name, Class<T> kind) {
    return kind.cast(
        description.columns().stream()
            .filter(column -> column.name().equals(name))
            .findFirst()
            .orElseThrow());
  }

  @Test
  void allRowsAreReadInTheOrderOfTheSchemasFeatures() {
    assertThat(ALL.data()).isEqualTo("shop");
    assertThat(ALL.rows()).isEqualTo(ROWS);
    assertThat(ALL.splitRows()).isEqualTo(ROWS);
    assertThat(ALL.columns())
        .extracting(ColumnDescription::name)
        .containsExactly("user", "price", "seen", "age", "city", "tags");
  }

  @Test
  void aMissingNumberIsNeitherPresentNorInTheFigures() {
    float[] ages = new float[ROWS];
    int present = 0;
    for (int row = 0; row < ROWS; row++) {
      float age = READ.numeric()[row * 2 + 1];
      if (!Float.isNaN(age)) {
        ages[present++] = age;
      }
    }
    float[] sorted = Arrays.copyOf(ages, present);
    Arrays.sort(sorted);

    OfNumeric age = column(ALL, "age", OfNumeric.class);

    assertThat(age.present()).isEqualTo(present).isBetween(1L, ROWS - 1L);
    assertThat(age.distinct()).isEqualTo(new DistinctCount(62, true));
    Distribution values = age.values().orElseThrow();
    assertThat(values.count()).isEqualTo(present);
    assertThat(values.mean())
        .isCloseTo(
            IntStream.range(0, present).mapToDouble(i -> sorted[i]).average().orElseThrow(),
            within(1e-9));
    assertThat(values.minimum()).isEqualTo(18);
    assertThat(values.median()).isEqualTo(sorted[(present + 1) / 2 - 1]);
    assertThat(values.maximum()).isEqualTo(79);
  }

  @Test
  void aSkewedNumberHasALogarithmicHistogram() {
    OfNumeric price = column(ALL, "price", OfNumeric.class);

    assertThat(price.present()).isEqualTo(ROWS);
    assertThat(price.values().orElseThrow().histogram().orElseThrow().logarithmic()).isTrue();
  }

  @Test
  void idsAreCountedAndThoseOutOfVocabularyApart() {
    long[] counts = new long[11];
    for (int row = 0; row < ROWS; row++) {
      counts[READ.ids()[row * 2]]++;
    }
    int best = IntStream.rangeClosed(1, 10).reduce(1, (a, b) -> counts[b] > counts[a] ? b : a);

    OfSingleValued user = column(ALL, "user", OfSingleValued.class);

    assertThat(user.present()).isEmpty();
    assertThat(user.weights()).isEmpty();
    IdUse ids = user.ids();
    assertThat(ids.hashed()).isFalse();
    assertThat(ids.size()).isEqualTo(10);
    assertThat(ids.values()).isEqualTo(ROWS);
    assertThat(ids.distinct()).isEqualTo(10);
    assertThat(ids.outOfVocabulary()).hasValue(counts[0]);
    assertThat(ids.mostFrequent()).hasSize(3);
    assertThat(ids.mostFrequent().get(0))
        .isEqualTo(new IdUse.TokenCount(ShopData.USERS.token(best), counts[best]));
    assertThat(ids.byRank()).hasSize(10);
    assertThat(ids.byRank().get(0)).isEqualTo(new IdUse.RankCount(1, counts[best]));
    assertThat(ids.shares()).hasSize(10);
    assertThat(ids.shares().stream().mapToLong(Long::longValue).sum()).isEqualTo(ROWS - counts[0]);
  }

  @Test
  void hashBucketsHaveNoTokensAndBucketZeroIsOneOfThem() {
    OfSingleValued city = column(ALL, "city", OfSingleValued.class);

    assertThat(city.ids().hashed()).isTrue();
    assertThat(city.ids().size()).isEqualTo(6);
    assertThat(city.ids().distinct()).isEqualTo(6);
    assertThat(city.ids().outOfVocabulary()).isEmpty();
    assertThat(city.ids().mostFrequent())
        .allSatisfy(token -> assertThat(token.token()).matches("#[0-5]"));
    Distribution weights = city.weights().orElseThrow();
    assertThat(weights.count()).isEqualTo(ROWS);
    assertThat(weights.minimum()).isBetween(0.5, 0.6);
    assertThat(weights.maximum()).isBetween(1.9, 2.0);
  }

  @Test
  void bagsHaveEmptyRowsAndWeights() {
    OfMultiValued seen = column(ALL, "seen", OfMultiValued.class);
    int filled = 0;
    for (int row = 0; row < ROWS; row++) {
      filled += READ.bag(0).offsets()[row + 1] > READ.bag(0).offsets()[row] ? 1 : 0;
    }

    assertThat(seen.filled()).isEqualTo(filled).isBetween(1L, ROWS - 1L);
    assertThat(seen.ids().values()).isEqualTo(READ.bag(0).values());
    assertThat(seen.valuesPerRow().orElseThrow().mean())
        .isCloseTo((double) READ.bag(0).values() / ROWS, within(1e-9));
    assertThat(seen.valuesPerRow().orElseThrow().maximum()).isEqualTo(3);
    assertThat(seen.valuesPerRow().orElseThrow().minimum()).isEqualTo(0);
    assertThat(seen.ids().distinct()).isEqualTo(7);
    assertThat(seen.ids().outOfVocabulary().orElse(0)).isPositive();
    assertThat(seen.weights().orElseThrow().count()).isEqualTo(READ.bag(0).values());
    assertThat(seen.weights().orElseThrow().maximum()).isBetween(1.4, 1.5);

    OfMultiValued tags = column(ALL, "tags", OfMultiValued.class);
    assertThat(tags.weights()).isEmpty();
    assertThat(tags.ids().hashed()).isTrue();
  }

  @Test
  void labelsAreThoseInsideOfTheSampleSpace() {
    int[] inside = new int[3];
    int[] positives = new int[2];
    double spent = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int task = 0; task < 3; task++) {
        if (READ.mask(task)[row] != 0) {
          inside[task]++;
          if (task < 2) {
            positives[task] += (int) READ.label(task)[row];
          } else {
            spent += READ.label(task)[row];
          }
        }
      }
    }

    List<LabelDescription> labels = ALL.labels();

    assertThat(labels)
        .extracting(label -> (int) label.inside())
        .containsExactly(inside[0], inside[1], inside[2]);
    assertThat(inside[0]).isEqualTo(ROWS);
    assertThat(inside[1]).isEqualTo(positives[0]);
    assertThat(labels.get(0).positives()).hasValue(positives[0]);
    assertThat(labels.get(1).positives()).hasValue(positives[1]);
    assertThat(labels.get(1).values()).isEmpty();
    assertThat(labels.get(2).positives()).isEmpty();
    assertThat(labels.get(2).values().orElseThrow().mean())
        .isCloseTo(spent / inside[2], within(1e-6));
    assertThat(ALL.sampleWeights().orElseThrow().mean()).isEqualTo(1.5);
  }

  @Test
  void aSampleIsDrawnWithoutReplacementAndIsTheSameEveryTime() {
    int[] rows = Arrays.copyOf(Shuffle.permutation(ROWS, DatasetDescription.SEED, 0), 5000);
    Batch drawn = batch(rows);
    long positives = IntStream.range(0, 5000).filter(row -> drawn.label(0)[row] == 1).count();

    DatasetDescription sample = DatasetDescription.of(SHOP, SHOP.train(), 5000, done -> {});

    assertThat(sample.rows()).isEqualTo(5000);
    assertThat(sample.splitRows()).isEqualTo(ROWS);
    assertThat(sample.labels().get(0).positives()).hasValue(positives);
    assertThat(sample)
        .isEqualTo(DatasetDescription.of(SHOP, SHOP.train(), 5000, done -> {}))
        .isNotEqualTo(ALL);
  }

  @Test
  void aSampleOfAsManyRowsAsThereAreIsAllOfThem() {
    assertThat(DatasetDescription.of(SHOP, SHOP.train(), ROWS, done -> {})).isEqualTo(ALL);
    assertThat(DatasetDescription.of(SHOP, SHOP.train(), 2 * ROWS, done -> {})).isEqualTo(ALL);
    assertThatThrownBy(() -> DatasetDescription.of(SHOP, SHOP.train(), -1, done -> {}))
        .hasMessage("sample must not be negative: -1");
  }

  @Test
  void progressIsToldToTheLastRow() {
    List<Long> told = new ArrayList<>();

    DatasetDescription.of(SHOP, SHOP.train(), 0, told::add);

    assertThat(told).isSorted().hasSize(3).endsWith((long) ROWS);
  }

  @Test
  void aRowWithTheTokenForAnAbsentValueIsNotPresent() {
    WithAbsent data = new WithAbsent(SHOP, "103");
    long absent =
        IntStream.range(0, ROWS)
            .filter(row -> READ.ids()[row * 2] == ShopData.USERS.id("103"))
            .count();

    DatasetDescription described = DatasetDescription.of(data, data.train(), 0, done -> {});
    DatasetDescription without =
        DatasetDescription.of(new WithAbsent(SHOP, "none"), SHOP.train(), 0, done -> {});

    assertThat(absent).isPositive();
    assertThat(column(described, "user", OfSingleValued.class).present()).hasValue(ROWS - absent);
    assertThat(column(described, "city", OfSingleValued.class).present()).isEmpty();
    assertThat(column(without, "user", OfSingleValued.class).present()).isEmpty();
  }

  /** With a token for an absent user. */
  private record WithAbsent(ShopData shop, String absent) implements Dataset {
    @Override
    public Optional<String> absentToken(String feature) {
      return feature.equals("user") ? Optional.of(absent) : Optional.empty();
    }

    @Override
    public String name() {
      return shop.name();
    }

    @Override
    public Schema schema() {
      return shop.schema();
    }

    @Override
    public Vocabulary vocabulary(String feature) {
      return shop.vocabulary(feature);
    }

    @Override
    public Split train() {
      return shop.train();
    }

    @Override
    public Split validation() {
      return shop.validation();
    }

    @Override
    public Split test() {
      return shop.test();
    }

    @Override
    public ImmutableMap<String, String> provenance() {
      return shop.provenance();
    }
  }
}
