package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Noise of training: a function of seed, place and step, and of nothing else. */
class NoiseTest {
  private static final ModelSpec SPEC =
      ModelSpecs.parse(
          Specs.embedded(
              "snr_trans { levels { blocks: 2 units: 8 } levels { blocks: 3 units: 6 }"
                  + " sparsity: 0.1 }"),
          "test");

  @Test
  void theSameStepHasTheSameNoiseAndAnotherStepAnother() {
    Batch batch = new RandomSpecs(1).batch(SPEC, 3);
    try (ModelSession one = ModelSession.of(SPEC, Mode.TRAINING, Placement.cpu());
        ModelSession other = ModelSession.of(SPEC, Mode.TRAINING, Placement.cpu())) {
      other.assign(one.randomize(1));
      one.setStep(7);
      other.setStep(7);
      List<float[]> first = one.fetch(batch, one.predictions());
      assertThat(other.fetch(batch, other.predictions()))
          .usingRecursiveComparison()
          .isEqualTo(first);
      other.setStep(8);
      assertThat(other.fetch(batch, other.predictions()).get(0)).isNotEqualTo(first.get(0));
    }
  }

  @Test
  void switchesAreHardConcrete() {
    Batch batch = new RandomSpecs(1).batch(SPEC, 1);
    try (ModelSession session = ModelSession.of(SPEC, Mode.TRAINING, Placement.cpu())) {
      double[] logAlpha = session.randomize(1).get("level_1/routes/log_alpha");
      List<Operand<TFloat32>> fetched = new ArrayList<>();
      fetched.add(node(session, "level_1/routes/noise/logistic"));
      fetched.add(node(session, "level_1/routes/z"));
      double sum = 0;
      double squares = 0;
      int draws = 0;
      for (int step = 0; step < 400; step++) {
        session.setStep(step);
        List<float[]> found = session.fetch(batch, fetched);
        assertThat(found.get(0)).hasSize(3 * 2).hasSameSizeAs(found.get(1));
        for (int i = 0; i < logAlpha.length; i++) {
          double noise = found.get(0)[i];
          double s = 1 / (1 + Math.exp(-(noise + logAlpha[i]) * 1.5));
          assertThat((double) found.get(1)[i])
              .isCloseTo(Math.min(1, Math.max(0, s * 1.2 - 0.1)), within(1e-5));
          sum += noise;
          squares += noise * noise;
          draws++;
        }
      }
      // Of the logistic distribution, the mean is 0 and the variance pi^2 / 3.
      assertThat(sum / draws).isCloseTo(0, within(0.15));
      assertThat(squares / draws).isCloseTo(Math.PI * Math.PI / 3, within(0.4));
    }
  }

  @Test
  void theAuxiliaryLossIsTheExpectedNumberOfConnections() {
    Batch batch = new RandomSpecs(1).batch(SPEC, 1);
    try (ModelSession session = ModelSession.of(SPEC, Mode.TRAINING, Placement.cpu())) {
      VariableValues values = session.randomize(1);
      double expected = 0;
      for (String place : List.of("level_1", "level_2")) {
        for (double logAlpha : values.get(place + "/routes/log_alpha")) {
          expected += 0.1 / (1 + Math.exp(-(logAlpha - 2.0 / 3 * Math.log(0.1 / 1.1))));
        }
      }
      double actual = 0;
      for (Operand<TFloat32> loss : session.model().auxiliaryLosses()) {
        actual += session.fetch(batch, loss)[0];
      }
      assertThat(actual).isCloseTo(expected, within(1e-5));
    }
  }

  private static Operand<TFloat32> node(ModelSession session, String name) {
    return session.model().graph().operationOrThrow(name).output(0);
  }
}
