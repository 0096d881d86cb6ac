package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.math.IntMath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

/** The settings that a search tries: the same for every system. */
final class Candidates {
  private Candidates() {}

  /**
   * Draws without repetition, the first with the first choice of every dimension; each is {@code
   * settings} with the fields of its choices.
   */
  static ImmutableList<Settings> draw(Search search, Settings settings) {
    int count = search.getRungs(0).getCandidates();
    UniformRandomProvider random = new SplitMix64(search.getSeed());
    Set<List<Integer>> drawn = new LinkedHashSet<>();
    drawn.add(search.getDimensionsList().stream().map(dimension -> 0).toList());
    while (drawn.size() < count) {
      List<Integer> choices = new ArrayList<>();
      for (Dimension dimension : search.getDimensionsList()) {
        choices.add(random.nextInt(dimension.getChoicesCount()));
      }
      drawn.add(choices);
    }
    return drawn.stream()
        .map(choices -> with(search, choices, settings))
        .collect(ImmutableList.toImmutableList());
  }

  private static Settings with(Search search, List<Integer> choices, Settings settings) {
    Settings.Builder candidate = settings.toBuilder();
    for (int i = 0; i < choices.size(); i++) {
      candidate.mergeFrom(search.getDimensions(i).getChoices(choices.get(i)));
    }
    return candidate.build();
  }

  /** How many there are with all choices of all dimensions. */
  static int possible(Search search) {
    return search.getDimensionsList().stream()
        .mapToInt(Dimension::getChoicesCount)
        .reduce(1, IntMath::saturatedMultiply);
  }

  /** Checks that choices differ, and that there are as many candidates as the first rung wants. */
  static void check(Search search, Settings settings, String where) {
    for (Dimension dimension : search.getDimensionsList()) {
      long different =
          dimension.getChoicesList().stream()
              .map(choice -> settings.toBuilder().mergeFrom(choice).build())
              .distinct()
              .count();
      if (different < dimension.getChoicesCount()) {
        throw new ExperimentException(
            where
                + ": search.dimensions["
                + dimension.getName()
                + "].choices: expected settings that differ, found two that come to the same; a field"
                + " that the experiment's settings have cannot be taken back to its default");
      }
    }
    int possible = possible(search);
    if (search.getRungs(0).getCandidates() > possible) {
      throw new ExperimentException(
          where
              + ": search.rungs[0].candidates: expected at most "
              + possible
              + ", as many as the dimensions have, found: "
              + search.getRungs(0).getCandidates());
    }
  }
}
