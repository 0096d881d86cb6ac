package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A shop's impressions, with features of every kind and nested sample spaces: click is defined for
 * all rows, click_buy where there was a click, spent where there was a purchase. A row is a
 * function of its number.
 *
 * @param schema the columns; a test may ask for others than there are
 * @param outside the label of rows that are not in a task's sample space
 */
record ShopData(Schema schema, int trainRows, float outside) implements Dataset {
  static final int HELD_OUT = 300;
  static final Encoding STRINGS = new Encoding.VocabularyEncoding(Encoding.TokenType.STRING);
  static final Encoding LONGS = new Encoding.VocabularyEncoding(Encoding.TokenType.LONG);
  static final Schema SCHEMA =
      new Schema(
          ImmutableList.of(
              new Feature.Categorical("user", false, false, LONGS),
              new Feature.Numeric("price", false, true, true),
              new Feature.Categorical("seen", true, true, STRINGS),
              new Feature.Numeric("age", true, false, true),
              new Feature.Categorical("city", false, true, new Encoding.HashEncoding(6)),
              new Feature.Categorical("tags", true, false, new Encoding.HashEncoding(4))),
          ImmutableList.of(
              new Label("click", Label.Kind.BINARY, Optional.empty()),
              new Label("click_buy", Label.Kind.BINARY, Optional.of("click = 1")),
              new Label("spent", Label.Kind.REGRESSION, Optional.of("click_buy = 1"))),
          true,
          false);
  static final Vocabulary USERS = vocabulary(10, "");
  static final Vocabulary ITEMS = vocabulary(7, "item ");

  static ShopData of(int trainRows) {
    return new ShopData(SCHEMA, trainRows, Float.NaN);
  }

  /** With the user as the group. */
  static ShopData grouped(int trainRows) {
    Schema schema = new Schema(SCHEMA.features(), SCHEMA.labels(), SCHEMA.hasSampleWeight(), true);
    return new ShopData(schema, trainRows, Float.NaN);
  }

  /** Clicks, and purchases after a click, alone. */
  static ShopData conversions(int trainRows) {
    Schema schema =
        new Schema(
            SCHEMA.features(), SCHEMA.labels().subList(0, 2), SCHEMA.hasSampleWeight(), false);
    return new ShopData(schema, trainRows, Float.NaN);
  }

  @Override
  public String name() {
    return "shop";
  }

  @Override
  public Vocabulary vocabulary(String feature) {
    return switch (feature) {
      case "user" -> USERS;
      case "seen" -> ITEMS;
      default -> throw new IllegalArgumentException("no vocabulary for " + feature);
    };
  }

  @Override
  public Split train() {
    return new Rows(schema, 0, trainRows, outside);
  }

  @Override
  public Split validation() {
    return new Rows(schema, trainRows, HELD_OUT, outside);
  }

  @Override
  public Split test() {
    return new Rows(schema, trainRows + HELD_OUT, HELD_OUT, outside);
  }

  @Override
  public ImmutableMap<String, String> provenance() {
    return ImmutableMap.of("rows", Integer.toString(trainRows));
  }

  private static Vocabulary vocabulary(int tokens, String prefix) {
    return Vocabulary.of(IntStream.range(0, tokens).mapToObj(i -> prefix + (100 + i)).toList());
  }

  /** Rows that begin at a number. */
  private record Rows(Schema schema, int first, int size, float outside) implements Split {

    @Override
    public void read(int[] rows, int from, int count, Batch batch) {
      batch.resize(count);
      batch.bag(0).clear();
      batch.bag(1).clear();
      for (int i = 0; i < count; i++) {
        row(first + rows[from + i], i, batch);
      }
    }

    @Override
    public Batch newBatch(int capacity) {
      return new Batch(schema, capacity);
    }

    private void row(int number, int i, Batch batch) {
      SplittableRandom random = new SplittableRandom(number * 0x9E3779B97F4A7C15L);
      int user = random.nextInt(11);
      double price = random.nextInt(4) == 0 ? 0 : Math.exp(random.nextDouble(0, 6));
      boolean ageKnown = random.nextInt(5) != 0;
      double age = random.nextInt(18, 80);
      double city = random.nextDouble(0.5, 2);
      batch.ids()[i * 2] = user;
      if (batch.groupId().length > 0) {
        batch.groupId()[i] = user - 5L;
      }
      batch.ids()[i * 2 + 1] = random.nextInt(6);
      batch.idWeights()[i * 2] = 1;
      batch.idWeights()[i * 2 + 1] = (float) city;
      batch.numeric()[i * 2] = (float) price;
      batch.numeric()[i * 2 + 1] = ageKnown ? (float) age : Float.NaN;
      double interest = seen(random, batch.bag(0));
      for (int tag = random.nextInt(3); tag > 0; tag--) {
        batch.bag(1).add(random.nextInt(4), 1);
      }
      batch.bag(1).endRow();

      double wish = user % 2 * 2 - 1 + interest;
      boolean click = random.nextDouble() < 1 / (1 + Math.exp(-2 * wish));
      double means = ageKnown ? (age - 49) / 15 : 1.5;
      boolean buy = random.nextDouble() < 1 / (1 + Math.exp(-2 * means));
      batch.label(0)[i] = click ? 1 : 0;
      batch.label(1)[i] = click ? (buy ? 1 : 0) : outside;
      batch.mask(1)[i] = click ? 1 : 0;
      if (schema.labels().size() > 2) {
        batch.label(2)[i] = click && buy ? (float) Math.log1p(price) : outside;
        batch.mask(2)[i] = click && buy ? 1 : 0;
      }
      batch.mask(0)[i] = 1;
      batch.sampleWeight()[i] = 1 + number % 2;
    }

    /** A bag of up to three items; the mean of what they are worth. */
    private static double seen(SplittableRandom random, Bag bag) {
      double worth = 0;
      int items = random.nextInt(4);
      for (int item = 0; item < items; item++) {
        int id = random.nextInt(8);
        bag.add(id, (float) random.nextDouble(0.5, 1.5));
        worth += id < 4 ? -1 : 1;
      }
      bag.endRow();
      return items == 0 ? 0 : worth / items;
    }
  }
}
