package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.Cgc;
import io.github.ple4j.graph.ExtractionLevel;
import io.github.ple4j.graph.HardSharing;
import io.github.ple4j.graph.Mmoe;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Ple;
import io.github.ple4j.graph.SingleTask;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The architectures by name, with shapes of equal depth: three FC layers of 256, 128 and 64 from
 * the representation to every head, so that comparisons are not of depths.
 */
public final class DefaultModels {
  private static final int FIRST = 256;
  private static final int SECOND = 128;
  private static final int THIRD = 64;

  private DefaultModels() {}

  /** Names that {@link #setArchitecture} knows. */
  public static ImmutableList<String> names() {
    return ImmutableList.of("single-task", "hard-sharing", "mmoe", "cgc", "ple");
  }

  /**
   * Gives a spec an architecture, and its tasks towers that fit.
   *
   * @param model a spec that has its tasks
   * @throws IllegalArgumentException if there is no architecture of that name
   */
  public static void setArchitecture(ModelSpec.Builder model, String name) {
    int tasks = model.getTasksCount();
    switch (name) {
      case "single-task" -> model.setSingleTask(SingleTask.newBuilder().addUnits(FIRST));
      case "hard-sharing" -> model.setHardSharing(HardSharing.newBuilder().addBottomUnits(FIRST));
      case "mmoe" -> model.setMmoe(Mmoe.newBuilder().setExperts(tasks + 1).addExpertUnits(FIRST));
      case "cgc" -> model.setCgc(Cgc.newBuilder().setLevel(level(tasks, FIRST)));
      case "ple" ->
          model.setPle(
              Ple.newBuilder().addLevels(level(tasks, FIRST)).addLevels(level(tasks, SECOND)));
      default ->
          throw new IllegalArgumentException(
              "expected a model of " + String.join(", ", names()) + ", found: " + name);
    }
    List<Integer> tower = name.equals("ple") ? List.of(THIRD) : List.of(SECOND, THIRD);
    model.getTasksBuilderList().forEach(task -> task.clearTowerUnits().addAllTowerUnits(tower));
  }

  /** The name of a valid spec's architecture. */
  public static String name(ModelSpec model) {
    return model.getArchitectureCase().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** One expert of every task's own, and one shared. */
  private static ExtractionLevel level(int tasks, int units) {
    return ExtractionLevel.newBuilder()
        .addAllTaskExperts(Collections.nCopies(tasks, 1))
        .setSharedExperts(1)
        .addExpertUnits(units)
        .build();
  }
}
