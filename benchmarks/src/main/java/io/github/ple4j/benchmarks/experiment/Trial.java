package io.github.ple4j.benchmarks.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.train.EqualSize;
import io.github.ple4j.train.Evaluation;
import io.github.ple4j.train.GateUtilization;
import io.github.ple4j.train.ModelDerivation;
import io.github.ple4j.train.RunManifest;
import io.github.ple4j.train.TaskMetrics;
import io.github.ple4j.train.Trainer;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingResult;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.TrainingSpecs;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A run from its key: nothing but the key and the data decides what it comes to. */
final class Trial {
  private Trial() {}

  /** The whole training spec. */
  static TrainingSpec spec(RunKey key, Dataset data) {
    Settings settings = key.getSettings();
    Features features = settings.getFeatures();
    ModelDerivation usual = ModelDerivation.defaults();
    ModelDerivation derivation =
        new ModelDerivation(
            features.getEmbeddingWidth() > 0
                ? features.getEmbeddingWidth()
                : usual.embeddingWidth(),
            features.getBuckets() > 0 ? features.getBuckets() : usual.buckets(),
            features.getExactValues());
    ModelSpec.Builder derived =
        DerivedModels.of(derivation, data, key.getSystem(), key.getSeeds().getInitialization());
    if (settings.getModel().getArchitectureCase()
        != ModelSpec.ArchitectureCase.ARCHITECTURE_NOT_SET) {
      derived.clearArchitecture(); // replaced whole, as levels would be appended
    }
    derived.mergeFrom(settings.getModel());
    if (settings.hasTowers()) {
      derived
          .getTasksBuilderList()
          .forEach(
              task -> task.clearTowerUnits().addAllTowerUnits(settings.getTowers().getUnitsList()));
    }
    ModelSpec model = settings.getEqualSize() ? EqualSize.of(derived.build()) : derived.build();
    TrainingSpec.Builder spec = TrainingSpecs.defaults(model, data).clearLogging();
    spec.mergeFrom(settings.getTraining()).setOrderSeed(key.getSeeds().getOrder());
    try {
      TrainingSpecs.validate(spec.build());
    } catch (SpecException e) {
      throw new ExperimentException(
          "settings of " + key.getSystem() + ": training spec: " + e.getMessage(), e);
    }
    return spec.build();
  }

  /**
   * Trains and evaluates, and simulates the A/B test if the key has one.
   *
   * @param stop asked after every step
   * @throws io.github.ple4j.train.TrainingException if it is stopped, or the loss is not finite
   */
  static Run run(RunKey key, Dataset data, String machine, BooleanSupplier stop) {
    Instant started = Instant.now();
    TrainingSpec spec = spec(key, data);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public boolean stopRequested() {
            return stop.getAsBoolean();
          }
        };
    Run.Builder run = Run.newBuilder();
    TrainingResult result;
    if (key.hasAbTest()) {
      AbTrial trial = AbTrial.run(key, spec, data, listener);
      run.setAbOutcome(trial.outcome());
      result = trial.result();
    } else {
      result = Trainer.train(spec, data, Placement.cpu(), listener);
    }
    run.setKey(key)
        .setTrainingSpecSha256(
            Hashing.sha256().hashString(TrainingSpecs.toText(spec), UTF_8).toString())
        .putAllProvenance(data.provenance())
        .putAllVersions(RunManifest.versions())
        .setMachine(machine)
        .setStarted(started.truncatedTo(ChronoUnit.SECONDS).toString())
        .setSeconds(seconds(started))
        .setTrainingSeconds(result.training().toMillis() / 1000.0)
        .setSteps(result.steps())
        .setSamples(result.samples())
        .setParameters(result.parameters())
        .setFlops(ModelSize.of(spec.getModel()).flops())
        .putAllBestSteps(result.bestSteps())
        .addAllValidation(results(result.validation()));
    if (!key.getHeldOut()) {
      run.addAllTest(results(result.test()));
      result.gates().ifPresent(gates -> addGates(run, gates));
    }
    return run.build();
  }

  /** A run that could not be finished, and that would fail again. */
  static Run failed(RunKey key, String machine, String failure) {
    return Run.newBuilder()
        .setKey(key)
        .putAllVersions(RunManifest.versions())
        .setMachine(machine)
        .setStarted(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .setFailure(failure)
        .build();
  }

  private static double seconds(Instant started) {
    return ChronoUnit.MILLIS.between(started, Instant.now()) / 1000.0;
  }

  private static List<TaskResult> results(Evaluation evaluation) {
    return evaluation.tasks().stream().map(Trial::result).toList();
  }

  private static TaskResult result(TaskMetrics metrics) {
    TaskResult.Builder result =
        TaskResult.newBuilder().setTask(metrics.task()).setRows(metrics.rows());
    metrics.auc().ifPresent(result::setAuc);
    metrics.logLoss().ifPresent(result::setLogLoss);
    metrics.meanSquaredError().ifPresent(result::setMse);
    metrics.calibration().ifPresent(result::setCalibration);
    return result.build();
  }

  private static void addGates(Run.Builder run, GateUtilization gates) {
    for (GateUtilization.OfGate gate : gates.gates()) {
      GateUse.Builder use = run.addGatesBuilder().setGate(gate.name());
      gate.experts()
          .forEach(
              expert ->
                  use.addExpertsBuilder()
                      .setExpert(expert.name())
                      .setMean(expert.mean())
                      .setStandardDeviation(expert.standardDeviation()));
    }
  }
}
