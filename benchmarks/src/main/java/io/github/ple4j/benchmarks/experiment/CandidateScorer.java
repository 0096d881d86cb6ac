package io.github.ple4j.benchmarks.experiment;

import io.github.ple4j.datasets.VideoImpression;
import io.github.ple4j.serve.Prediction;
import java.util.List;

/** Says of candidates of the simulated feed what users will do with them. */
interface CandidateScorer {
  /**
   * Predictions of candidates.
   *
   * @return for every task of the feed an output of its name, float32 of shape {@code [candidates]}
   */
  Prediction predict(List<VideoImpression> candidates);
}
