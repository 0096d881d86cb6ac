package io.github.ple4j.train;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;

/**
 * Area under the ROC curve: the probability that a positive row has a higher prediction than a
 * negative one, a tie counting one half. Exact: pairs are counted in integers. Stateless.
 */
public final class AreaUnderCurve {

  private AreaUnderCurve() {}

  /**
   * The area over the rows whose mask is not 0; empty if they are of one class.
   *
   * @param predictions {@code [rows]} or longer, as the others; any numbers, the higher the surer
   * @param labels above 0.5 for positive rows; anything, NaN included, where the mask is 0
   * @param mask not 0 for the rows that count
   * @param rows how many rows are looked at
   * @throws IllegalArgumentException if a prediction or a label inside the mask is NaN
   */
  public static OptionalDouble of(float[] predictions, float[] labels, float[] mask, int rows) {
    int positives = 0;
    int negatives = 0;
    for (int row = 0; row < rows; row++) {
      if (mask[row] != 0) {
        checkArgument(!Float.isNaN(predictions[row]), "prediction of row %s is NaN", row);
        checkArgument(!Float.isNaN(labels[row]), "label of row %s is NaN", row);
        if (labels[row] > 0.5f) {
          positives++;
        } else {
          negatives++;
        }
      }
    }
    if (positives == 0 || negatives == 0) {
      return OptionalDouble.empty();
    }
    int[] positive = new int[positives];
    int[] negative = new int[negatives];
    for (int row = 0; row < rows; row++) {
      if (mask[row] != 0) {
        int key = ordered(predictions[row]);
        if (labels[row] > 0.5f) {
          positive[--positives] = key;
        } else {
          negative[--negatives] = key;
        }
      }
    }
    double pairs = (double) positive.length * negative.length;
    return OptionalDouble.of(doubledWins(sorted(positive), sorted(negative)) / (2 * pairs));
  }

  /** Twice the pairs whose positive is higher, and once those that tie; both arrays are sorted. */
  private static long doubledWins(int[] positive, int[] negative) {
    long wins = 0;
    int lower = 0; // negatives below the key
    int upTo = 0; // negatives not above it
    for (int key : positive) {
      while (lower < negative.length && negative[lower] < key) {
        lower++;
      }
      upTo = Math.max(upTo, lower);
      while (upTo < negative.length && negative[upTo] == key) {
        upTo++;
      }
      wins += (long) lower + upTo;
    }
    return wins;
  }

  /** Radix sort, 11 bits at a time: a third of the time of a comparison sort. */
  private static int[] sorted(int[] keys) {
    int[] from = keys;
    int[] to = new int[keys.length];
    for (int shift = 0; shift < Integer.SIZE; shift += 11) {
      int[] ends = new int[1 << 11]; // of the keys of every digit; then moved to their starts
      for (int key : from) {
        ends[digit(key, shift)]++;
      }
      for (int digit = 1; digit < ends.length; digit++) {
        ends[digit] += ends[digit - 1];
      }
      for (int i = from.length - 1; i >= 0; i--) {
        to[--ends[digit(from[i], shift)]] = from[i];
      }
      int[] sorted = to;
      to = from;
      from = sorted;
    }
    return from;
  }

  private static int digit(int key, int shift) {
    return (key ^ Integer.MIN_VALUE) >>> shift & ((1 << 11) - 1);
  }

  /** An int that orders as the number does; -0 becomes 0. */
  static int ordered(float number) {
    int bits = Float.floatToRawIntBits(number + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}
