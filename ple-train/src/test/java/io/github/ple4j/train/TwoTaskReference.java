package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Hard sharing of one layer of tanh by a binary and a regression task, with its gradients in double
 * precision: h = tanh(x W + b), y^k = h v_k + c_k. Its numbers are one array: W row by row, b, v_1,
 * c_1, v_2, c_2.
 */
final class TwoTaskReference {
  static final int INPUTS = 2;
  static final int UNITS = 3;
  static final int SHARED_WEIGHTS = INPUTS * UNITS;
  static final int SHARED = SHARED_WEIGHTS + UNITS;
  static final int SIZE = SHARED + 2 * (UNITS + 1);
  static final ModelSpec SPEC =
      ModelSpecs.parse(
          """
          features { name: "a" numeric { standard_deviation: 1 } }
          features { name: "b" numeric { standard_deviation: 1 } }
          tasks { name: "click" }
          tasks { name: "time" kind: REGRESSION }
          activation: TANH
          initialization_seed: 3
          hard_sharing { bottom_units: 3 }
          """,
          "test");
  private static final Schema SCHEMA =
      new Schema(
          ImmutableList.of(
              new Feature.Numeric("a", false, false, false),
              new Feature.Numeric("b", false, false, false)),
          ImmutableList.of(
              new Label("click", Label.Kind.BINARY, Optional.empty()),
              new Label("time", Label.Kind.REGRESSION, Optional.of("some"))),
          false,
          false);

  final double[] values = new double[SIZE];

  /**
   * @param initial values of variables by name
   */
  TwoTaskReference(Map<String, float[]> initial) {
    int at = 0;
    for (String name :
        ImmutableList.of(
            "shared/bottom/layer_1/weights",
            "shared/bottom/layer_1/biases",
            "task/click/head/weights",
            "task/click/head/bias",
            "task/time/head/weights",
            "task/time/head/bias")) {
      for (float value : initial.getOrDefault(name, new float[0])) {
        values[at++] = value;
      }
    }
    if (at != SIZE) {
      throw new AssertionError("found only " + initial.keySet());
    }
  }

  /** A loss and its gradient. */
  record Loss(double value, ImmutableList<Double> gradient) {
    double norm(int from, int to) {
      double squares = 0;
      for (int i = from; i < to; i++) {
        squares += gradient.get(i) * gradient.get(i);
      }
      return Math.sqrt(squares);
    }
  }

  /** L_k of a batch. */
  Loss loss(Batch batch, int task) {
    double[] gradient = new double[SIZE];
    double sum = 0;
    double loss = 0;
    for (int row = 0; row < batch.size(); row++) {
      sum += batch.mask(task)[row];
    }
    int head = SHARED + task * (UNITS + 1);
    for (int row = 0; row < batch.size() && sum > 0; row++) {
      if (batch.mask(task)[row] == 0) {
        continue;
      }
      double[] h = new double[UNITS];
      double y = values[head + UNITS];
      for (int u = 0; u < UNITS; u++) {
        double z = values[SHARED_WEIGHTS + u];
        for (int i = 0; i < INPUTS; i++) {
          z += batch.numeric()[row * INPUTS + i] * values[i * UNITS + u];
        }
        h[u] = Math.tanh(z);
        y += h[u] * values[head + u];
      }
      double label = batch.label(task)[row];
      double p = 1 / (1 + Math.exp(-y));
      loss +=
          task == 0
              ? -label * Math.log(p) - (1 - label) * Math.log(1 - p)
              : (y - label) * (y - label);
      double slope = (task == 0 ? p - label : 2 * (y - label)) / sum;
      gradient[head + UNITS] += slope;
      for (int u = 0; u < UNITS; u++) {
        gradient[head + u] += slope * h[u];
        double inner = slope * values[head + u] * (1 - h[u] * h[u]);
        gradient[SHARED_WEIGHTS + u] += inner;
        for (int i = 0; i < INPUTS; i++) {
          gradient[i * UNITS + u] += inner * batch.numeric()[row * INPUTS + i];
        }
      }
    }
    ImmutableList.Builder<Double> list = ImmutableList.builder();
    for (double g : gradient) {
      list.add(g);
    }
    return new Loss(sum > 0 ? loss / sum : 0, list.build());
  }

  /** theta <- theta - rate * sum_k factors_k g_k. */
  void descend(double rate, Loss click, double ofClick, Loss time, double ofTime) {
    for (int i = 0; i < SIZE; i++) {
      values[i] -= rate * (ofClick * click.gradient().get(i) + ofTime * time.gradient().get(i));
    }
  }

  /** Random rows; every fifth batch has no sample of the second task. */
  static Batch batch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch batch = new Batch(SCHEMA, 9);
    batch.resize(9);
    for (int row = 0; row < 9; row++) {
      double a = random.nextDouble(-2, 2);
      double b = random.nextDouble(-2, 2);
      batch.numeric()[row * 2] = (float) a;
      batch.numeric()[row * 2 + 1] = (float) b;
      batch.label(0)[row] = a + b + random.nextDouble(-1, 1) > 0 ? 1 : 0;
      boolean masked = seed % 5 == 4 || row % 3 == 1;
      batch.mask(1)[row] = masked ? 0 : 1;
      batch.label(1)[row] = masked ? Float.NaN : (float) (b - a);
    }
    return batch;
  }

  /** A run with plain gradient descent. */
  static TrainingSpec.Builder training() {
    return LinearModel.training(OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build())
        .setModel(SPEC);
  }
}
