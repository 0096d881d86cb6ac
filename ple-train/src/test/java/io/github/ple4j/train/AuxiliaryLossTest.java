package io.github.ple4j.train;

import static io.github.ple4j.train.NumbersClose.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a loss of the architecture itself adds to one step of plain gradient descent, against
 * central differences of its equation.
 */
class AuxiliaryLossTest {
  private static final float RATE = 0.01f;
  private static final double LARGE = 5;
  private static final double STEP = 1e-5;

  /** A loss, and the values before a step and after it. */
  private record Step(
      double loss, ImmutableMap<String, float[]> before, ImmutableMap<String, float[]> after) {
    float[] before(String name) {
      return value(before, name);
    }

    float[] after(String name) {
      return value(after, name);
    }

    private static float[] value(Map<String, float[]> values, String name) {
      float[] value = values.get(name);
      if (value == null) {
        throw new AssertionError("no variable " + name + " among " + values.keySet());
      }
      return value;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sparsityClosesTheSwitchesOfSubNetworkRouting(boolean projected) {
    String snr =
        "snr_trans { levels { blocks: 2 units: 3 } levels { blocks: 2 units: 3 } sparsity: ";
    Step without = step(snr + "0 }", projected);
    Step with = step(snr + LARGE + " }", projected);

    double loss = 8 * expectedConnections(-0.5);
    double slope =
        (expectedConnections(-0.5 + STEP) - expectedConnections(-0.5 - STEP)) / (2 * STEP);
    assertClose(with.loss() - without.loss(), LARGE * loss, 1e-4, "loss of eight switches");
    without
        .after()
        .forEach(
            (name, expected) -> {
              double gradient = name.endsWith("log_alpha") ? LARGE * slope : 0;
              for (int i = 0; i < expected.length; i++) {
                assertClose(
                    with.after(name)[i], expected[i] - RATE * gradient, 1e-6, name + " " + i);
              }
            });
  }

  /** sigmoid(log_alpha - beta log(-gamma / zeta)) of one switch. */
  private static double expectedConnections(double logAlpha) {
    return 1 / (1 + Math.exp(-(logAlpha - 2.0 / 3 * Math.log(0.1 / 1.1))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void orthogonalityTurnsTheSubspacesOfSluiceApart(boolean projected) {
    String sluice = "sluice { layers: 2 units: 6 subspaces: 2 orthogonality: ";
    Step without = step(sluice + "0 }", projected);
    Step with = step(sluice + LARGE + " }", projected);

    double loss = 0;
    int layers = 0;
    for (String name : without.after().keySet()) {
      boolean orthogonal = name.startsWith("level_") && name.endsWith("/layer_1/weights");
      layers += orthogonal ? 1 : 0;
      double[] weights = doubles(with.before(name));
      loss += orthogonal ? overlap(weights) : 0;
      for (int i = 0; i < weights.length; i++) {
        double slope = 0;
        if (orthogonal) {
          double weight = weights[i];
          weights[i] = weight + STEP;
          double above = overlap(weights);
          weights[i] = weight - STEP;
          slope = (above - overlap(weights)) / (2 * STEP);
          weights[i] = weight;
        }
        double moved = without.after(name)[i] - RATE * LARGE * slope;
        assertClose(with.after(name)[i], moved, 1e-5, name + " " + i);
      }
    }
    assertThat(layers).isEqualTo(2 * 2);
    assertThat(loss).isGreaterThan(0.1);
    assertClose(with.loss() - without.loss(), LARGE * loss, 1e-4, "loss of the subspaces");
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  /** ||G1' G2||^2 of weights with two subspaces of three units. */
  private static double overlap(double[] weights) {
    double sum = 0;
    for (int a = 0; a < 3; a++) {
      for (int b = 3; b < 6; b++) {
        double product = 0;
        for (int i = 0; i < weights.length / 6; i++) {
          product += weights[i * 6 + a] * weights[i * 6 + b];
        }
        sum += product * product;
      }
    }
    return sum;
  }

  private static Step step(String architecture, boolean projected) {
    ModelSpec model =
        ModelSpecs.parse(
            """
            features { name: "a" numeric { standard_deviation: 1 } }
            features { name: "b" numeric { standard_deviation: 1 } }
            tasks { name: "click" }
            tasks { name: "time" kind: REGRESSION }
            activation: TANH
            initialization_seed: 3
            """
                + architecture,
            "test");
    TrainingSpec.Builder spec = TwoTaskReference.training().setModel(model);
    if (projected) {
      spec.getPcgradBuilder().setSeed(1);
    }
    try (TrainingSession session = TrainingSession.open(spec.build(), Placement.cpu());
        BatchTensors batch = session.trainingTensors(TwoTaskReference.batch(1))) {
      ImmutableMap<String, float[]> before = session.denseValues();
      double loss = session.step(batch, RATE).total();
      return new Step(loss, before, session.denseValues());
    }
  }
}
