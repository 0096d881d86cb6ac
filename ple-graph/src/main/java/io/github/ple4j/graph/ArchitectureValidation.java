package io.github.ple4j.graph;

import static io.github.ple4j.graph.SpecValidation.checkPositive;
import static io.github.ple4j.graph.SpecValidation.checkSize;
import static io.github.ple4j.graph.SpecValidation.checkUnits;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks of a spec's architecture, in the order of its fields; the first that fails throws. */
record ArchitectureValidation(ModelSpec spec) {
  private static final int MAX_NUMERIC_FIELDS = 128;

  void run() {
    switch (spec.getArchitectureCase()) {
      case SINGLE_TASK -> checkUnits("single_task.units", spec.getSingleTask().getUnitsList());
      case HARD_SHARING ->
          checkUnits("hard_sharing.bottom_units", spec.getHardSharing().getBottomUnitsList());
      case MMOE ->
          experts("mmoe", spec.getMmoe().getExperts(), spec.getMmoe().getExpertUnitsList());
      case CGC -> level("cgc.level", spec.getCgc().getLevel());
      case PLE -> {
        checkNotEmpty("ple.levels", "level", spec.getPle().getLevelsCount());
        for (int i = 0; i < spec.getPle().getLevelsCount(); i++) {
          level("ple.levels[" + i + "]", spec.getPle().getLevels(i));
        }
      }
      case ASYMMETRIC_SHARING -> asymmetricSharing(spec.getAsymmetricSharing());
      case CUSTOMIZED_SHARING -> {
        checkUnits(
            "customized_sharing.shared_units", spec.getCustomizedSharing().getSharedUnitsList());
        layers("customized_sharing.own_units", spec.getCustomizedSharing().getOwnUnitsList());
      }
      case CROSS_STITCH -> {
        checkTasks("cross_stitch");
        layers("cross_stitch.units", spec.getCrossStitch().getUnitsList());
      }
      case SLUICE -> {
        checkTasks("sluice");
        sluice(spec.getSluice());
      }
      case MOE -> experts("moe", spec.getMoe().getExperts(), spec.getMoe().getExpertUnitsList());
      case ML_MMOE -> {
        checkNotEmpty("ml_mmoe.levels", "level", spec.getMlMmoe().getLevelsCount());
        for (int i = 0; i < spec.getMlMmoe().getLevelsCount(); i++) {
          MlMmoe.Level level = spec.getMlMmoe().getLevels(i);
          experts("ml_mmoe.levels[" + i + "]", level.getExperts(), level.getExpertUnitsList());
        }
      }
      case SNR_TRANS -> snr("snr_trans", spec.getSnrTrans());
      case SNR_AVER -> snr("snr_aver", spec.getSnrAver());
      case MTAN -> mtan(spec.getMtan());
      case GUMBEL_MATRIX -> gumbelMatrix(spec.getGumbelMatrix());
      case ROUTING_NETWORK -> routingNetwork(spec.getRoutingNetwork());
      case MRAN -> mran(spec.getMran());
      case ESMM -> esmm(spec.getEsmm());
      case ARCHITECTURE_NOT_SET ->
          throw new SpecException("architecture", "expected one, such as ple, found none");
    }
  }

  private void asymmetricSharing(AsymmetricSharing sharing) {
    String at = "asymmetric_sharing";
    checkNotEmpty(at + ".bottoms", "bottom", sharing.getBottomsCount());
    Set<String> names = new HashSet<>();
    for (int i = 0; i < sharing.getBottomsCount(); i++) {
      AsymmetricSharing.Bottom bottom = sharing.getBottoms(i);
      String path = at + ".bottoms[" + i + "]";
      SpecValidation.checkNodeName(path + ".name", bottom.getName());
      if (!names.add(bottom.getName())) {
        throw new SpecException(path + ".name", "duplicate bottom: " + bottom.getName());
      }
      layers(path + ".units", bottom.getUnitsList());
    }
    if (sharing.getFusion() == AsymmetricSharing.Fusion.UNRECOGNIZED) {
      throw new SpecException(at + ".fusion", "unknown: " + sharing.getFusionValue());
    }
    checkOneForEachTask(at + ".sources", "list of bottoms", sharing.getSourcesCount());
    Set<String> read = new HashSet<>();
    for (int k = 0; k < sharing.getSourcesCount(); k++) {
      sources(at + ".sources[" + k + "].bottoms", sharing, sharing.getSources(k), names);
      read.addAll(sharing.getSources(k).getBottomsList());
    }
    for (int i = 0; i < sharing.getBottomsCount(); i++) {
      if (!read.contains(sharing.getBottoms(i).getName())) {
        throw new SpecException(
            at + ".bottoms[" + i + "]", "no task reads bottom " + sharing.getBottoms(i).getName());
      }
    }
  }

  private static void sources(
      String path,
      AsymmetricSharing sharing,
      AsymmetricSharing.Sources sources,
      Set<String> names) {
    checkNotEmpty(path, "bottom", sources.getBottomsCount());
    Set<String> seen = new HashSet<>();
    Set<Integer> widths = new HashSet<>();
    for (int i = 0; i < sources.getBottomsCount(); i++) {
      String name = sources.getBottoms(i);
      if (!names.contains(name)) {
        throw new SpecException(
            path + "[" + i + "]", "expected the name of a bottom, found \"" + name + "\"");
      }
      if (!seen.add(name)) {
        throw new SpecException(path + "[" + i + "]", "bottom " + name + " is there twice");
      }
      sharing.getBottomsList().stream()
          .filter(bottom -> bottom.getName().equals(name))
          .forEach(bottom -> widths.add(bottom.getUnits(bottom.getUnitsCount() - 1)));
    }
    if (sharing.getFusion() != AsymmetricSharing.Fusion.CONCAT && widths.size() > 1) {
      throw new SpecException(
          path,
          "expected bottoms of one width, as fusion is "
              + sharing.getFusion()
              + ", found widths "
              + widths.stream().sorted().toList());
    }
  }

  private static void sluice(Sluice sluice) {
    checkSize("sluice.layers", sluice.getLayers());
    checkSize("sluice.units", sluice.getUnits());
    if (sluice.getSubspaces() < 2) {
      throw new SpecException(
          "sluice.subspaces",
          "expected 2 or more, found " + Integer.toUnsignedString(sluice.getSubspaces()));
    }
    if (sluice.getUnits() % sluice.getSubspaces() != 0) {
      throw new SpecException(
          "sluice.units",
          "expected a multiple of the "
              + sluice.getSubspaces()
              + " subspaces, found "
              + sluice.getUnits());
    }
    checkNotNegative("sluice.orthogonality", sluice.getOrthogonality());
  }

  private static void snr(String at, Snr snr) {
    checkNotEmpty(at + ".levels", "level", snr.getLevelsCount());
    for (int i = 0; i < snr.getLevelsCount(); i++) {
      checkSize(at + ".levels[" + i + "].blocks", snr.getLevels(i).getBlocks());
      checkSize(at + ".levels[" + i + "].units", snr.getLevels(i).getUnits());
    }
    checkNotNegative(at + ".sparsity", snr.getSparsity());
  }

  private static void gumbelMatrix(GumbelMatrix matrix) {
    String at = "gumbel_matrix";
    checkNotEmpty(at + ".levels", "level", matrix.getLevelsCount());
    for (int i = 0; i < matrix.getLevelsCount(); i++) {
      checkSize(at + ".levels[" + i + "].components", matrix.getLevels(i).getComponents());
      checkSize(at + ".levels[" + i + "].units", matrix.getLevels(i).getUnits());
    }
    if (matrix.hasAnnealing()) {
      checkPositive(at + ".annealing.initial", matrix.getAnnealing().getInitial());
      checkPositive(at + ".annealing.final", matrix.getAnnealing().getFinal());
      if (matrix.getAnnealing().getSteps() < 1) {
        throw new SpecException(
            at + ".annealing.steps",
            "expected 1 or more, found " + Long.toUnsignedString(matrix.getAnnealing().getSteps()));
      }
    }
  }

  private static void routingNetwork(RoutingNetwork network) {
    checkSize("routing_network.units", network.getUnits());
    for (int i = 0; i < network.getBlocksCount(); i++) {
      checkSize("routing_network.blocks[" + i + "]", network.getBlocks(i));
    }
    checkNotNegative("routing_network.collaboration", network.getCollaboration());
    double decay = network.getBaselineDecay();
    if (network.hasBaselineDecay() && !(decay >= 0 && decay < 1)) {
      throw new SpecException(
          "routing_network.baseline_decay", "expected 0 or more and less than 1, found " + decay);
    }
  }

  private void mran(Mran mran) {
    checkSize("mran.units", mran.getUnits());
    checkSize("mran.heads", mran.getHeads());
    if (mran.getUnits() % mran.getHeads() != 0) {
      throw new SpecException(
          "mran.units",
          "expected a multiple of the " + mran.getHeads() + " heads, found " + mran.getUnits());
    }
    Integer width = null;
    for (int i = 0; i < spec.getEmbeddingTablesCount(); i++) {
      int found = spec.getEmbeddingTables(i).getWidth();
      if (width != null && width != found) {
        throw new SpecException(
            "embedding_tables[" + i + "].width",
            "expected "
                + width
                + " as before, as mran attends over fields of one width, found "
                + found);
      }
      width = found;
    }
    int columns = 0;
    for (FeatureSpec feature : spec.getFeaturesList()) {
      columns += feature.hasNumeric() ? 1 : 0;
      columns += feature.getNumeric().getMissingIndicator() ? 1 : 0;
    }
    if (columns > MAX_NUMERIC_FIELDS) {
      throw new SpecException(
          "features",
          "expected at most "
              + MAX_NUMERIC_FIELDS
              + " numeric columns (values and missing indicators), as mran attends over pairs of"
              + " fields, found "
              + columns);
    }
  }

  private void esmm(Esmm esmm) {
    if (spec.getTasksCount() != 2) {
      throw new SpecException(
          "tasks",
          "expected the two tasks of esmm, a click and a conversion after it, found "
              + spec.getTasksCount());
    }
    for (int k = 0; k < 2; k++) {
      TaskSpec task = spec.getTasks(k);
      if (task.getKind() != TaskSpec.Kind.BINARY) {
        throw new SpecException(
            "tasks[" + k + "].kind",
            "expected BINARY, as esmm multiplies probabilities, found " + task.getKind());
      }
    }
    String click = esmm.getClickTask();
    if (!click.isEmpty()
        && spec.getTasksList().stream().noneMatch(t -> t.getName().equals(click))) {
      throw new SpecException(
          "esmm.click_task",
          "expected the name of a task, "
              + spec.getTasks(0).getName()
              + " or "
              + spec.getTasks(1).getName()
              + ", found \""
              + click
              + "\"");
    }
    for (int k = 0; k < 2; k++) {
      TaskSpec task = spec.getTasks(k);
      if (task.getPredictionLogitShift() != 0) {
        throw new SpecException(
            "tasks[" + k + "].prediction_logit_shift",
            "expected none, as esmm learns the product of what it predicts of its tasks, found "
                + task.getPredictionLogitShift());
      }
    }
  }

  private static void checkNotNegative(String path, double number) {
    if (!(number >= 0 && Double.isFinite(number))) {
      throw new SpecException(path, "expected a number that is not negative, found " + number);
    }
  }

  private static void mtan(Mtan mtan) {
    checkNotEmpty("mtan.levels", "level", mtan.getLevelsCount());
    for (int i = 0; i < mtan.getLevelsCount(); i++) {
      Mtan.Level level = mtan.getLevels(i);
      String path = "mtan.levels[" + i + "]";
      checkSize(path + ".trunk_units", level.getTrunkUnits());
      checkSize(path + ".output_units", level.getOutputUnits());
      checkUnits(path + ".attention_units", level.getAttentionUnitsList());
      if (i > 0) {
        checkSize(path + ".pass_units", level.getPassUnits());
      } else if (level.getPassUnits() != 0) {
        throw new SpecException(
            path + ".pass_units", "expected none, as the first level has none before it");
      }
    }
  }

  private void level(String path, ExtractionLevel level) {
    checkOneForEachTask(path + ".task_experts", "number", level.getTaskExpertsCount());
    checkCount(path + ".shared_experts", level.getSharedExperts());
    for (int k = 0; k < spec.getTasksCount(); k++) {
      String field = path + ".task_experts[" + k + "]";
      checkCount(field, level.getTaskExperts(k));
      if (level.getTaskExperts(k) + level.getSharedExperts() == 0) {
        throw new SpecException(
            field,
            "the gate of task "
                + spec.getTasks(k).getName()
                + " has nothing to mix: neither own nor shared experts");
      }
    }
    layers(path + ".expert_units", level.getExpertUnitsList());
  }

  private static void experts(String path, int experts, List<Integer> units) {
    checkSize(path + ".experts", experts);
    layers(path + ".expert_units", units);
  }

  private void checkTasks(String path) {
    if (spec.getTasksCount() < 2) {
      throw new SpecException(
          path, "expected two tasks or more, found " + spec.getTasksCount() + "; try single_task");
    }
  }

  private void checkOneForEachTask(String path, String what, int found) {
    if (found != spec.getTasksCount()) {
      throw new SpecException(
          path,
          "expected one "
              + what
              + " for each of the "
              + spec.getTasksCount()
              + " tasks, found "
              + found);
    }
  }

  private static void checkNotEmpty(String path, String what, int count) {
    if (count == 0) {
      throw new SpecException(path, "expected at least one " + what + ", found none");
    }
  }

  private static void layers(String path, List<Integer> units) {
    checkNotEmpty(path, "layer", units.size());
    checkUnits(path, units);
  }

  private static void checkCount(String path, int count) {
    if (count < 0 || count > 1_000_000) {
      throw new SpecException(
          path, "expected 0 to 1000000, found " + Integer.toUnsignedString(count));
    }
  }
}
