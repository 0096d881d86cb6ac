package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.ple4j.serve.Ranking;
import io.github.ple4j.serve.RankingWeight;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

/**
 * What eq. 1 leaves open: a weight for every task, and f.
 *
 * @param weights by task
 */
record RankingChoice(ImmutableMap<String, Double> weights, LengthFactor length) {
  private static final long SEED = 1;
  private static final int ZERO_OF = 4; // one weight of so many is 0
  private static final int STEPS = 100; // of a weight, up to 1

  /**
   * What a search tries: first all weights 1 and f = 1, then random ones. A weight is 0 with
   * probability 1/4, and else one of 0.01 to 1 in steps of 0.01; each f is as probable. Equal
   * arguments give equal choices.
   */
  static ImmutableList<RankingChoice> draw(List<String> tasks, int count) {
    UniformRandomProvider random = new SplitMix64(SEED);
    ImmutableList.Builder<RankingChoice> choices = ImmutableList.builder();
    choices.add(new RankingChoice(Maps.toMap(tasks, task -> 1.0), LengthFactor.NONE));
    for (int i = 1; i < count; i++) {
      ImmutableMap.Builder<String, Double> weights = ImmutableMap.builder();
      for (String task : tasks) {
        boolean zero = random.nextInt(ZERO_OF) == 0;
        int steps = 1 + random.nextInt(STEPS);
        weights.put(task, zero ? 0 : (double) steps / STEPS);
      }
      LengthFactor[] factors = LengthFactor.values();
      choices.add(
          new RankingChoice(weights.buildOrThrow(), factors[random.nextInt(factors.length)]));
    }
    return choices.build();
  }

  /** The order that it comes to. */
  Ranking ranking() {
    return Ranking.of(
        weights.entrySet().stream()
            .map(weight -> new RankingWeight(weight.getKey(), weight.getValue()))
            .toList(),
        length.function());
  }
}
