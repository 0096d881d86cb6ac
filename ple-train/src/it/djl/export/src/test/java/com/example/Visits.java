package com.example;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Visits to a shop: strings, longs, a bag of strings with weights, and numbers. */
final class Visits implements Dataset {
  private static final Schema SCHEMA =
      new Schema(
          ImmutableList.of(
              new Feature.Categorical("city", false, false, vocabulary(Encoding.TokenType.STRING)),
              new Feature.Numeric("price", false, true, true),
              new Feature.Categorical("user", false, false, vocabulary(Encoding.TokenType.LONG)),
              new Feature.Categorical("seen", true, true, vocabulary(Encoding.TokenType.STRING)),
              new Feature.Numeric("age", true, false, true)),
          ImmutableList.of(
              new Label("click", Label.Kind.BINARY, Optional.empty()),
              new Label("spent", Label.Kind.REGRESSION, Optional.empty())),
          false,
          false);
  private static final ImmutableMap<String, Vocabulary> VOCABULARIES =
      ImmutableMap.of(
          "city", Vocabulary.of(List.of("Köln", "New York", "東京")),
          "user", Vocabulary.of(List.of("-7", "8", "9000000000")),
          "seen", Vocabulary.of(List.of("a", "b", "c d", "e,f")));
  // What is in no vocabulary, or missing, is among what is drawn.
  private static final List<String> CITIES = List.of("Köln", "New York", "東京", "Atlantis", "");
  private static final List<Long> USERS = List.of(-7L, 8L, 9_000_000_000L, 5L, Long.MIN_VALUE);
  private static final List<String> ITEMS = List.of("a", "b", "c d", "e,f", "g");

  /** An item seen, and for how long. */
  record Item(String name, float weight) {}

  /** One row as it is before any encoding. */
  record Visit(
      String city, float price, long user, List<Item> seen, float age, float click, float spent) {}

  private static Encoding vocabulary(Encoding.TokenType type) {
    return new Encoding.VocabularyEncoding(type);
  }

  /** A row as a function of its number. */
  static Visit visit(int number) {
    SplittableRandom random = new SplittableRandom(number * 0x9E3779B97F4A7C15L);
    int city = random.nextInt(CITIES.size());
    int user = random.nextInt(USERS.size());
    float price = random.nextInt(4) == 0 ? 0 : (float) Math.exp(random.nextDouble(0, 6));
    float age = random.nextInt(5) == 0 ? Float.NaN : random.nextInt(18, 80);
    List<Item> seen = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String item = ITEMS.get(random.nextInt(ITEMS.size()));
      seen.add(new Item(item, (float) random.nextDouble(0.5, 1.5)));
    }
    double wish = city - 2 + (user % 2) + 0.5 * seen.size() + random.nextDouble(-1, 1);
    float spent = (float) ((wish + Math.log1p(price)) / 8);
    return new Visit(CITIES.get(city), price, USERS.get(user), seen, age, wish > 0 ? 1 : 0, spent);
  }

  @Override
  public String name() {
    return "visits";
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Vocabulary vocabulary(String feature) {
    Vocabulary vocabulary = VOCABULARIES.get(feature);
    if (vocabulary == null) {
      throw new IllegalArgumentException("no vocabulary of " + feature);
    }
    return vocabulary;
  }

  @Override
  public Split train() {
    return new Rows(this, 0, 1200);
  }

  @Override
  public Split validation() {
    return new Rows(this, 1200, 200);
  }

  @Override
  public Split test() {
    return new Rows(this, 1400, 200);
  }

  @Override
  public ImmutableMap<String, String> provenance() {
    return ImmutableMap.of();
  }

  private record Rows(Visits data, int first, int size) implements Split {
    @Override
    public Batch newBatch(int capacity) {
      return new Batch(SCHEMA, capacity);
    }

    @Override
    public void read(int[] rows, int from, int count, Batch batch) {
      batch.resize(count);
      batch.bag(0).clear();
      for (int i = 0; i < count; i++) {
        Visit visit = visit(first + rows[from + i]);
        batch.ids()[i * 2] = data.vocabulary("city").id(visit.city());
        batch.ids()[i * 2 + 1] = data.vocabulary("user").id(Long.toString(visit.user()));
        batch.numeric()[i * 2] = visit.price();
        batch.numeric()[i * 2 + 1] = visit.age();
        for (Item item : visit.seen()) {
          batch.bag(0).add(data.vocabulary("seen").id(item.name()), item.weight());
        }
        batch.bag(0).endRow();
        batch.label(0)[i] = visit.click();
        batch.label(1)[i] = visit.spent();
      }
    }
  }
}
