package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.ExtractionLevel;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Ple;
import io.github.ple4j.train.Adam;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.ModelDerivation;
import io.github.ple4j.train.RunException;
import io.github.ple4j.train.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is measured. */
final class Models {
  /** Two levels of 2 + 2 + 2 experts of 256, towers of 128 and 64: the shape of the targets. */
  static final String LARGE_PLE = "ple-2+2+2";

  private Models() {}

  /** {@link #LARGE_PLE} and the default ones. */
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(LARGE_PLE));
    names.addAll(DefaultModels.names());
    return names;
  }

  static Dataset census() {
    return CensusIncome.load(censusDirectory(), CensusIncome.Protocol.PAPER, 1);
  }

  /**
   * Where the files of census-income are.
   *
   * @throws RunException if they are not there
   */
  static Path censusDirectory() {
    Path directory =
        CensusIncome.locate(
            Optional.empty(), System.getenv(), Path.of(System.getProperty("user.home")));
    if (!CensusIncome.isPresent(directory)) {
      throw new RunException(
          "expected the census-income files in "
              + directory
              + ", found none; name the directory above it by the variable PLE_DATA_DIR");
    }
    return directory;
  }

  /** A model for the data by name: {@link #LARGE_PLE}, or one of the default ones. */
  static ModelSpec model(Dataset data, String name) {
    if (!name.equals(LARGE_PLE)) {
      return ModelDerivation.defaults().derive(data, name, 1);
    }
    ExtractionLevel level =
        ExtractionLevel.newBuilder()
            .addAllTaskExperts(List.of(2, 2))
            .setSharedExperts(2)
            .addExpertUnits(256)
            .build();
    ModelSpec.Builder model = ModelDerivation.defaults().derive(data, "ple", 1).toBuilder();
    model.setPle(Ple.newBuilder().addLevels(level).addLevels(level));
    model
        .getTasksBuilderList()
        .forEach(task -> task.clearTowerUnits().addAllTowerUnits(List.of(128, 64)));
    return model.build();
  }

  /** A run of Adam on as many threads as there are cores. */
  static TrainingSpec training(ModelSpec model, int batchSize) {
    TrainingSpec.Builder spec =
        TrainingSpec.newBuilder()
            .setModel(model)
            .setBatchSize(batchSize)
            .setThreads(Runtime.getRuntime().availableProcessors());
    spec.getOptimizerBuilder()
        .setAdam(Adam.newBuilder().setBeta1(0.9).setBeta2(0.999).setEpsilon(1e-8));
    spec.getLearningRateBuilder().setInitial(1e-4);
    spec.getStoppingBuilder().setEpochs(1);
    return spec.build();
  }

  /**
   * A place for a batch of train.
   *
   * @throws RunException if train has fewer samples
   */
  static Batch newBatch(Dataset data, int batchSize) {
    int samples = data.train().size();
    if (batchSize > samples) {
      throw new RunException(
          "--batch-size: expected at most the "
              + samples
              + " samples of train, found "
              + batchSize);
    }
    return data.train().newBatch(batchSize);
  }

  /** The first batch of train in a shuffled order. */
  static Batch firstBatch(Dataset data, int batchSize) {
    Batch batch = newBatch(data, batchSize);
    data.train().read(Shuffle.permutation(data.train().size(), 1, 0), 0, batchSize, batch);
    return batch;
  }

  /**
   * Floating-point operations of one sample in training: of each matrix product one forwards and
   * two backwards.
   */
  static double flopsPerSample(ModelSpec model) {
    return 3.0 * ModelSize.of(model).matrixFlops();
  }
}
