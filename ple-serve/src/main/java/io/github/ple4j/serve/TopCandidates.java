package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;

/**
 * The k best of the candidates that it is told of, in a heap whose root is the worst of them. Of
 * equal scores the one told of first is better.
 */
final class TopCandidates {
  private final double[] scores;
  private final int[] indices;
  private int size;

  TopCandidates(int k) {
    scores = new double[k];
    indices = new int[k];
  }

  /** The index must be above those before. */
  void add(int index, double score) {
    if (size < scores.length) {
      int hole = size++;
      while (hole > 0 && isWorse(score, index, (hole - 1) / 2)) {
        move((hole - 1) / 2, hole);
        hole = (hole - 1) / 2;
      }
      set(hole, index, score);
    } else if (size > 0 && score > scores[0]) {
      replaceWorst(index, score);
    }
  }

  private void replaceWorst(int index, double score) {
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isWorse(scores[child + 1], indices[child + 1], child)) {
        child++;
      }
      if (isWorse(score, index, child)) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    set(hole, index, score);
  }

  private boolean isWorse(double score, int index, int place) {
    return score < scores[place] || (score == scores[place] && index > indices[place]);
  }

  private void move(int from, int to) {
    set(to, indices[from], scores[from]);
  }

  private void set(int place, int index, double score) {
    indices[place] = index;
    scores[place] = score;
  }

  /** The best first. This is empty afterwards. */
  ImmutableList<RankedCandidate> take() {
    RankedCandidate[] ranked = new RankedCandidate[size];
    while (size > 0) {
      int last = --size;
      ranked[last] = new RankedCandidate(indices[0], scores[0]);
      replaceWorst(indices[last], scores[last]);
    }
    return ImmutableList.copyOf(ranked);
  }
}
