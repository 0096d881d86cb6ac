package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.graph.AsymmetricSharing;
import io.github.ple4j.graph.Cgc;
import io.github.ple4j.graph.CrossStitch;
import io.github.ple4j.graph.CustomizedSharing;
import io.github.ple4j.graph.Esmm;
import io.github.ple4j.graph.ExtractionLevel;
import io.github.ple4j.graph.GumbelMatrix;
import io.github.ple4j.graph.HardSharing;
import io.github.ple4j.graph.MlMmoe;
import io.github.ple4j.graph.Mmoe;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Moe;
import io.github.ple4j.graph.Mran;
import io.github.ple4j.graph.Mtan;
import io.github.ple4j.graph.Ple;
import io.github.ple4j.graph.RoutingNetwork;
import io.github.ple4j.graph.SingleTask;
import io.github.ple4j.graph.Sluice;
import io.github.ple4j.graph.Snr;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The architectures by name, with shapes of equal depth: three FC layers of 256, 128 and 64 from
 * the representation to every head (of sluice and routing networks two of one width, and 64), so
 * that comparisons are not of depths.
 */
public final class DefaultModels {
  private static final int FIRST = 256;
  private static final int SECOND = 128;
  private static final int THIRD = 64;
  private static final double ORTHOGONALITY = 1e-4;
  private static final double SPARSITY = 1e-4;
  private static final double INITIAL_TEMPERATURE = 2;
  private static final double FINAL_TEMPERATURE = 0.5;
  private static final long ANNEALING_STEPS = 1000;
  private static final int ROUTED = 192; // between 256 and 128: blocks map a width to itself

  /** Whose towers are of one layer, as two stand between the representation and the tower. */
  private static final ImmutableSet<String> TWO_LAYERS_BELOW =
      ImmutableSet.of(
          "cross-stitch",
          "sluice",
          "ml-mmoe",
          "ple",
          "mtan",
          "snr-trans",
          "snr-aver",
          "gumbel-matrix");

  private DefaultModels() {}

  /** Names that {@link #setArchitecture} knows. */
  public static ImmutableList<String> names() {
    return ImmutableList.of(
        "single-task",
        "hard-sharing",
        "asymmetric-sharing",
        "customized-sharing",
        "cross-stitch",
        "sluice",
        "moe",
        "mmoe",
        "ml-mmoe",
        "cgc",
        "ple",
        "mtan",
        "snr-trans",
        "snr-aver",
        "gumbel-matrix",
        "routing-network",
        "mran",
        "esmm");
  }

  /**
   * Gives a spec an architecture, and its tasks towers that fit.
   *
   * @param model a spec that has its features, tables and tasks
   * @throws IllegalArgumentException if there is no architecture of that name
   */
  public static void setArchitecture(ModelSpec.Builder model, String name) {
    int tasks = model.getTasksCount();
    switch (name) {
      case "single-task" -> model.setSingleTask(SingleTask.newBuilder().addUnits(FIRST));
      case "hard-sharing" -> model.setHardSharing(HardSharing.newBuilder().addBottomUnits(FIRST));
      case "asymmetric-sharing" -> model.setAsymmetricSharing(asymmetricSharing(model));
      case "customized-sharing" ->
          model.setCustomizedSharing(
              CustomizedSharing.newBuilder().addSharedUnits(FIRST).addOwnUnits(FIRST));
      case "cross-stitch" ->
          model.setCrossStitch(CrossStitch.newBuilder().addUnits(FIRST).addUnits(SECOND));
      case "sluice" -> model.setSluice(sluice(model));
      case "moe" -> model.setMoe(Moe.newBuilder().setExperts(tasks + 1).addExpertUnits(FIRST));
      case "mmoe" -> model.setMmoe(Mmoe.newBuilder().setExperts(tasks + 1).addExpertUnits(FIRST));
      case "ml-mmoe" ->
          model.setMlMmoe(
              MlMmoe.newBuilder()
                  .addLevels(expertLevel(tasks + 1, FIRST))
                  .addLevels(expertLevel(tasks + 1, SECOND)));
      case "cgc" -> model.setCgc(Cgc.newBuilder().setLevel(level(tasks, FIRST)));
      case "ple" ->
          model.setPle(
              Ple.newBuilder().addLevels(level(tasks, FIRST)).addLevels(level(tasks, SECOND)));
      case "snr-trans" -> model.setSnrTrans(snr(tasks));
      case "snr-aver" -> model.setSnrAver(snr(tasks));
      case "gumbel-matrix" -> model.setGumbelMatrix(gumbelMatrix(tasks));
      case "routing-network" ->
          model.setRoutingNetwork(
              RoutingNetwork.newBuilder().setUnits(ROUTED).addBlocks(tasks + 1));
      case "mran" -> model.setMran(Mran.newBuilder().setUnits(THIRD).setHeads(4));
      case "esmm" -> model.setEsmm(Esmm.getDefaultInstance());
      case "mtan" ->
          model.setMtan(
              Mtan.newBuilder()
                  .addLevels(Mtan.Level.newBuilder().setTrunkUnits(FIRST).setOutputUnits(SECOND)));
      default ->
          throw new IllegalArgumentException(
              "expected a model of " + String.join(", ", names()) + ", found: " + name);
    }
    List<Integer> tower = TWO_LAYERS_BELOW.contains(name) ? List.of(THIRD) : List.of(SECOND, THIRD);
    if (name.equals("mran") || name.equals("esmm")) { // no layer stands below the towers
      tower = List.of(FIRST, SECOND, THIRD);
    } else if (name.equals("routing-network")) {
      tower = List.of(THIRD);
    }
    List<Integer> units = tower;
    model.getTasksBuilderList().forEach(task -> task.clearTowerUnits().addAllTowerUnits(units));
  }

  /** The first task reads the shared bottom, every other one that and its own. */
  private static AsymmetricSharing asymmetricSharing(ModelSpec.Builder model) {
    AsymmetricSharing.Builder sharing = AsymmetricSharing.newBuilder();
    sharing.addBottomsBuilder().setName("shared").addUnits(FIRST);
    for (int task = 0; task < model.getTasksCount(); task++) {
      AsymmetricSharing.Sources.Builder sources = sharing.addSourcesBuilder().addBottoms("shared");
      if (task > 0) {
        String own = "task." + model.getTasks(task).getName(); // unlike shared, whatever its name
        sharing.addBottomsBuilder().setName(own).addUnits(FIRST);
        sources.addBottoms(own);
      }
    }
    return sharing.build();
  }

  /** As wide as makes it at least 0.98 of single-task's size, in steps of 8. */
  private static Sluice sluice(ModelSpec.Builder model) {
    long inputs = ModelSpecs.inputWidth(model.buildPartial());
    long single = parameters(inputs, FIRST, SECOND);
    int units = 8;
    while (parameters(inputs, units, units) < 0.98 * single) {
      units += 8;
    }
    return Sluice.newBuilder()
        .setLayers(2)
        .setUnits(units)
        .setSubspaces(2)
        .setOrthogonality(ORTHOGONALITY)
        .build();
  }

  /** Of a network of one task. */
  private static long parameters(long inputs, long first, long second) {
    return (inputs + 1) * first + (first + 1) * second + (second + 1) * THIRD + THIRD + 1;
  }

  private static GumbelMatrix gumbelMatrix(int tasks) {
    return GumbelMatrix.newBuilder()
        .addLevels(GumbelMatrix.Level.newBuilder().setComponents(tasks + 1).setUnits(FIRST))
        .addLevels(GumbelMatrix.Level.newBuilder().setComponents(tasks + 1).setUnits(SECOND))
        .setAnnealing(
            GumbelMatrix.Annealing.newBuilder()
                .setInitial(INITIAL_TEMPERATURE)
                .setFinal(FINAL_TEMPERATURE)
                .setSteps(ANNEALING_STEPS))
        .build();
  }

  private static Snr snr(int tasks) {
    return Snr.newBuilder()
        .addLevels(Snr.Level.newBuilder().setBlocks(tasks + 1).setUnits(FIRST))
        .addLevels(Snr.Level.newBuilder().setBlocks(tasks + 1).setUnits(SECOND))
        .setSparsity(SPARSITY)
        .build();
  }

  private static MlMmoe.Level expertLevel(int experts, int units) {
    return MlMmoe.Level.newBuilder().setExperts(experts).addExpertUnits(units).build();
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
