package io.github.ple4j.benchmarks.experiment;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.train.TrainingSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long runs will take, from how long finished ones took: a step's time is taken to grow with
 * its floating-point operations. Thread-safe.
 */
final class Pace {
  /** Operations a second of one thread, until a run tells. */
  private static final double FIRST_GUESS = 12e9;

  private final RunStore store;
  private final ExperimentData data;
  private final Map<RunKey, Double> operations = new ConcurrentHashMap<>();

  Pace(RunStore store, ExperimentData data) {
    this.store = store;
    this.data = data;
  }

  /** Seconds that a run will take. */
  double seconds(RunKey key) {
    return operations(key) / rate(key);
  }

  /** Of the same system's runs where there are any, else of all. */
  private double rate(RunKey key) {
    List<Run> all = store.known();
    List<Run> alike =
        all.stream().filter(run -> run.getKey().getSystem().equals(key.getSystem())).toList();
    List<Run> used = alike.isEmpty() ? all : alike;
    double done = used.stream().mapToDouble(Pace::operations).sum();
    double seconds = used.stream().mapToDouble(Run::getSeconds).sum();
    return seconds > 0 ? done / seconds : FIRST_GUESS;
  }

  /** Of all training samples; those of evaluations grow with them. */
  private static double operations(Run run) {
    return 3.0 * run.getFlops() * run.getSamples();
  }

  private double operations(RunKey key) {
    RunKey anySeeds = key.toBuilder().clearSeeds().setSeeds(Seeds.newBuilder().setSplit(1)).build();
    return operations.computeIfAbsent(
        anySeeds,
        any -> {
          Dataset dataset = data.of(any);
          TrainingSpec spec = Trial.spec(any, Subset.few(dataset));
          long samples = (long) dataset.train().size() * spec.getStopping().getEpochs();
          long limit = spec.getStopping().getMaxSteps() * spec.getBatchSize();
          return 3.0
              * ModelSize.of(spec.getModel()).flops()
              * (double) (limit > 0 ? Math.min(limit, samples) : samples);
        });
  }
}
