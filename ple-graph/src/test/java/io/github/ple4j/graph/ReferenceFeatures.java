package io.github.ple4j.graph;

import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** From features to the representation x, in plain double arithmetic. */
final class ReferenceFeatures {
  private final ModelSpec spec;
  private final Batch batch;

  ReferenceFeatures(ModelSpec spec, Batch batch) {
    this.spec = spec;
    this.batch = batch;
  }

  /**
   * The representation, {@code [B, d]}: standardised numerics, missing indicators, then for every
   * embedding width, the smallest first, single-valued features, buckets and bags.
   *
   * @param place prefix of the embeddings' names, empty or ending in a slash
   */
  double[][] x(Weights variables, String place) {
    double[][] x = new double[batch.size()][];
    for (int row = 0; row < x.length; row++) {
      List<Double> values = new ArrayList<>();
      numerics(row, values);
      TreeSet<Integer> widths = new TreeSet<>();
      spec.getEmbeddingTablesList().forEach(table -> widths.add(table.getWidth()));
      for (int width : widths) {
        double[] table = variables.get(place + "embedding/width_" + width + "/table");
        embeddings(row, width, table, values);
      }
      x[row] = Doubles.toArray(values);
    }
    return x;
  }

  private void numerics(int row, List<Double> values) {
    List<Double> indicators = new ArrayList<>();
    int column = 0;
    for (FeatureSpec feature : spec.getFeaturesList()) {
      if (feature.hasNumeric()) {
        NumericFeature numeric = feature.getNumeric();
        double raw = batch.numeric()[row][column++];
        double transformed =
            switch (numeric.getTransform()) {
              case LOG1P -> Math.signum(raw) * Math.log1p(Math.abs(raw));
              default -> raw;
            };
        boolean missing = Double.isNaN(raw);
        values.add(
            missing ? 0 : (transformed - numeric.getMean()) / numeric.getStandardDeviation());
        if (numeric.getMissingIndicator()) {
          indicators.add(missing ? 1.0 : 0.0);
        }
      }
    }
    values.addAll(indicators);
  }

  private void embeddings(int row, int width, double[] table, List<Double> values) {
    List<Double> bucketed = new ArrayList<>();
    List<Double> bags = new ArrayList<>();
    int numeric = 0;
    int single = 0;
    int multi = 0;
    for (FeatureSpec feature : spec.getFeaturesList()) {
      if (feature.hasNumeric()) {
        double value = batch.numeric()[row][numeric++];
        if (feature.getNumeric().hasBuckets()) {
          Buckets buckets = feature.getNumeric().getBuckets();
          if (table(buckets.getEmbeddingTable()).getWidth() == width) {
            int id = bucket(value, buckets.getBoundariesList());
            add(bucketed, embedding(table, buckets.getEmbeddingTable(), id), 1);
          }
        }
      } else {
        CategoricalFeature categorical = feature.getCategorical();
        boolean here = table(categorical.getEmbeddingTable()).getWidth() == width;
        if (categorical.getMultiValued()) {
          Batch.Bag bag = batch.bags().get(multi++);
          if (here) {
            add(bags, pooled(table, width, categorical, bag.ids(row), bag.weights(row)), 1);
          }
        } else {
          int column = single++;
          if (here) {
            double weight = categorical.getWeighted() ? batch.idWeights()[row][column] : 1;
            int id = batch.ids()[row][column];
            add(values, embedding(table, categorical.getEmbeddingTable(), id), weight);
          }
        }
      }
    }
    values.addAll(bucketed);
    values.addAll(bags);
  }

  private static int bucket(double value, List<Double> boundaries) {
    if (Double.isNaN(value)) {
      return 0;
    }
    if (value == 0) {
      return 1;
    }
    return 2 + (int) boundaries.stream().filter(boundary -> boundary <= value).count();
  }

  private double[] pooled(
      double[] table, int width, CategoricalFeature feature, int[] ids, float[] weights) {
    double[] sum = new double[width];
    double total = 0;
    double squares = 0;
    for (int i = 0; i < ids.length; i++) {
      double[] embedding = embedding(table, feature.getEmbeddingTable(), ids[i]);
      double weight = feature.getWeighted() ? weights[i] : 1;
      total += weight;
      squares += weight * weight;
      for (int j = 0; j < width; j++) {
        sum[j] += weight * embedding[j];
      }
    }
    double divisor =
        switch (feature.getPooling()) {
          case SUM -> 1;
          case SQRTN -> Math.sqrt(squares);
          default -> total;
        };
    for (int j = 0; j < width; j++) {
      sum[j] = divisor == 0 ? 0 : sum[j] / divisor;
    }
    return sum;
  }

  /** An id's embedding; the tables of a width stand one after the other in the variable. */
  private double[] embedding(double[] variable, String name, int id) {
    EmbeddingTable table = table(name);
    int first = 0;
    for (EmbeddingTable other : spec.getEmbeddingTablesList()) {
      if (other.getName().equals(name)) {
        break;
      }
      first += other.getWidth() == table.getWidth() ? other.getRows() : 0;
    }
    int row = first + (id >= 0 && id < table.getRows() ? id : 0);
    double[] embedding = new double[table.getWidth()];
    System.arraycopy(variable, row * table.getWidth(), embedding, 0, embedding.length);
    return embedding;
  }

  private EmbeddingTable table(String name) {
    return spec.getEmbeddingTablesList().stream()
        .filter(table -> table.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void add(List<Double> values, double[] embedding, double weight) {
    for (double value : embedding) {
      values.add(weight * value);
    }
  }
}
