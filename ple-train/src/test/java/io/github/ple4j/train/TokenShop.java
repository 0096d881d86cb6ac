package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import java.util.List;

/** The shop with a vocabulary in place of every hash, so that raw values are known of every id. */
record TokenShop(ShopData shop) implements Dataset {
  private static final Vocabulary CITIES =
      Vocabulary.of(List.of("Köln", "a b", "c,d", "e\"f", "g"));
  private static final Vocabulary TAGS = Vocabulary.of(List.of("-7", "8", "9000000000"));

  static TokenShop of(int trainRows) {
    Schema hashed = ShopData.SCHEMA;
    Schema schema =
        new Schema(
            hashed.features().stream().map(TokenShop::withTokens).collect(toList()),
            hashed.labels(),
            hashed.hasSampleWeight(),
            hashed.hasGroupId());
    return new TokenShop(new ShopData(schema, trainRows, Float.NaN));
  }

  private static Feature withTokens(Feature feature) {
    return switch (feature.name()) {
      case "city" -> new Feature.Categorical("city", false, true, ShopData.STRINGS);
      case "tags" -> new Feature.Categorical("tags", true, false, ShopData.LONGS);
      default -> feature;
    };
  }

  private static java.util.stream.Collector<Feature, ?, ImmutableList<Feature>> toList() {
    return ImmutableList.toImmutableList();
  }

  @Override
  public String name() {
    return "token shop";
  }

  @Override
  public Schema schema() {
    return shop.schema();
  }

  @Override
  public Vocabulary vocabulary(String feature) {
    return switch (feature) {
      case "city" -> CITIES;
      case "tags" -> TAGS;
      default -> shop.vocabulary(feature);
    };
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
