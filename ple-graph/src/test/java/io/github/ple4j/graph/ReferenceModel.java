package io.github.ple4j.graph;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass in plain double arithmetic, written from the equations alone. What nothing reads
 * is not computed, and its variables are not asked for.
 */
final class ReferenceModel {
  private final ModelSpec spec;
  private final ReferenceFeatures features;
  private final Weights weights;
  private final boolean training;
  private final Map<String, float[]> noise;
  private final long step;
  private final Map<String, double[][]> states = new HashMap<>();
  private final SortedMap<String, double[][]> gates = new TreeMap<>();

  /**
   * What a model says of a batch.
   *
   * @param outputs logits, or values of regressions, by task, {@code [B]}; of ESMM's conversion the
   *     logit of both tasks together
   * @param gates weights by gate, {@code [B, experts]}
   * @param variables names of the variables that were read
   */
  record Result(
      ImmutableSortedMap<String, double[]> outputs,
      ImmutableSortedMap<String, double[][]> gates,
      ImmutableSortedSet<String> variables) {
    double[] output(String task) {
      double[] output = outputs.get(task);
      if (output == null) {
        throw new AssertionError("no task " + task);
      }
      return output;
    }
  }

  private ReferenceModel(
      ModelSpec spec,
      Batch batch,
      VariableValues variables,
      boolean training,
      Map<String, float[]> noise,
      long step) {
    this.training = training;
    this.noise = noise;
    this.step = step;
    this.spec = spec;
    this.features = new ReferenceFeatures(spec, batch);
    this.weights = new Weights(variables);
  }

  static Result forward(ModelSpec spec, Batch batch, VariableValues variables) {
    return new ReferenceModel(spec, batch, variables, false, Map.of(), 0).run();
  }

  /** As in training: with the noise that places drew at a step. */
  static Result forward(
      ModelSpec spec,
      Batch batch,
      VariableValues variables,
      Map<String, float[]> noise,
      long step) {
    return new ReferenceModel(spec, batch, variables, true, noise, step).run();
  }

  /** The noise of a place; null in inference. */
  float @Nullable [] noise(String place) {
    return noise.get(place);
  }

  long step() {
    return step;
  }

  private Result run() {
    ImmutableSortedMap.Builder<String, double[]> outputs = ImmutableSortedMap.naturalOrder();
    List<double[]> heads = new ArrayList<>();
    for (int k = 0; k < spec.getTasksCount(); k++) {
      String task = "task/" + spec.getTasks(k).getName();
      double[][] h =
          layers(task + "/tower", representation(k), spec.getTasks(k).getTowerUnitsList());
      double[][] y = plus(times(h, weights.get(task + "/head/weights"), 1), task + "/head/bias");
      heads.add(column(y));
    }
    if (spec.hasEsmm()) {
      conversion(heads);
    }
    for (int k = 0; k < spec.getTasksCount(); k++) {
      outputs.put(spec.getTasks(k).getName(), heads.get(k));
    }
    return new Result(
        outputs.buildOrThrow(),
        ImmutableSortedMap.copyOf(gates),
        ImmutableSortedSet.copyOf(weights.read()));
  }

  /** The conversion's output is the logit of click and conversion together. */
  private void conversion(List<double[]> heads) {
    boolean second = spec.getEsmm().getClickTask().equals(spec.getTasks(1).getName());
    double[] click = heads.get(second ? 1 : 0);
    double[] conversion = heads.get(second ? 0 : 1);
    for (int row = 0; row < click.length; row++) {
      double both = 1 / (1 + Math.exp(-click[row])) / (1 + Math.exp(-conversion[row]));
      conversion[row] = Math.log(both / (1 - both));
    }
  }

  /** What the tower of task k reads. */
  private double[][] representation(int k) {
    String task = "task/" + spec.getTasks(k).getName();
    return switch (spec.getArchitectureCase()) {
      case SINGLE_TASK ->
          layers(
              task + "/bottom",
              features.x(weights, task + "/"),
              spec.getSingleTask().getUnitsList());
      case HARD_SHARING -> layers("shared/bottom", x(), spec.getHardSharing().getBottomUnitsList());
      case MMOE -> {
        List<double[][]> experts = new ArrayList<>();
        for (int e = 1; e <= spec.getMmoe().getExperts(); e++) {
          experts.add(layers("shared/expert_" + e, x(), spec.getMmoe().getExpertUnitsList()));
        }
        yield mixture(task + "/gate", this::x, experts);
      }
      case CGC -> taskState(List.of(spec.getCgc().getLevel()), 1, k);
      case PLE -> taskState(spec.getPle().getLevelsList(), spec.getPle().getLevelsCount(), k);
      case ASYMMETRIC_SHARING,
          CUSTOMIZED_SHARING,
          CROSS_STITCH,
          SLUICE,
          MOE,
          ML_MMOE,
          MTAN,
          SNR_TRANS,
          SNR_AVER ->
          new ReferenceSharing(this, spec, k).representation();
      case GUMBEL_MATRIX, ROUTING_NETWORK, MRAN, ESMM ->
          new ReferenceRelated(this, spec, k).representation();
      case ARCHITECTURE_NOT_SET -> throw new AssertionError("no architecture");
    };
  }

  double[][] x() {
    return state("x", () -> features.x(weights, ""));
  }

  /** Eq. 6: the fusion of task k at level j; x before the first level. */
  private double[][] taskState(List<ExtractionLevel> levels, int j, int k) {
    if (j == 0) {
      return x();
    }
    String gate = "level_" + j + "/task/" + spec.getTasks(k).getName() + "/gate";
    return state(
        gate,
        () -> {
          List<double[][]> experts = taskExperts(levels, j, k);
          experts.addAll(sharedExperts(levels, j));
          return mixture(gate, () -> taskState(levels, raw() ? 0 : j - 1, k), experts);
        });
  }

  /** The shared fusion of level j mixes all experts of the level; x before the first level. */
  private double[][] sharedState(List<ExtractionLevel> levels, int j) {
    if (j == 0) {
      return x();
    }
    String gate = "level_" + j + "/shared/gate";
    return state(
        gate,
        () -> {
          List<double[][]> experts = new ArrayList<>();
          for (int k = 0; k < spec.getTasksCount() && !spec.getGates().getSharedOnly(); k++) {
            experts.addAll(taskExperts(levels, j, k));
          }
          experts.addAll(sharedExperts(levels, j));
          return mixture(gate, () -> sharedState(levels, raw() ? 0 : j - 1), experts);
        });
  }

  private boolean raw() {
    return spec.getGates().getRawSelector();
  }

  private List<double[][]> taskExperts(List<ExtractionLevel> levels, int j, int k) {
    ExtractionLevel level = levels.get(j - 1);
    List<double[][]> experts = new ArrayList<>();
    for (int i = 1; i <= level.getTaskExperts(k); i++) {
      String place = "level_" + j + "/task/" + spec.getTasks(k).getName() + "/expert_" + i;
      double[][] input = taskState(levels, j - 1, k);
      experts.add(state(place, () -> layers(place, input, level.getExpertUnitsList())));
    }
    return experts;
  }

  private List<double[][]> sharedExperts(List<ExtractionLevel> levels, int j) {
    ExtractionLevel level = levels.get(j - 1);
    List<double[][]> experts = new ArrayList<>();
    for (int i = 1; i <= level.getSharedExperts(); i++) {
      String place = "level_" + j + "/shared/expert_" + i;
      double[][] input = sharedState(levels, j - 1);
      experts.add(state(place, () -> layers(place, input, level.getExpertUnitsList())));
    }
    return experts;
  }

  double[][] state(String name, Supplier<double[][]> value) {
    double[][] known = states.get(name);
    if (known != null) {
      return known;
    }
    double[][] computed = value.get();
    states.put(name, computed);
    return computed;
  }

  /** sum_i softmax((W h(s) + b) / temperature)_i E_i; one expert alone is itself. */
  double[][] mixture(String gate, Supplier<double[][]> selector, List<double[][]> experts) {
    if (experts.size() == 1) {
      return experts.get(0);
    }
    Gates options = spec.getGates();
    double[][] s = layers(gate + "/hidden", selector.get(), options.getHiddenUnitsList());
    double[][] g = times(s, weights.get(gate + "/weights"), experts.size());
    if (options.getBias()) {
      plus(g, gate + "/bias");
    }
    double[][] mixed = new double[g.length][];
    for (int row = 0; row < g.length; row++) {
      for (int i = 0; i < experts.size(); i++) {
        g[row][i] /= options.hasTemperature() ? options.getTemperature() : 1;
      }
      softmax(g[row]);
      mixed[row] = new double[experts.get(0)[row].length];
      for (int i = 0; i < experts.size(); i++) {
        for (int u = 0; u < mixed[row].length; u++) {
          mixed[row][u] += g[row][i] * experts.get(i)[row][u];
        }
      }
    }
    gates.put(gate, g);
    return mixed;
  }

  double[][] layers(String place, double[][] x, List<Integer> units) {
    double[][] h = x;
    for (int l = 1; l <= units.size(); l++) {
      String layer = place + "/layer_" + l;
      h = layer(layer, layer, h, units.get(l - 1));
    }
    return h;
  }

  /** Layers that several inputs pass through, as rows of one batch. */
  List<double[][]> layersOfEach(String place, List<double[][]> inputs, List<Integer> units) {
    List<double[]> rows = new ArrayList<>();
    inputs.forEach(input -> rows.addAll(List.of(input)));
    double[][] h = layers(place, rows.toArray(new double[0][]), units);
    List<double[][]> parts = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int rowsOfEach = h.length / inputs.size();
      parts.add(java.util.Arrays.copyOfRange(h, i * rowsOfEach, (i + 1) * rowsOfEach));
    }
    return parts;
  }

  /**
   * activation(x W + b), with batch normalisation and dropout.
   *
   * @param noisy the place of the noise
   */
  double[][] layer(String layer, String noisy, double[][] x, int units) {
    double[][] h = times(x, weights.get(layer + "/weights"), units);
    if (spec.hasBatchNormalization()) {
      normalize(h, layer);
    }
    plus(h, layer + "/biases");
    float[] uniform = noise(noisy);
    for (int row = 0; row < h.length; row++) {
      for (int u = 0; u < units; u++) {
        h[row][u] = activation(h[row][u]);
        if (training && spec.getDropout() > 0 && uniform != null) {
          boolean kept = uniform[row * units + u] >= (float) spec.getDropout();
          h[row][u] = kept ? h[row][u] / (1 - spec.getDropout()) : 0;
        }
      }
    }
    return h;
  }

  private void normalize(double[][] z, String layer) {
    double epsilon =
        spec.getBatchNormalization().hasEpsilon()
            ? spec.getBatchNormalization().getEpsilon()
            : 0.001;
    double[] scales = weights.get(layer + "/scales");
    double[] averageMean = weights.get(layer + "/moving_mean");
    double[] averageVariance = weights.get(layer + "/moving_variance");
    for (int u = 0; u < scales.length; u++) {
      double mean = 0;
      double variance = 0;
      for (double[] row : z) {
        mean += row[u] / z.length;
      }
      for (double[] row : z) {
        variance += (row[u] - mean) * (row[u] - mean) / z.length;
      }
      if (!training) {
        mean = averageMean[u];
        variance = averageVariance[u];
      }
      for (double[] row : z) {
        row[u] = scales[u] * (row[u] - mean) / Math.sqrt(variance + epsilon);
      }
    }
  }

  double[] weights(String name) {
    return weights.get(name);
  }

  private double activation(double z) {
    return switch (spec.getActivation()) {
      case TANH -> Math.tanh(z);
      case SOFTPLUS -> Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
      default -> Math.max(z, 0);
    };
  }

  private static void softmax(double[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = Math.exp(logits[i] - most);
      sum += logits[i];
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] /= sum;
    }
  }

  /** [B, n] times [n, units]. */
  static double[][] times(double[][] x, double[] w, int units) {
    double[][] product = new double[x.length][units];
    for (int row = 0; row < x.length; row++) {
      if (w.length != x[row].length * units) {
        throw new AssertionError(w.length + " weights for " + x[row].length + " x " + units);
      }
      for (int i = 0; i < x[row].length; i++) {
        for (int u = 0; u < units; u++) {
          product[row][u] += x[row][i] * w[i * units + u];
        }
      }
    }
    return product;
  }

  double[][] plus(double[][] z, String bias) {
    double[] b = weights.get(bias);
    for (double[] row : z) {
      for (int u = 0; u < row.length; u++) {
        row[u] += b[u];
      }
    }
    return z;
  }

  private static double[] column(double[][] y) {
    double[] column = new double[y.length];
    for (int row = 0; row < y.length; row++) {
      column[row] = y[row][0];
    }
    return column;
  }
}
