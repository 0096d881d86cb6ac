package io.github.ple4j.serve;

/**
 * How much a task counts in a {@link Ranking}.
 *
 * @param output the model's output with the task's prediction p
 * @param weight w of p^w; below 0 for what is not wanted
 */
public record RankingWeight(String output, double weight) {
  private static final double LARGEST = 1e100; // no sum of logarithms overflows

  /** Checks that there is a name, and that the weight is a number from -1e100 to 1e100. */
  public RankingWeight {
    if (output.isEmpty()) {
      throw new IllegalArgumentException("output must not be empty");
    }
    if (!(Math.abs(weight) <= LARGEST)) {
      throw new IllegalArgumentException("weight must be from -1e100 to 1e100: " + weight);
    }
  }
}
