package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.VideoFeed;
import io.github.ple4j.datasets.VideoImpression;
import io.github.ple4j.datasets.VideoProbabilities;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import java.util.List;

/** What no model can know better: the probabilities by which the simulator lets users act. */
record TrueProbabilities(VideoFeed feed) implements CandidateScorer {

  @Override
  public Prediction predict(List<VideoImpression> candidates) {
    List<VideoProbabilities> all = candidates.stream().map(feed::probabilities).toList();
    ImmutableMap.Builder<String, Column> columns = ImmutableMap.builder();
    for (String task : feed.options().tasks()) {
      float[] values = new float[all.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) of(task, all.get(i));
      }
      columns.put(task, Column.floats(values));
    }
    return new Prediction(columns.buildOrThrow());
  }

  private static double of(String task, VideoProbabilities probabilities) {
    return switch (task) {
      case "ctr" -> probabilities.click();
      case "vtr" -> probabilities.view();
      case "vcr" -> probabilities.completion();
      case "shr" -> probabilities.share();
      case "cmr" -> probabilities.comment();
      default -> throw new IllegalArgumentException(task);
    };
  }
}
