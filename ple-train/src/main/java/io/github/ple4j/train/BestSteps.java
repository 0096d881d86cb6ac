package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.graph.TaskOutput;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The best step so far of every group of tasks, by the spec's rule on validation, the variables of
 * that step, and whether there have been enough evaluations without a better one.
 */
final class BestSteps implements AutoCloseable {
  private final Stopping stopping;
  private final TrainingSession session;
  private final ImmutableList<Best> groups;

  private static final class Best {
    private final TaskGroup group;
    private final Map<String, Double> reference = new LinkedHashMap<>();
    private OptionalDouble score = OptionalDouble.empty();
    private long step;
    private int evaluationsSince;
    private @Nullable Snapshot snapshot;

    private Best(TaskGroup group) {
      this.group = group;
    }
  }

  BestSteps(TrainingSpec spec, TrainingSession session) {
    this.stopping = spec.getStopping();
    this.session = session;
    this.groups =
        groups(spec, session.training()).stream()
            .map(Best::new)
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Which tasks share a best step: those that share variables; or each has its own, which is one of
   * all that share variables with it, so that the model of a step is whole.
   */
  static ImmutableList<TaskGroup> groups(TrainingSpec spec, TrainingGraph graph) {
    ImmutableList<TaskGroup> sharing = graph.reach().groups(graph.model());
    if (spec.getStopping().getRuleCase() != Stopping.RuleCase.BEST_PER_TASK) {
      return sharing;
    }
    ImmutableList.Builder<TaskGroup> groups = ImmutableList.builder();
    for (TaskOutput output : graph.model().outputs()) {
      sharing.stream()
          .filter(group -> group.tasks().contains(output.task()))
          .map(group -> new TaskGroup(ImmutableSet.of(output.task()), group.variables()))
          .forEach(groups::add);
    }
    return groups.build();
  }

  /**
   * Keeps the variables of the groups that are better than ever; a later one wins where none has a
   * metric. A group that has waited long enough is left as it is.
   *
   * @return the tasks for which this step is the best
   */
  ImmutableSet<String> offer(Evaluation validation, long step) {
    ImmutableSet.Builder<String> improved = ImmutableSet.builder();
    for (Best best : groups) {
      if (!hasEnded(best) && offer(best, validation, step)) {
        improved.addAll(best.group.tasks());
      }
    }
    return improved.build();
  }

  private boolean offer(Best best, Evaluation validation, long step) {
    OptionalDouble score = score(best, validation);
    boolean better =
        best.score.isEmpty()
            || (score.isPresent()
                && score.getAsDouble() > best.score.getAsDouble() + stopping.getMinImprovement());
    if (!better) {
      best.evaluationsSince++;
      return false;
    }
    close(best);
    best.score = score;
    best.step = step;
    best.evaluationsSince = 0;
    best.snapshot = session.snapshot(best.group.variables());
    return true;
  }

  private OptionalDouble score(Best best, Evaluation validation) {
    if (best.group.tasks().contains(stopping.getTask())) {
      return validation.task(stopping.getTask()).score();
    }
    return best.group.tasks().stream()
        .flatMapToDouble(task -> relativeGain(best, validation.task(task)).stream())
        .average();
  }

  /** The gain over the first evaluation that had the metric, relative to it. */
  private static OptionalDouble relativeGain(Best best, TaskMetrics metrics) {
    OptionalDouble score = metrics.score();
    if (score.isEmpty()) {
      return score;
    }
    double now = score.getAsDouble();
    double first = best.reference.computeIfAbsent(metrics.task(), task -> now);
    return OptionalDouble.of(first == 0 ? now : (now - first) / Math.abs(first));
  }

  /** Whether every group has waited as long as it may. */
  boolean haveEnded() {
    return groups.stream().allMatch(this::hasEnded);
  }

  private boolean hasEnded(Best best) {
    return stopping.getPatience() > 0 && best.evaluationsSince >= stopping.getPatience();
  }

  /** Whether all groups can have their best variables at once. */
  boolean areDisjoint() {
    long all = groups.stream().mapToLong(best -> best.group.variables().size()).sum();
    return all
        == groups.stream().flatMap(best -> best.group.variables().stream()).distinct().count();
  }

  /** Gives every group the variables of its best step. */
  void restore() {
    groups.forEach(this::restore);
  }

  /** Gives the group of a task the variables of its best step. */
  void restore(String task) {
    groups.stream().filter(best -> best.group.tasks().contains(task)).forEach(this::restore);
  }

  private void restore(Best best) {
    if (best.snapshot != null) {
      session.restore(best.snapshot);
    }
  }

  /** The best step of every task. */
  ImmutableMap<String, Long> steps() {
    ImmutableMap.Builder<String, Long> steps = ImmutableMap.builder();
    for (Best best : groups) {
      best.group.tasks().forEach(task -> steps.put(task, best.step));
    }
    return steps.buildOrThrow();
  }

  /** What {@link #load} needs beside the files of {@link #write}. */
  List<BestStep> state() {
    return groups.stream()
        .map(
            best ->
                BestStep.newBuilder()
                    .addAllTasks(best.group.tasks())
                    .setStep(best.step)
                    .setScored(best.score.isPresent())
                    .setScore(best.score.orElse(0))
                    .setEvaluationsSince(best.evaluationsSince)
                    .putAllReference(best.reference)
                    .build())
        .toList();
  }

  /** Writes the variables of the best steps into a directory. */
  void write(Path directory) {
    for (int i = 0; i < groups.size(); i++) {
      Snapshot snapshot = groups.get(i).snapshot;
      if (snapshot != null) {
        session.write(snapshot, prefix(directory, i));
      }
    }
  }

  /** Goes on from a state and its directory. */
  void load(List<BestStep> state, Path directory) {
    for (int i = 0; i < groups.size(); i++) {
      Best best = groups.get(i);
      BestStep saved = state.get(i);
      best.score = saved.getScored() ? OptionalDouble.of(saved.getScore()) : OptionalDouble.empty();
      best.step = saved.getStep();
      best.evaluationsSince = saved.getEvaluationsSince();
      best.reference.putAll(saved.getReferenceMap());
      if (saved.getStep() > 0) {
        close(best);
        best.snapshot = session.read(prefix(directory, i), best.group.variables().asList());
      }
    }
  }

  private static Path prefix(Path directory, int group) {
    return directory.resolve("best-" + (group + 1));
  }

  @Override
  public void close() {
    groups.forEach(BestSteps::close);
  }

  private static void close(Best best) {
    if (best.snapshot != null) {
      best.snapshot.close();
      best.snapshot = null;
    }
  }
}
