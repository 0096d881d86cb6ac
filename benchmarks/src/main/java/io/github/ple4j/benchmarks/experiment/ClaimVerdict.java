package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Whether a claim of an experiment holds, as far as the finished runs say.
 *
 * @param claim in words
 * @param verdict such as: holds
 * @param figures sentences behind the verdict, the first of which says the most
 */
record ClaimVerdict(String claim, String verdict, ImmutableList<String> figures) {
  /** The verdict while runs are missing. */
  static final String OPEN = "is not decided yet";

  /** Of all claims, in order. */
  static ImmutableList<ClaimVerdict> of(Experiment experiment, List<Comparison> comparisons) {
    return experiment.getClaimsList().stream()
        .map(claim -> of(experiment, claim, comparisons))
        .collect(ImmutableList.toImmutableList());
  }

  /** The verdict, with the first of its figures. */
  String sentence() {
    return "“" + claim.replaceFirst("[.]\\s*$", "") + "” " + verdict + ". " + figures.get(0);
  }

  private static ClaimVerdict of(Experiment experiment, Claim claim, List<Comparison> comparisons) {
    return switch (claim.getKindCase()) {
      case NO_LOSS -> new NoLossClaim(experiment, claim, comparisons).verdict();
      case AT_LEAST -> new AtLeastClaim(experiment, claim, comparisons).verdict();
      case KIND_NOT_SET ->
          new ClaimVerdict(
              claim.getText(), OPEN, ImmutableList.of("The experiment has no test of it."));
    };
  }
}
