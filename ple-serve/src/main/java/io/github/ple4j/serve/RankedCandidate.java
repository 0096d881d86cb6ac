package io.github.ple4j.serve;

/**
 * A candidate and what it scored.
 *
 * @param index its row in the prediction
 * @param logScore the natural logarithm of its score; negative infinity for a score of 0
 */
public record RankedCandidate(int index, double logScore) {
  /** The score itself, which may be rounded to 0 where the logarithm is not. */
  public double score() {
    return Math.exp(logScore);
  }
}
