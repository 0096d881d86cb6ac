package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The features of some rows, as {@link FeatureInputs} takes them. */
final class Batch {
  private final float[][] numeric; // [B, numerics]
  private final int[][] ids; // [B, features]
  private final float[][] idWeights; // [B, features]
  private final ImmutableList<Bag> bags;

  /** A multi-valued feature: the values of each row. */
  static final class Bag {
    private final int[][] ids; // [B][values of the row]
    private final float[][] weights;

    Bag(int[][] ids, float[][] weights) {
      this.ids = ids;
      this.weights = weights;
    }

    int[] ids(int row) {
      return ids[row];
    }

    float[] weights(int row) {
      return weights[row];
    }

    private Bag rows(int... rows) {
      return new Bag(
          Arrays.stream(rows).mapToObj(r -> ids[r]).toArray(int[][]::new),
          Arrays.stream(rows).mapToObj(r -> weights[r]).toArray(float[][]::new));
    }
  }

  Batch(float[][] numeric, int[][] ids, float[][] idWeights, ImmutableList<Bag> bags) {
    this.numeric = numeric;
    this.ids = ids;
    this.idWeights = idWeights;
    this.bags = bags;
  }

  /** Rows of numeric features alone. */
  static Batch ofNumerics(float[]... rows) {
    return new Batch(rows, new int[rows.length][0], new float[rows.length][0], ImmutableList.of());
  }

  int size() {
    return numeric.length;
  }

  float[][] numeric() {
    return numeric;
  }

  int[][] ids() {
    return ids;
  }

  float[][] idWeights() {
    return idWeights;
  }

  ImmutableList<Bag> bags() {
    return bags;
  }

  /** The rows of these numbers, in this order. */
  Batch rows(int... rows) {
    return new Batch(
        Arrays.stream(rows).mapToObj(r -> numeric[r]).toArray(float[][]::new),
        Arrays.stream(rows).mapToObj(r -> ids[r]).toArray(int[][]::new),
        Arrays.stream(rows).mapToObj(r -> idWeights[r]).toArray(float[][]::new),
        bags.stream().map(bag -> bag.rows(rows)).collect(ImmutableList.toImmutableList()));
  }

  /** All rows, the last first. */
  Batch reversed() {
    return rows(IntStream.range(0, size()).map(i -> size() - 1 - i).toArray());
  }
}
