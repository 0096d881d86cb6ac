package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/** Orders of rows. */
public final class Shuffle {
  /** Keeps halves apart from the order of training, whatever the seeds. */
  private static final long HALVES = Long.MIN_VALUE;

  private Shuffle() {}

  /**
   * A random permutation of {@code 0 .. size - 1}: a function of size, seed and epoch only, the
   * same on every machine and Java version (Fisher-Yates driven by xoshiro256++).
   */
  public static int[] permutation(int size, long seed, long epoch) {
    int[] rows = identity(size);
    UniformRandomProvider random = Seeds.generator(seed, epoch);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
    return rows;
  }

  /** Two random halves of {@code 0 .. size - 1}, each ascending; the first may be one smaller. */
  static int[][] halves(int size, long seed) {
    int[] order = permutation(size, seed, HALVES);
    int[][] halves = {
      Arrays.copyOfRange(order, 0, size / 2), Arrays.copyOfRange(order, size / 2, size)
    };
    Arrays.sort(halves[0]);
    Arrays.sort(halves[1]);
    return halves;
  }

  /** {@code 0 .. size - 1} in this order. */
  public static int[] identity(int size) {
    checkArgument(size >= 0, "size must not be negative: %s", size);
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) {
      rows[i] = i;
    }
    return rows;
  }
}
