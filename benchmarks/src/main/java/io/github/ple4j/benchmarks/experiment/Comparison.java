package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All systems and variants of an experiment on one section's data. Immutable.
 *
 * @param tasks in the order of the results; of the published figures where no run is finished
 * @param systems in the experiment's order
 */
record Comparison(Section section, ImmutableList<Task> tasks, ImmutableList<OfSystem> systems) {

  /** A task, and what it is measured by. */
  record Task(String name, Metric metric) {}

  /**
   * The finished runs of a system, or of a variant.
   *
   * @param system name of the row
   * @param expected how many runs the experiment has of it
   * @param tasks in the comparison's order; empty where no run is finished
   * @param cost empty where no run is finished
   * @param gates in the model's order; empty for a system without
   * @param gateDifference how far the gates of the tasks are from each other; empty where there are
   *     no two of them
   * @param abOutcomes of the runs that were tried on simulated users, by seeds
   */
  record OfSystem(
      String system,
      int finished,
      int expected,
      ImmutableList<OfTask> tasks,
      Optional<Cost> cost,
      ImmutableList<GateMeans> gates,
      Optional<Estimate> gateDifference,
      ImmutableMap<Seeds, AbOutcome> abOutcomes) {

    /** Its figures of a task; empty where no run has them. */
    Optional<OfTask> task(String name) {
      return tasks.stream().filter(task -> task.name().equals(name)).findFirst();
    }
  }

  /**
   * A system's figures of a task.
   *
   * @param estimate of the test metric
   * @param gain over the baseline; empty for the baseline itself, and where no pair of runs is
   *     finished
   * @param values the test metric by seeds
   */
  record OfTask(
      String name,
      Metric metric,
      Estimate estimate,
      Optional<PairedGain> gain,
      ImmutableMap<Seeds, Double> values) {}

  /**
   * What a run of a system takes.
   *
   * @param parameters trainable numbers, embeddings included
   * @param flops of a prediction
   * @param seconds of a run, on average
   */
  record Cost(long parameters, long flops, double seconds) {}

  /**
   * Compares the runs on the section's data, with the experiment's systems and seeds, that are not
   * a search's.
   *
   * @param settings by row; runs with others do not count, nor do those of a row that is not in it
   */
  static Comparison of(
      Experiment experiment, Section section, Iterable<Run> runs, Map<String, Settings> settings) {
    Map<String, Map<Seeds, Run>> bySystem = new LinkedHashMap<>();
    for (Entrant entrant : Entrant.of(experiment, section)) {
      Map<Seeds, Run> ofEntrant = new LinkedHashMap<>();
      for (Run run : runs) {
        RunKey key = run.getKey();
        if (key.getSystem().equals(entrant.system())
            && key.getData().equals(section.getData())
            && Optional.of(key.getSettings())
                .equals(Optional.ofNullable(settings.get(entrant.name())))
            && !key.getHeldOut()
            && abTest(key.hasAbTest(), key.getAbTest())
                .equals(abTest(section.hasAbTest(), section.getAbTest()))
            && experiment.getSeedsList().contains(key.getSeeds())) {
          ofEntrant.putIfAbsent(key.getSeeds(), run);
        }
      }
      bySystem.put(entrant.name(), ofEntrant);
    }
    ImmutableList<Task> tasks = tasks(section, bySystem);
    Map<Seeds, Run> baseline = bySystem.getOrDefault(experiment.getBaseline(), Map.of());
    ImmutableList.Builder<OfSystem> systems = ImmutableList.builder();
    bySystem.forEach(
        (system, finished) ->
            systems.add(
                system(
                    system,
                    experiment.getSeedsCount(),
                    finished,
                    tasks,
                    system.equals(experiment.getBaseline()) ? Map.of() : baseline)));
    return new Comparison(section, tasks, systems.build());
  }

  private static Optional<AbTest> abTest(boolean present, AbTest test) {
    return present ? Optional.of(test) : Optional.empty();
  }

  /** The runs of a system, or of a variant; empty if the section has no such row. */
  Optional<OfSystem> system(String name) {
    return systems.stream().filter(of -> of.system().equals(name)).findFirst();
  }

  /** How many runs are finished. */
  int finished() {
    return systems.stream().mapToInt(OfSystem::finished).sum();
  }

  private static ImmutableList<Task> tasks(Section section, Map<String, Map<Seeds, Run>> bySystem) {
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (Map<Seeds, Run> runs : bySystem.values()) {
      for (Run run : runs.values()) {
        for (TaskResult result : run.getTestList()) {
          Metric metric = result.hasAuc() || result.hasLogLoss() ? Metric.AUC : Metric.MSE;
          if (metric.of(result).isPresent()) {
            tasks.putIfAbsent(result.getTask(), new Task(result.getTask(), metric));
          }
        }
      }
    }
    if (tasks.isEmpty()) {
      Metric metric = section.getData().hasSynthetic() ? Metric.MSE : Metric.AUC;
      for (Published published : section.getPublishedList()) {
        for (PublishedTask task : published.getTasksList()) {
          tasks.putIfAbsent(task.getTask(), new Task(task.getTask(), metric));
        }
      }
    }
    return ImmutableList.copyOf(tasks.values());
  }

  private static OfSystem system(
      String system,
      int expected,
      Map<Seeds, Run> runs,
      List<Task> tasks,
      Map<Seeds, Run> baseline) {
    ImmutableList.Builder<OfTask> ofTasks = ImmutableList.builder();
    for (Task task : tasks) {
      task(task, runs, baseline).ifPresent(ofTasks::add);
    }
    List<Run> all = List.copyOf(runs.values());
    return new OfSystem(
        system,
        all.size(),
        expected,
        ofTasks.build(),
        cost(all),
        GateMeans.of(all),
        GateDifference.of(all),
        AbComparison.outcomes(all));
  }

  private static Optional<OfTask> task(Task task, Map<Seeds, Run> runs, Map<Seeds, Run> baseline) {
    Map<Seeds, Double> values = new LinkedHashMap<>();
    List<Double> differences = new ArrayList<>();
    runs.forEach(
        (seeds, run) -> {
          OptionalDouble value = value(run, task);
          if (value.isEmpty()) {
            return;
          }
          values.put(seeds, value.getAsDouble());
          if (baseline.containsKey(seeds)) {
            value(baseline.get(seeds), task)
                .ifPresent(
                    single -> differences.add(task.metric().gain(value.getAsDouble(), single)));
          }
        });
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Optional<PairedGain> gain =
        differences.isEmpty() ? Optional.empty() : Optional.of(PairedGain.of(differences));
    return Optional.of(
        new OfTask(
            task.name(),
            task.metric(),
            Estimate.of(values.values()),
            gain,
            ImmutableMap.copyOf(values)));
  }

  private static OptionalDouble value(Run run, Task task) {
    return run.getTestList().stream()
        .filter(result -> result.getTask().equals(task.name()))
        .map(result -> task.metric().of(result))
        .filter(OptionalDouble::isPresent)
        .findFirst()
        .orElse(OptionalDouble.empty());
  }

  private static Optional<Cost> cost(List<Run> runs) {
    return runs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Cost(
                runs.get(0).getParameters(),
                runs.get(0).getFlops(),
                Estimate.of(runs.stream().map(Run::getSeconds).toList()).mean()));
  }
}
