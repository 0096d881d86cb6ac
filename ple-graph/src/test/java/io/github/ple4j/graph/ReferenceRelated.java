package io.github.ple4j.graph;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tower of a task reads, of Gumbel-matrix routing, routing networks and MRAN. */
record ReferenceRelated(ReferenceModel model, ModelSpec spec, int k) {

  double[][] representation() {
    return switch (spec.getArchitectureCase()) {
      case GUMBEL_MATRIX -> mean(spec.getGumbelMatrix().getLevelsCount(), k);
      case ROUTING_NETWORK -> routed(spec.getRoutingNetwork().getBlocksCount());
      case MRAN -> related(spec.getMran());
      case ESMM -> model.x();
      default -> throw new AssertionError(spec.getArchitectureCase());
    };
  }

  /** What a task reads after level j; x before the first. */
  private double[][] mean(int j, int task) {
    if (j == 0) {
      return model.x();
    }
    GumbelMatrix.Level level = spec.getGumbelMatrix().getLevels(j - 1);
    int components = level.getComponents();
    double[] a =
        components == 1 ? new double[] {1} : choice("level_" + j + "/choice", task, components);
    double sum = java.util.Arrays.stream(a).sum();
    double[][] mean = new double[model.x().length][level.getUnits()];
    for (int c = 0; c < components; c++) {
      String place = "level_" + j + "/component_" + (c + 1);
      List<Integer> units = List.of(level.getUnits());
      List<double[][]> before = new ArrayList<>();
      for (int of = 0; of < spec.getTasksCount() && j > 1; of++) {
        before.add(mean(j - 1, of));
      }
      double[][] h =
          j == 1
              ? model.layers(place, model.x(), units)
              : model.layersOfEach(place, before, units).get(task);
      for (int row = 0; row < h.length; row++) {
        for (int u = 0; u < h[row].length; u++) {
          mean[row][u] += a[c] / sum * h[row][u];
        }
      }
    }
    return mean;
  }

  /**
   * A row of A. With noise, it is what the logits of the anchor give, plus the difference that the
   * sigmoid makes from there: a function with the gradient of the straight-through estimator.
   */
  private double[] choice(String place, int task, int components) {
    double[] q = model.weights(place + "/logits");
    float[] noise = model.noise(place);
    float[] anchor = model.noise(place + "/anchor");
    double[] a = new double[components];
    int largest = task * components;
    boolean any = false;
    for (int c = 0; c < components; c++) {
      int cell = task * components + c;
      double fixed = anchor == null ? q[cell] : anchor[cell];
      double best = anchor == null ? q[largest] : anchor[largest];
      largest = fixed > best ? cell : largest;
      a[c] = fixed + (noise == null ? 0 : noise[cell]) > 0 ? 1 : 0;
      any |= a[c] == 1;
    }
    if (!any) {
      a[largest - task * components] = 1;
    }
    if (noise != null && anchor != null) {
      double tau = temperature();
      for (int c = 0; c < components; c++) {
        int cell = task * components + c;
        a[c] +=
            sigmoid((q[cell] + noise[cell]) / tau) - sigmoid((anchor[cell] + noise[cell]) / tau);
      }
    }
    return a;
  }

  private double temperature() {
    GumbelMatrix.Annealing annealing = spec.getGumbelMatrix().getAnnealing();
    if (!spec.getGumbelMatrix().hasAnnealing()) {
      return 1;
    }
    double share = (double) Math.min(model.step(), annealing.getSteps()) / annealing.getSteps();
    return annealing.getInitial() * Math.pow(annealing.getFinal() / annealing.getInitial(), share);
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** h_k after depth j. */
  private double[][] routed(int j) {
    RoutingNetwork network = spec.getRoutingNetwork();
    if (j == 0) {
      return model.layers("shared/bottom", model.x(), List.of(network.getUnits()));
    }
    double[][] h = routed(j - 1);
    int blocks = network.getBlocks(j - 1);
    int actions = network.getWithoutPass() ? blocks : blocks + 1;
    int chosen = actions == 1 ? 0 : chosen("level_" + j + "/policy", actions);
    boolean alone = actions > 1 || hasChoice(j - 1);
    String task = spec.getTasks(alone ? k : 0).getName(); // the first of those that read the same
    // The weights of the others are read, with a factor of 0.
    double[][] result = h;
    for (int c = 0; c < blocks; c++) {
      double[][] through =
          model.layer(
              "level_" + j + "/block_" + (c + 1) + "/layer_1",
              "level_" + j + "/task/" + task,
              h,
              network.getUnits());
      result = c == chosen ? through : result;
    }
    return result;
  }

  /** Whether tasks have chosen at depth j or before. */
  private boolean hasChoice(int j) {
    RoutingNetwork network = spec.getRoutingNetwork();
    return network.getBlocksList().subList(0, j).stream()
        .anyMatch(blocks -> blocks > 1 || !network.getWithoutPass());
  }

  private int chosen(String place, int actions) {
    double[] logits = model.weights(place + "/logits");
    float[] noise = model.noise(place);
    int chosen = 0;
    for (int i = 1; i < actions; i++) {
      if (score(logits, noise, k * actions + i) > score(logits, noise, k * actions + chosen)) {
        chosen = i;
      }
    }
    return chosen;
  }

  private static double score(double[] logits, float @Nullable [] noise, int cell) {
    return logits[cell] + (noise == null ? 0 : noise[cell]);
  }

  private double[][] related(Mran mran) {
    int units = mran.getUnits();
    int tasks = spec.getTasksCount();
    double[][] embeddings = new double[tasks][units];
    double[] flat = model.weights("tasks/embeddings");
    for (int j = 0; j < tasks; j++) {
      System.arraycopy(flat, j * units, embeddings[j], 0, units);
    }
    double[] r = attention("tasks/attention", mran, embeddings, embeddings)[k];
    double[][][] fields = fields(mran);
    double[][] read = new double[fields.length][units];
    for (int row = 0; row < fields.length; row++) {
      double[][] related = attention("fields/attention", mran, fields[row], fields[row]);
      double[][] query = {embeddings[k]};
      double[] q = attention("tasks/to_fields", mran, query, related)[0];
      for (int u = 0; u < units; u++) {
        read[row][u] = r[u] * q[u];
      }
    }
    return read;
  }

  /** Of every row of the batch, its fields: numeric columns, then embeddings. */
  private double[][][] fields(Mran mran) {
    int width =
        spec.getEmbeddingTablesCount() == 0
            ? mran.getUnits()
            : spec.getEmbeddingTables(0).getWidth();
    int columns = 0;
    for (FeatureSpec feature : spec.getFeaturesList()) {
      columns += feature.hasNumeric() ? 1 : 0;
      columns += feature.getNumeric().getMissingIndicator() ? 1 : 0;
    }
    double[][] x = model.x();
    double[][][] fields = new double[x.length][][];
    for (int row = 0; row < x.length; row++) {
      List<double[]> ofRow = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        double[] v = model.weights("fields/numeric/weights");
        double[] b = model.weights("fields/numeric/biases");
        double[] field = new double[width];
        for (int u = 0; u < width; u++) {
          field[u] = x[row][i] * v[i * width + u] + b[i * width + u];
        }
        ofRow.add(field);
      }
      for (int from = columns; from < x[row].length; from += width) {
        ofRow.add(java.util.Arrays.copyOfRange(x[row], from, from + width));
      }
      fields[row] = ofRow.toArray(new double[0][]);
    }
    return fields;
  }

  private double[][] attention(String place, Mran mran, double[][] queries, double[][] set) {
    int units = mran.getUnits();
    int ofHead = units / mran.getHeads();
    double[][] values = ReferenceModel.times(set, model.weights(place + "/value/weights"), units);
    double[][] heads = new double[queries.length][units];
    if (set.length == 1) { // whose weight is 1, whatever the query
      java.util.Arrays.fill(heads, values[0]);
      return ReferenceModel.times(heads, model.weights(place + "/output/weights"), units);
    }
    double[][] q = ReferenceModel.times(queries, model.weights(place + "/query/weights"), units);
    double[][] keys = ReferenceModel.times(set, model.weights(place + "/key/weights"), units);
    for (int i = 0; i < queries.length; i++) {
      for (int head = 0; head < mran.getHeads(); head++) {
        double[] scores = new double[set.length];
        double total = 0;
        for (int j = 0; j < set.length; j++) {
          for (int u = head * ofHead; u < (head + 1) * ofHead; u++) {
            scores[j] += q[i][u] * keys[j][u] / Math.sqrt(ofHead);
          }
          total += Math.exp(scores[j]);
        }
        for (int j = 0; j < set.length; j++) {
          for (int u = head * ofHead; u < (head + 1) * ofHead; u++) {
            heads[i][u] += Math.exp(scores[j]) / total * values[j][u];
          }
        }
      }
    }
    return ReferenceModel.times(heads, model.weights(place + "/output/weights"), units);
  }
}
