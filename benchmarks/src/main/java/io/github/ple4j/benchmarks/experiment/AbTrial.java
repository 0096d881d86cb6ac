package io.github.ple4j.benchmarks.experiment;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.VideoFeed;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TrainingException;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingResult;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/**
 * Training, and an A/B test of what was trained. The model is exported to a directory that is
 * deleted in the end.
 */
record AbTrial(TrainingResult result, AbOutcome outcome) {

  /**
   * Trains and simulates.
   *
   * @throws ExperimentException before training, if the data do not serve the test
   * @throws TrainingException if it is stopped, or the loss is not finite
   */
  static AbTrial run(RunKey key, TrainingSpec spec, Dataset data, TrainingListener listener) {
    VideoFeed feed = ExperimentData.video(key.getData().getVideo(), key.getSeeds().getDraw());
    if (!feed.dataset().provenance().equals(data.provenance())) {
      throw new ExperimentException(
          "ab_test: expected data of the feed " + feed.options() + ", found " + data.provenance());
    }
    AbTestSimulation simulation =
        new AbTestSimulation(key.getSystem(), feed, key.getAbTest(), listener::stopRequested);
    try {
      Path directory = Files.createTempDirectory("ple-ab-test");
      try {
        TrainingResult result = train(directory, spec, data, listener);
        int threads = Math.max(1, spec.getThreads());
        try (ExportScorer scorer =
            ExportScorer.open(directory.resolve("export"), feed, simulation.mostRows(), threads)) {
          return new AbTrial(result, simulation.run(scorer));
        }
      } finally {
        MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrainingResult train(
      Path directory, TrainingSpec spec, Dataset data, TrainingListener listener) {
    try (RunDirectory place = RunDirectory.create(directory)) {
      return TrainingRun.run(
              place,
              spec,
              data,
              Placement.cpu(),
              EnumSet.of(SignatureKind.SERVING_DEFAULT, SignatureKind.ENCODED),
              List.of(),
              listener)
          .orElseThrow(() -> new TrainingException("the training was stopped"));
    }
  }
}
