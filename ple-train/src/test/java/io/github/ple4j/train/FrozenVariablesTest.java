package io.github.ple4j.train;

import static io.github.ple4j.train.NumbersClose.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.SingleTask;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that have no sample of a task. */
class FrozenVariablesTest {

  @ParameterizedTest
  @MethodSource("io.github.ple4j.train.OptimizerTest#optimizers")
  void whatOnlyThatTaskReachesKeepsEveryBitWithAllThatIsKeptOfIt(OptimizerSpec optimizer) {
    TrainingSpec.Builder spec = LinearModel.training(optimizer).setClipNorm(0.5);
    spec.getRegularizationBuilder().setL2Dense(0.1).setL2Embeddings(0.1);

    assertFrozen(spec, "task/click_time/", "embedding/");
  }

  @ParameterizedTest
  @MethodSource("io.github.ple4j.train.OptimizerTest#optimizers")
  void soDoTheEmbeddingsOfATaskThatHasItsOwn(OptimizerSpec optimizer) {
    TrainingSpec.Builder spec = LinearModel.training(optimizer);
    spec.getModelBuilder().setSingleTask(SingleTask.getDefaultInstance());
    spec.getRegularizationBuilder().setL2Dense(0.1).setL2Embeddings(0.1);

    assertFrozen(spec, "task/click_time/", "task/click/");
  }

  @Test
  void aFrozenTaskGoesOnAsIfTheStepsHadNotBeen() {
    TrainingSpec.Builder spec = LinearModel.training(adam());
    spec.getModelBuilder().setSingleTask(SingleTask.getDefaultInstance());
    try (LossSession with = new LossSession(spec.build());
        LossSession without = new LossSession(spec.build())) {
      for (int step = 0; step < 8; step++) {
        Batch batch = LinearModel.batch(step, 8);
        with.step(batch, 0.1f);
        without.step(batch, 0.1f);
        Batch masked = LinearModel.batch(100 + step, 8);
        Arrays.fill(masked.mask(1), 0);
        with.step(masked, 0.1f);
      }
      Map<String, float[]> expected = without.state();
      with.state()
          .forEach(
              (name, value) -> {
                if (name.contains("task/click_time/")) {
                  assertThat(value).as(name).containsExactly(expected.get(name));
                }
              });
    }
  }

  @Test
  void clippingIsOfEveryGroupOfTasksOnItsOwn() {
    OptimizerSpec sgd = OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build();
    TrainingSpec.Builder spec = LinearModel.training(sgd).setClipNorm(0.01);
    spec.getModelBuilder().setSingleTask(SingleTask.getDefaultInstance());
    try (LossSession session = new LossSession(spec.build())) {
      Map<String, float[]> before = session.state();
      session.step(LinearModel.batch(1, 8), 1);
      Map<String, float[]> after = session.state();

      for (String task : LinearModel.TASKS) {
        double squares = 0;
        for (Map.Entry<String, float[]> entry : before.entrySet()) {
          if (entry.getKey().startsWith("task/" + task + "/")) {
            float[] now = after.getOrDefault(entry.getKey(), new float[0]);
            for (int i = 0; i < now.length; i++) {
              squares += Math.pow(now[i] - entry.getValue()[i], 2);
            }
          }
        }
        assertClose(Math.sqrt(squares), 0.01, 1e-5, task);
      }
    }
  }

  @Test
  void groupsOfVariablesHaveRatesOfTheirOwn() {
    OptimizerSpec sgd = OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build();
    TrainingSpec.Builder spec = LinearModel.training(sgd);
    spec.addLearningRateGroupsBuilder().setPart("embedding").setInitial(0);
    spec.addLearningRateGroupsBuilder().setPart("bias").setInitial(3 * LinearModel.BASE_RATE);
    try (LossSession own = new LossSession(spec.build());
        LossSession same = new LossSession(LinearModel.training(sgd).build())) {
      Map<String, float[]> before = own.state();
      own.step(LinearModel.batch(1, 8), 0.1f);
      same.step(LinearModel.batch(1, 8), 0.1f);
      Map<String, float[]> after = own.state();
      Map<String, float[]> usual = same.state();

      assertThat(after.get(LinearModel.TABLE)).containsExactly(before.get(LinearModel.TABLE));
      assertThat(after.get("task/click/head/weights"))
          .containsExactly(usual.get("task/click/head/weights"));
      assertClose(
          change(after, before, "task/click/head/bias"),
          3 * change(usual, before, "task/click/head/bias"),
          1e-6,
          "bias");
    }
  }

  private static double change(
      Map<String, float[]> after, Map<String, float[]> before, String name) {
    return after.getOrDefault(name, new float[1])[0] - before.getOrDefault(name, new float[1])[0];
  }

  private static OptimizerSpec adam() {
    return OptimizerSpec.newBuilder()
        .setAdam(Adam.newBuilder().setBeta1(0.9).setBeta2(0.99).setEpsilon(1e-6))
        .build();
  }

  private static void assertFrozen(TrainingSpec.Builder spec, String frozen, String moving) {
    try (LossSession session = new LossSession(spec.build())) {
      for (int step = 0; step < 3; step++) {
        session.step(LinearModel.batch(step, 8), 0.1f);
      }
      Map<String, float[]> before = session.state();
      Batch masked = LinearModel.batch(9, 8);
      Arrays.fill(masked.mask(1), 0);
      session.step(masked, 0.1f);
      Map<String, float[]> after = session.state();

      int same = 0;
      int changed = 0;
      for (String name : before.keySet()) {
        boolean equal = Arrays.equals(before.get(name), after.get(name));
        if (name.contains(frozen)) {
          assertThat(after.get(name)).as(name).containsExactly(before.get(name));
          same++;
        } else if (name.startsWith(moving)) {
          assertThat(equal).as(name).isFalse();
          changed++;
        }
      }
      assertThat(same).isGreaterThan(1);
      assertThat(changed).isPositive();
    }
  }
}
