package io.github.ple4j.train;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;

/**
 * Area under the ROC curve within groups, such as users: the mean over the groups of their exact
 * areas, weighted by their rows. Groups of one class are left out. The impression-weighted GAUC of
 * Zhu et al., "Optimized Cost per Click in Taobao Display Advertising", 2017. Stateless.
 */
public final class GroupedAreaUnderCurve {
  private static final int DIGIT = 11; // bits

  private GroupedAreaUnderCurve() {}

  /**
   * The area over the rows whose mask is not 0; empty if no group has rows of both classes.
   *
   * @param predictions {@code [rows]} or longer, as the others; any numbers, the higher the surer
   * @param labels above 0.5 for positive rows; anything, NaN included, where the mask is 0
   * @param mask not 0 for the rows that count
   * @param groups ids of the rows' groups, any numbers
   * @param rows how many rows are looked at
   * @throws IllegalArgumentException if a prediction or a label inside the mask is NaN
   */
  public static OptionalDouble of(
      float[] predictions, float[] labels, float[] mask, long[] groups, int rows) {
    int[] inside = inside(predictions, labels, mask, rows);
    int[] keys = new int[rows];
    for (int row : inside) {
      keys[row] = AreaUnderCurve.ordered(predictions[row]) ^ Integer.MIN_VALUE; // unsigned order
    }
    int[] byPrediction = sorted(inside, row -> keys[row] & 0xFFFF_FFFFL, Integer.SIZE);
    int[] order = sorted(byPrediction, row -> groups[row], Long.SIZE);

    double areas = 0;
    long counted = 0;
    for (int from = 0, to; from < order.length; from = to) {
      to = from + 1;
      while (to < order.length && groups[order[to]] == groups[order[from]]) {
        to++;
      }
      OptionalDouble area = area(order, from, to, keys, labels);
      if (area.isPresent()) {
        areas += area.getAsDouble() * (to - from);
        counted += to - from;
      }
    }
    return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of(areas / counted);
  }

  private static int[] inside(float[] predictions, float[] labels, float[] mask, int rows) {
    int[] inside = new int[rows];
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (mask[row] != 0) {
        checkArgument(!Float.isNaN(predictions[row]), "prediction of row %s is NaN", row);
        checkArgument(!Float.isNaN(labels[row]), "label of row %s is NaN", row);
        inside[count++] = row;
      }
    }
    return java.util.Arrays.copyOf(inside, count);
  }

  /** Of a group whose rows ascend by prediction. */
  private static OptionalDouble area(int[] order, int from, int to, int[] keys, float[] labels) {
    long positives = 0;
    long negatives = 0;
    long doubledWins = 0; // pairs whose positive is higher count two, ties one
    for (int i = from; i < to; ) {
      int key = keys[order[i]];
      long tiedPositives = 0;
      long tiedNegatives = 0;
      for (; i < to && keys[order[i]] == key; i++) {
        if (labels[order[i]] > 0.5f) {
          tiedPositives++;
        } else {
          tiedNegatives++;
        }
      }
      doubledWins += tiedPositives * (2 * negatives + tiedNegatives);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    return positives == 0 || negatives == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(doubledWins / (2.0 * positives * negatives));
  }

  private interface Key {
    long of(int row);
  }

  /** Stable radix sort of rows by the bits of a key; digits that all rows share are passed over. */
  private static int[] sorted(int[] rows, Key key, int bits) {
    int[] from = rows;
    int[] to = new int[rows.length];
    for (int shift = 0; shift < bits; shift += DIGIT) {
      int[] ends = new int[1 << DIGIT];
      for (int row : from) {
        ends[digit(key.of(row), shift)]++;
      }
      if (from.length == 0 || ends[digit(key.of(from[0]), shift)] == from.length) {
        continue;
      }
      for (int digit = 1; digit < ends.length; digit++) {
        ends[digit] += ends[digit - 1];
      }
      for (int i = from.length - 1; i >= 0; i--) {
        to[--ends[digit(key.of(from[i]), shift)]] = from[i];
      }
      int[] other = from == rows ? new int[rows.length] : from;
      from = to;
      to = other;
    }
    return from;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & ((1 << DIGIT) - 1);
  }
}
