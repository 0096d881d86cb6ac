package io.github.ple4j.graph;

import io.github.ple4j.graph.ModelSpec.ArchitectureCase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Small valid specs, in which every kind of feature, task and extraction level turns up. */
final class RandomSpecs {
  private static final List<String> TASK_NAMES =
      List.of("click", "click_buy", "click_1", "Click", "gate", "a.b-c", "task", "shared", "0");

  private final Random random;
  private final RandomFeatures features;

  RandomSpecs(long seed) {
    this.random = new Random(seed);
    this.features = new RandomFeatures(random);
  }

  /** A spec of any activation. */
  ModelSpec spec(ArchitectureCase architecture) {
    return spec(architecture, Activation.forNumber(random.nextInt(3)));
  }

  ModelSpec spec(ArchitectureCase architecture, Activation activation) {
    ModelSpec.Builder spec = ModelSpec.newBuilder();
    features.addTo(spec);
    List<String> names = new ArrayList<>(TASK_NAMES);
    Collections.shuffle(names, random);
    boolean needsTwo =
        architecture == ArchitectureCase.CROSS_STITCH || architecture == ArchitectureCase.SLUICE;
    boolean pair = architecture == ArchitectureCase.ESMM;
    int several = random.nextInt(6) == 0 && !needsTwo ? 1 : 2 + random.nextInt(4);
    int tasks = pair ? 2 : several;
    for (int k = 0; k < tasks; k++) {
      spec.addTasks(
          TaskSpec.newBuilder()
              .setName(names.get(k))
              .setKind(
                  pair || random.nextBoolean() ? TaskSpec.Kind.BINARY : TaskSpec.Kind.REGRESSION)
              .addAllTowerUnits(units(0, 2))
              .setHeadBias(random.nextInt(5) - 2));
    }
    spec.setActivation(activation).setInitializationSeed(random.nextLong());
    switch (architecture) {
      case SINGLE_TASK -> spec.setSingleTask(SingleTask.newBuilder().addAllUnits(units(0, 2)));
      case HARD_SHARING ->
          spec.setHardSharing(HardSharing.newBuilder().addAllBottomUnits(units(0, 2)));
      case MMOE ->
          spec.setMmoe(
              Mmoe.newBuilder().setExperts(1 + random.nextInt(4)).addAllExpertUnits(units(1, 2)));
      case CGC -> spec.setCgc(Cgc.newBuilder().setLevel(level(tasks)));
      case PLE -> {
        int levels = 1 + random.nextInt(3);
        for (int j = 0; j < levels; j++) {
          spec.getPleBuilder().addLevels(level(tasks));
        }
      }
      case ASYMMETRIC_SHARING -> spec.setAsymmetricSharing(asymmetric(tasks));
      case CUSTOMIZED_SHARING ->
          spec.setCustomizedSharing(
              CustomizedSharing.newBuilder()
                  .addAllSharedUnits(units(0, 2))
                  .addAllOwnUnits(units(1, 2)));
      case CROSS_STITCH ->
          spec.setCrossStitch(
              CrossStitch.newBuilder()
                  .addAllUnits(units(1, 3))
                  .setPerChannel(random.nextBoolean()));
      case SLUICE -> {
        int subspaces = 2 + random.nextInt(2);
        spec.setSluice(
            Sluice.newBuilder()
                .setLayers(1 + random.nextInt(2)) // more of them, and single precision blurs
                .setSubspaces(subspaces)
                .setUnits(subspaces * (1 + random.nextInt(3)))
                .setOrthogonality(0.1));
      }
      case MOE ->
          spec.setMoe(
              Moe.newBuilder().setExperts(1 + random.nextInt(4)).addAllExpertUnits(units(1, 2)));
      case ML_MMOE -> {
        int levels = 1 + random.nextInt(3);
        for (int j = 0; j < levels; j++) {
          spec.getMlMmoeBuilder()
              .addLevelsBuilder()
              .setExperts(1 + random.nextInt(3))
              .addAllExpertUnits(units(1, 2));
        }
      }
      case SNR_TRANS -> spec.setSnrTrans(snr());
      case SNR_AVER -> spec.setSnrAver(snr());
      case MTAN -> {
        int levels = 1 + random.nextInt(3);
        for (int j = 0; j < levels; j++) {
          spec.getMtanBuilder()
              .addLevelsBuilder()
              .setTrunkUnits(1 + random.nextInt(5))
              .setOutputUnits(1 + random.nextInt(5))
              .addAllAttentionUnits(units(0, 2))
              .setPassUnits(j == 0 ? 0 : 1 + random.nextInt(5));
        }
      }
      case GUMBEL_MATRIX -> {
        int levels = 1 + random.nextInt(2);
        for (int j = 0; j < levels; j++) {
          spec.getGumbelMatrixBuilder()
              .addLevelsBuilder()
              .setComponents(1 + random.nextInt(3))
              .setUnits(1 + random.nextInt(5));
        }
        if (random.nextBoolean()) {
          spec.getGumbelMatrixBuilder()
              .getAnnealingBuilder()
              .setInitial(2)
              .setFinal(0.5)
              .setSteps(8);
        }
      }
      case ROUTING_NETWORK -> {
        spec.getRoutingNetworkBuilder()
            .setUnits(1 + random.nextInt(5))
            .setWithoutPass(random.nextBoolean())
            .setCollaboration(0.1);
        int depths = random.nextInt(3);
        for (int j = 0; j < depths; j++) {
          spec.getRoutingNetworkBuilder().addBlocks(1 + random.nextInt(3));
        }
      }
      case MRAN -> {
        int heads = 1 + random.nextInt(2);
        spec.setMran(Mran.newBuilder().setHeads(heads).setUnits(heads * (1 + random.nextInt(3))));
        int width = 1 + random.nextInt(3);
        spec.getEmbeddingTablesBuilderList().forEach(table -> table.setWidth(width));
      }
      case ESMM ->
          spec.setEsmm(Esmm.newBuilder().setClickTask(random.nextBoolean() ? "" : names.get(1)));
      case ARCHITECTURE_NOT_SET -> throw new AssertionError("no architecture");
    }
    return random.nextInt(3) == 0 ? withDepartures(spec.build()) : spec.build();
  }

  /** The spec with what departs from the paper, as far as its architecture has it. */
  ModelSpec withDepartures(ModelSpec spec) {
    ModelSpec.Builder departing = spec.toBuilder().setDropout(random.nextBoolean() ? 0.25 : 0.5);
    if (random.nextBoolean() && !spec.hasRoutingNetwork()) {
      departing.getBatchNormalizationBuilder().setDecay(0.75).setEpsilon(0.1);
      departing.setDropout(random.nextBoolean() ? 0.25 : 0);
    }
    if (spec.hasPle() || spec.hasCgc() || spec.hasMmoe() || spec.hasMoe() || spec.hasMlMmoe()) {
      Gates.Builder gates =
          departing
              .getGatesBuilder()
              .clear()
              .setBias(random.nextBoolean())
              .addAllHiddenUnits(units(0, 2))
              .setRawSelector(spec.hasPle() && random.nextBoolean());
      if (random.nextBoolean()) {
        gates.setTemperature(0.5 + random.nextInt(3));
      }
      List<ExtractionLevel> levels = spec.getPle().getLevelsList();
      boolean sharedGatesHaveShared =
          levels.stream().allMatch(level -> level.getSharedExperts() > 0);
      gates.setSharedOnly(spec.hasPle() && sharedGatesHaveShared && random.nextBoolean());
    }
    return departing.build();
  }

  /** A batch for the spec, with missing, zero and boundary values and ids out of range. */
  Batch batch(ModelSpec spec, int rows) {
    return features.batch(spec, rows);
  }

  VariableValues values(VariableValues like) {
    return like.random(random, 0.7);
  }

  private Snr snr() {
    Snr.Builder snr = Snr.newBuilder().setSparsity(0.1);
    int levels = 1 + random.nextInt(2);
    for (int j = 0; j < levels; j++) {
      snr.addLevelsBuilder().setBlocks(1 + random.nextInt(3)).setUnits(1 + random.nextInt(5));
    }
    return snr.build();
  }

  /** A bottom of every task's own and a shared one; each task reads its own and maybe others. */
  private AsymmetricSharing asymmetric(int tasks) {
    AsymmetricSharing.Fusion fusion = AsymmetricSharing.Fusion.forNumber(random.nextInt(3));
    AsymmetricSharing.Builder sharing = AsymmetricSharing.newBuilder().setFusion(fusion);
    List<Integer> units = units(1, 2);
    for (int i = 0; i <= tasks; i++) {
      boolean free = fusion == AsymmetricSharing.Fusion.CONCAT;
      sharing.addBottomsBuilder().setName("b_" + i).addAllUnits(free ? units(1, 2) : units);
    }
    for (int k = 0; k < tasks; k++) {
      List<String> sources = new ArrayList<>(List.of("b_" + k));
      for (int i = 0; i <= tasks; i++) {
        if (i != k && (random.nextBoolean() || (k == 0 && i == tasks))) {
          sources.add("b_" + i);
        }
      }
      Collections.shuffle(sources, random);
      sharing.addSourcesBuilder().addAllBottoms(sources);
    }
    return sharing.build();
  }

  private ExtractionLevel level(int tasks) {
    ExtractionLevel.Builder level = ExtractionLevel.newBuilder();
    int shared = random.nextInt(4);
    for (int k = 0; k < tasks; k++) {
      level.addTaskExperts(shared == 0 ? 1 + random.nextInt(2) : random.nextInt(4));
    }
    return level.setSharedExperts(shared).addAllExpertUnits(units(1, 2)).build();
  }

  private List<Integer> units(int least, int most) {
    List<Integer> units = new ArrayList<>();
    int layers = least + random.nextInt(most - least + 1);
    for (int l = 0; l < layers; l++) {
      units.add(1 + random.nextInt(5));
    }
    return units;
  }
}
