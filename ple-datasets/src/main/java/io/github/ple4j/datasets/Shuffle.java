package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import org.apache.commons.rng.UniformRandomProvider;

/** Orders of rows. */
public final class Shuffle {

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
