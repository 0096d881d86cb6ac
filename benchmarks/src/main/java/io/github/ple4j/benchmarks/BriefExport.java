package io.github.ple4j.benchmarks;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.WarmupRequest;
import io.github.ple4j.serve.WarmupRequests;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/** A model after a step of training, exported into a temporary directory. */
final class BriefExport implements AutoCloseable {
  private final Path directory;

  private BriefExport(Path directory) {
    this.directory = directory;
  }

  static BriefExport write(Dataset data, String model) throws IOException {
    Path directory = Files.createTempDirectory("brief-export");
    TrainingSpec.Builder training = Models.training(Models.model(data, model), 1024).toBuilder();
    training.getStoppingBuilder().setMaxSteps(1);
    // TensorFlow's pool within an operation is the process's, as the first session wants it.
    training.setThreads(1);
    try (RunDirectory run = RunDirectory.create(directory.resolve("run"))) {
      TrainingRun.run(
          run,
          training.build(),
          data,
          Placement.cpu(),
          EnumSet.of(SignatureKind.ENCODED, SignatureKind.SERVING_DEFAULT),
          List.of(),
          new TrainingListener() {});
    }
    return new BriefExport(directory);
  }

  /** The SavedModel's directory. */
  Path path() {
    return directory.resolve("run").resolve("export").resolve("1");
  }

  /** So many rows for a signature: those of its warm-up request, again and again. */
  ImmutableMap<String, Column> inputs(String signature, int rows) throws IOException {
    return inputs(path(), signature, rows);
  }

  /** The same of any SavedModel that has warm-up requests. */
  static ImmutableMap<String, Column> inputs(Path export, String signature, int rows)
      throws IOException {
    for (WarmupRequest request : WarmupRequests.read(export.resolve(WarmupRequests.PATH))) {
      if (request.signature().equals(signature)) {
        return HandMadePrediction.tiled(request.inputs(), rows);
      }
    }
    throw new IllegalArgumentException("no warm-up request of signature " + signature);
  }

  @Override
  public void close() throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
