package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Features and their tables, and batches of them. */
final class RandomFeatures {
  private final Random random;

  RandomFeatures(Random random) {
    this.random = random;
  }

  /** Adds 1 to 7 features to the spec, in any order, and their tables. */
  void addTo(ModelSpec.Builder spec) {
    List<EmbeddingTable> tables = new ArrayList<>();
    int features = 1 + random.nextInt(7);
    for (int i = 0; i < features; i++) {
      FeatureSpec.Builder feature = FeatureSpec.newBuilder().setName("feature " + i);
      spec.addFeatures(
          random.nextBoolean()
              ? feature.setNumeric(numeric(tables))
              : feature.setCategorical(categorical(tables)));
    }
    Collections.shuffle(tables, random);
    spec.addAllEmbeddingTables(tables);
  }

  private NumericFeature numeric(List<EmbeddingTable> tables) {
    NumericFeature.Builder numeric =
        NumericFeature.newBuilder()
            .setTransform(NumericFeature.Transform.forNumber(random.nextInt(2)))
            .setMean((float) random.nextGaussian())
            .setStandardDeviation(0.5f + random.nextFloat())
            .setMissingIndicator(random.nextBoolean());
    if (random.nextBoolean()) {
      int boundaries = random.nextInt(5);
      double boundary = -2;
      for (int i = 0; i < boundaries; i++) {
        boundary += 0.5 * (1 + random.nextInt(3));
        numeric.getBucketsBuilder().addBoundaries(boundary);
      }
      numeric.getBucketsBuilder().setEmbeddingTable(table(tables, boundaries + 3));
    }
    return numeric.build();
  }

  private CategoricalFeature categorical(List<EmbeddingTable> tables) {
    CategoricalFeature.Builder categorical =
        CategoricalFeature.newBuilder()
            .setMultiValued(random.nextBoolean())
            .setWeighted(random.nextBoolean());
    if (categorical.getMultiValued()) {
      categorical.setPooling(CategoricalFeature.Pooling.forNumber(random.nextInt(3)));
    }
    boolean share = !tables.isEmpty() && random.nextInt(3) == 0;
    return categorical
        .setEmbeddingTable(
            share
                ? tables.get(random.nextInt(tables.size())).getName()
                : table(tables, 1 + random.nextInt(6)))
        .build();
  }

  /** The name of a new table, or of one that has as many rows. */
  private String table(List<EmbeddingTable> tables, int rows) {
    if (random.nextBoolean()) {
      for (EmbeddingTable table : tables) {
        if (table.getRows() == rows) {
          return table.getName();
        }
      }
    }
    EmbeddingTable.Builder table =
        EmbeddingTable.newBuilder()
            .setName("table " + tables.size())
            .setRows(rows)
            .setWidth(2 + random.nextInt(2));
    switch (random.nextInt(3)) {
      case 0 -> table.setHashBuckets(HashBuckets.getDefaultInstance());
      case 1 -> table.setVocabulary(VocabularyReference.newBuilder().setSize(rows));
      default -> table.clearEncoding();
    }
    tables.add(table.build());
    return table.getName();
  }

  Batch batch(ModelSpec spec, int rows) {
    FeatureColumns columns = FeatureColumns.of(spec);
    float[][] numeric = new float[rows][columns.numerics().size()];
    int[][] ids = new int[rows][columns.singleValued().size()];
    float[][] weights = new float[rows][columns.singleValued().size()];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < numeric[row].length; i++) {
        numeric[row][i] = value();
      }
      for (int i = 0; i < ids[row].length; i++) {
        CategoricalFeature feature = columns.singleValued().get(i).getCategorical();
        ids[row][i] = id(spec, feature);
        weights[row][i] = feature.getWeighted() ? weight() : 1;
      }
    }
    ImmutableList.Builder<Batch.Bag> bags = ImmutableList.builder();
    for (FeatureSpec feature : columns.multiValued()) {
      bags.add(bag(spec, feature.getCategorical(), rows));
    }
    return new Batch(numeric, ids, weights, bags.build());
  }

  private float value() {
    return switch (random.nextInt(7)) {
      case 0 -> Float.NaN;
      case 1 -> random.nextBoolean() ? 0f : -0f;
      case 2, 3 -> 0.5f * (random.nextInt(17) - 8);
      default -> (float) (2 * random.nextGaussian());
    };
  }

  private float weight() {
    return random.nextInt(6) == 0 ? 0 : 2 * random.nextFloat();
  }

  private int id(ModelSpec spec, CategoricalFeature feature) {
    int rows =
        spec.getEmbeddingTablesList().stream()
            .filter(table -> table.getName().equals(feature.getEmbeddingTable()))
            .mapToInt(EmbeddingTable::getRows)
            .findFirst()
            .orElseThrow();
    return switch (random.nextInt(12)) {
      case 0 -> -1 - random.nextInt(3);
      case 1 -> rows + random.nextInt(3);
      case 2 -> random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
      default -> random.nextInt(rows);
    };
  }

  private Batch.Bag bag(ModelSpec spec, CategoricalFeature feature, int rows) {
    int[][] ids = new int[rows][];
    float[][] weights = new float[rows][];
    for (int row = 0; row < rows; row++) {
      int values = random.nextInt(4);
      ids[row] = new int[values];
      weights[row] = new float[values];
      for (int i = 0; i < values; i++) {
        ids[row][i] = id(spec, feature);
        weights[row][i] = feature.getWeighted() ? weight() : 1;
      }
    }
    return new Batch.Bag(ids, weights);
  }
}
