package io.github.ple4j.train;

import static io.github.ple4j.train.NumbersClose.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.datasets.Batch;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  private static final double[] EQUAL_WEIGHTS = {1, 1};
  private static final OptimizerSpec ADAM =
      OptimizerSpec.newBuilder()
          .setAdam(Adam.newBuilder().setBeta1(0.9).setBeta2(0.99).setEpsilon(1e-6))
          .build();

  /** Different betas, so that one in the place of the other shows. */
  static Stream<OptimizerSpec> optimizers() {
    return Stream.of(
        OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build(),
        OptimizerSpec.newBuilder()
            .setAdagrad(Adagrad.newBuilder().setInitialAccumulator(0.05))
            .build(),
        OptimizerSpec.newBuilder().setSgd(Sgd.newBuilder().setMomentum(0.8)).build(),
        OptimizerSpec.newBuilder()
            .setAdamw(AdamW.newBuilder().setAdam(ADAM.getAdam()).setWeightDecay(0.3))
            .build(),
        OptimizerSpec.newBuilder()
            .setFtrl(
                Ftrl.newBuilder().setInitialAccumulator(0.2).setBeta(0.5).setL1(0.02).setL2(0.3))
            .build(),
        ADAM);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void twentyStepsAreThoseOfTheFormula(OptimizerSpec optimizer) {
    try (LossSession session = new LossSession(LinearModel.training(optimizer).build())) {
      LinearReference reference = new LinearReference(optimizer, EQUAL_WEIGHTS, session.state());

      for (int step = 0; step < 20; step++) {
        Batch batch = LinearModel.batch(step, 8);
        float rate = 0.05f / (1 + step);
        session.step(batch, rate);
        reference.step(batch, rate);
      }

      session
          .state()
          .forEach(
              (name, value) -> {
                if (!name.startsWith("optimizer/")) {
                  assertClose(value, reference.value(name), 1e-5, name);
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void rowsThatNoBatchReadAndTheirSlotsKeepEveryBit(OptimizerSpec optimizer) {
    try (LossSession session = new LossSession(LinearModel.training(optimizer).build())) {
      Map<String, float[]> before = session.state();
      for (int step = 0; step < 5; step++) {
        session.step(LinearModel.batch(step, 8), 0.1f);
      }
      Map<String, float[]> after = session.state();

      for (String name : before.keySet()) {
        if (name.contains(LinearModel.TABLE)) {
          for (int row : LinearModel.UNREAD) {
            assertThat(row(after, name, row)).as(name).containsExactly(row(before, name, row));
          }
          assertThat(row(after, name, 0)).as(name).isNotEqualTo(row(before, name, 0));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void rowsReadOnceStayAsTheyAreInLaterSteps(OptimizerSpec optimizer) {
    Batch all = LinearModel.batch(1, 40);
    Batch one = LinearModel.batch(2, 4);
    Arrays.fill(one.ids(), 0);
    try (LossSession session = new LossSession(LinearModel.training(optimizer).build())) {
      session.step(all, 0.1f);
      Map<String, float[]> before = session.state();
      session.step(one, 0.1f);
      Map<String, float[]> after = session.state();

      for (String name : before.keySet()) {
        if (name.contains(LinearModel.TABLE)) {
          assertThat(row(after, name, 3)).as(name).containsExactly(row(before, name, 3));
          assertThat(row(after, name, 0)).as(name).isNotEqualTo(row(before, name, 0));
        }
      }
    }
  }

  @Test
  void adamsFirstStepHasTheSizeOfTheRateInEveryCoordinate() {
    OptimizerSpec optimizer =
        OptimizerSpec.newBuilder()
            .setAdam(Adam.newBuilder().setBeta1(0.9).setBeta2(0.999).setEpsilon(1e-12))
            .build();
    Batch batch = LinearModel.batch(4, 30);
    try (LossSession session = new LossSession(LinearModel.training(optimizer).build())) {
      LinearReference reference = new LinearReference(optimizer, EQUAL_WEIGHTS, session.state());
      reference.gradients(batch);
      Map<String, float[]> before = session.state();
      session.step(batch, 0.125f);
      Map<String, float[]> after = session.state();

      int checked = 0;
      for (String name : before.keySet()) {
        if (!name.startsWith("optimizer/")) {
          double[] gradient = reference.gradient(name);
          for (int i = 0; i < gradient.length; i++) {
            double moved = of(after, name)[i] - of(before, name)[i];
            assertClose(moved, -0.125 * Math.signum(gradient[i]), 2e-6, name + " " + i);
            checked += gradient[i] == 0 ? 0 : 1;
          }
        }
      }
      assertThat(checked).isGreaterThan(40);
    }
  }

  @Test
  void adamsBetaPowersGrowByOneAStep() {
    try (LossSession session = new LossSession(LinearModel.training(ADAM).build())) {
      for (int step = 0; step < 3; step++) {
        Map<String, float[]> state = session.state();
        assertClose(
            of(state, "optimizer/group_1/beta1_power")[0], Math.pow(0.9, step + 1), 1e-6, "beta 1");
        assertClose(
            of(state, "optimizer/group_1/beta2_power")[0],
            Math.pow(0.99, step + 1),
            1e-6,
            "beta 2");
        session.step(LinearModel.batch(step, 4), 0.1f);
      }
    }
  }

  @Test
  void everyOptimizerHasItsOwnSlotsOfEveryVariable() {
    Set<String> variables = new TreeSet<>();
    try (LossSession session = new LossSession(LinearModel.training(ADAM).build())) {
      session.model().variables().forEach(variable -> variables.add(variable.name()));
      for (String variable : variables) {
        assertThat(session.state())
            .containsKeys("optimizer/" + variable + "/m", "optimizer/" + variable + "/v");
      }
    }
    OptimizerSpec adagrad =
        OptimizerSpec.newBuilder()
            .setAdagrad(Adagrad.newBuilder().setInitialAccumulator(0.25))
            .build();
    try (LossSession session = new LossSession(LinearModel.training(adagrad).build())) {
      for (String variable : variables) {
        assertThat(of(session.state(), "optimizer/" + variable + "/accumulator"))
            .as(variable)
            .containsOnly(0.25f);
      }
    }
  }

  private static float[] row(Map<String, float[]> state, String name, int row) {
    return Arrays.copyOfRange(
        of(state, name), row * LinearModel.WIDTH, (row + 1) * LinearModel.WIDTH);
  }

  private static float[] of(Map<String, float[]> values, String name) {
    float[] found = values.get(name);
    if (found == null) {
      throw new AssertionError("no " + name + " in " + values.keySet());
    }
    return found;
  }
}
