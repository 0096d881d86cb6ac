package io.github.ple4j.graph;

import java.util.ArrayList;
import java.util.List;

/** What the tower of a task reads, of the architectures without extraction levels. */
record ReferenceSharing(ReferenceModel model, ModelSpec spec, int k) {

  double[][] representation() {
    return switch (spec.getArchitectureCase()) {
      case ASYMMETRIC_SHARING -> asymmetric(spec.getAsymmetricSharing());
      case CUSTOMIZED_SHARING -> customized(spec.getCustomizedSharing());
      case CROSS_STITCH ->
          stitched(spec.getCrossStitch(), spec.getCrossStitch().getUnitsCount(), k);
      case SLUICE -> sluice(spec.getSluice());
      case MOE ->
          model.mixture(
              "shared/gate",
              model::x,
              experts("shared", spec.getMoe().getExperts(), spec.getMoe().getExpertUnitsList()));
      case ML_MMOE -> {
        int last = spec.getMlMmoe().getLevelsCount();
        yield model.mixture(task(k) + "/gate", model::x, multiLevel(last));
      }
      case SNR_TRANS -> routed(spec.getSnrTrans(), spec.getSnrTrans().getLevelsCount(), k);
      case SNR_AVER -> routed(spec.getSnrAver(), spec.getSnrAver().getLevelsCount(), k);
      case MTAN -> attended(spec.getMtan().getLevelsCount(), k);
      default -> throw new AssertionError(spec.getArchitectureCase());
    };
  }

  private String task(int task) {
    return "task/" + spec.getTasks(task).getName();
  }

  private double[][] asymmetric(AsymmetricSharing sharing) {
    List<double[][]> read = new ArrayList<>();
    for (String name : sharing.getSources(k).getBottomsList()) {
      for (AsymmetricSharing.Bottom bottom : sharing.getBottomsList()) {
        if (bottom.getName().equals(name)) {
          read.add(
              model.state(
                  "bottom/" + name,
                  () -> model.layers("bottom/" + name, model.x(), bottom.getUnitsList())));
        }
      }
    }
    if (sharing.getFusion() == AsymmetricSharing.Fusion.CONCAT) {
      return concat(read);
    }
    double scale = sharing.getFusion() == AsymmetricSharing.Fusion.MEAN ? 1.0 / read.size() : 1;
    double[] factors = new double[read.size()];
    java.util.Arrays.fill(factors, scale);
    return sum(read, factors);
  }

  private double[][] customized(CustomizedSharing sharing) {
    List<double[][]> parts = new ArrayList<>();
    if (sharing.getSharedUnitsCount() > 0) {
      parts.add(model.layers("shared/bottom", model.x(), sharing.getSharedUnitsList()));
    }
    parts.add(model.layers(task(k) + "/bottom", model.x(), sharing.getOwnUnitsList()));
    return concat(parts);
  }

  /** h~ of a task after layer l; x before the first. */
  private double[][] stitched(CrossStitch stitch, int l, int task) {
    if (l == 0) {
      return model.x();
    }
    int tasks = spec.getTasksCount();
    int units = stitch.getUnits(l - 1);
    double[] a = model.weights("level_" + l + "/stitch/matrix");
    double[][] mixed = new double[model.x().length][units];
    for (int j = 0; j < tasks; j++) {
      String place = "level_" + l + "/" + task(j);
      double[][] input = stitched(stitch, l - 1, j);
      double[][] h = model.state(place, () -> model.layers(place, input, List.of(units)));
      for (int row = 0; row < mixed.length; row++) {
        for (int u = 0; u < units; u++) {
          int cell = task * tasks + j;
          mixed[row][u] += a[stitch.getPerChannel() ? cell * units + u : cell] * h[row][u];
        }
      }
    }
    return mixed;
  }

  private double[][] sluice(Sluice sluice) {
    List<double[][]> depths = new ArrayList<>();
    for (int l = 1; l <= sluice.getLayers(); l++) {
      depths.add(sluice(sluice, l, k));
    }
    return depths.size() == 1
        ? depths.get(0)
        : sum(depths, model.weights(task(k) + "/depth/betas"));
  }

  /** h~ of a task after layer l: its subspaces, each a sum over all subspaces of all tasks. */
  private double[][] sluice(Sluice sluice, int l, int task) {
    if (l == 0) {
      return model.x();
    }
    int subspaces = sluice.getSubspaces();
    int width = sluice.getUnits() / subspaces;
    int blocks = spec.getTasksCount() * subspaces;
    double[] a = model.weights("level_" + l + "/stitch/matrix");
    double[][] mixed = new double[model.x().length][sluice.getUnits()];
    for (int j = 0; j < spec.getTasksCount(); j++) {
      String place = "level_" + l + "/" + task(j);
      double[][] input = sluice(sluice, l - 1, j);
      double[][] h =
          model.state(place, () -> model.layers(place, input, List.of(sluice.getUnits())));
      for (int row = 0; row < mixed.length; row++) {
        for (int to = 0; to < sluice.getUnits(); to++) {
          for (int s = 0; s < subspaces; s++) {
            int i = task * subspaces + to / width;
            mixed[row][to] += a[i * blocks + j * subspaces + s] * h[row][s * width + to % width];
          }
        }
      }
    }
    return mixed;
  }

  private List<double[][]> experts(String module, int count, List<Integer> units) {
    List<double[][]> experts = new ArrayList<>();
    for (int e = 1; e <= count; e++) {
      String place = module + "/expert_" + e;
      experts.add(model.state(place, () -> model.layers(place, model.x(), units)));
    }
    return experts;
  }

  private List<double[][]> multiLevel(int j) {
    MlMmoe.Level level = spec.getMlMmoe().getLevels(j - 1);
    String module = "level_" + j + "/shared";
    if (j == 1) {
      return experts(module, level.getExperts(), level.getExpertUnitsList());
    }
    List<double[][]> experts = new ArrayList<>();
    for (int e = 1; e <= level.getExperts(); e++) {
      String place = module + "/expert_" + e;
      experts.add(
          model.state(
              place,
              () ->
                  model.layers(
                      place,
                      model.mixture(place + "/gate", model::x, multiLevel(j - 1)),
                      level.getExpertUnitsList())));
    }
    return experts;
  }

  /** v of output {@code to} after level j; x before the first. */
  private double[][] routed(Snr snr, int j, int to) {
    if (j == 0) {
      return model.x();
    }
    Snr.Level level = snr.getLevels(j - 1);
    String routes = "level_" + j + "/routes";
    double[] logAlpha = model.weights(routes + "/log_alpha");
    List<double[][]> terms = new ArrayList<>();
    double[] z = new double[level.getBlocks()];
    for (int i = 0; i < z.length; i++) {
      String place = "level_" + j + "/block_" + (i + 1);
      double[][] input = routed(snr, j - 1, i);
      double[][] u =
          model.state(place, () -> model.layers(place, input, List.of(level.getUnits())));
      if (spec.hasSnrTrans()) {
        String route = routes + "/from_" + (i + 1) + "_to_" + (to + 1) + "/weights";
        u = ReferenceModel.times(u, model.weights(route), level.getUnits());
      }
      terms.add(u);
      int cell = to * z.length + i;
      float[] noise = model.noise(routes);
      double logit = noise == null ? logAlpha[cell] : (noise[cell] + logAlpha[cell]) / (2.0 / 3);
      double s = 1 / (1 + Math.exp(-logit));
      z[i] = Math.min(1, Math.max(0, s * 1.2 - 0.1));
    }
    return sum(terms, z);
  }

  private double[][] trunk(int j) {
    String place = "level_" + j + "/shared/trunk";
    int units = spec.getMtan().getLevels(j - 1).getTrunkUnits();
    double[][] input = j == 1 ? model.x() : output(j - 1);
    return model.state(place, () -> model.layers(place, input, List.of(units)));
  }

  private double[][] output(int j) {
    String place = "level_" + j + "/shared/output";
    int units = spec.getMtan().getLevels(j - 1).getOutputUnits();
    return model.state(place, () -> model.layers(place, trunk(j), List.of(units)));
  }

  /** a_k^j * p^j. */
  private double[][] attended(int j, int task) {
    Mtan.Level level = spec.getMtan().getLevels(j - 1);
    List<double[][]> read = new ArrayList<>();
    read.add(trunk(j));
    if (j > 1) {
      String pass = "level_" + j + "/shared/pass";
      List<double[][]> before = new ArrayList<>();
      for (int of = 0; of < spec.getTasksCount(); of++) {
        before.add(attended(j - 1, of));
      }
      read.add(model.layersOfEach(pass, before, List.of(level.getPassUnits())).get(task));
    }
    String place = "level_" + j + "/" + task(task) + "/attention";
    double[][] hidden = model.layers(place, concat(read), level.getAttentionUnitsList());
    double[] w = model.weights(place + "/mask/weights");
    double[][] mask =
        model.plus(ReferenceModel.times(hidden, w, level.getOutputUnits()), place + "/mask/bias");
    double[][] p = output(j);
    for (int row = 0; row < mask.length; row++) {
      for (int u = 0; u < mask[row].length; u++) {
        mask[row][u] = p[row][u] / (1 + Math.exp(-mask[row][u]));
      }
    }
    return mask;
  }

  private static double[][] concat(List<double[][]> parts) {
    double[][] rows = new double[parts.get(0).length][];
    for (int row = 0; row < rows.length; row++) {
      int at = row;
      rows[row] =
          parts.stream().flatMapToDouble(part -> java.util.Arrays.stream(part[at])).toArray();
    }
    return rows;
  }

  private static double[][] sum(List<double[][]> parts, double[] factors) {
    double[][] rows = new double[parts.get(0).length][parts.get(0)[0].length];
    for (int i = 0; i < parts.size(); i++) {
      for (int row = 0; row < rows.length; row++) {
        for (int u = 0; u < rows[row].length; u++) {
          rows[row][u] += factors[i] * parts.get(i)[row][u];
        }
      }
    }
    return rows;
  }
}
