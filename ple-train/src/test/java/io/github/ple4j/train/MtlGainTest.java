package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MtlGainTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final OptionalDouble ONE = OptionalDouble.of(1);

  @Test
  void isPositiveForAHigherAreaAndForALowerError() {
    ImmutableList<MtlGain> gains =
        MtlGain.of(
            evaluation(binary("click", 4, OptionalDouble.of(0.75)), regression("minutes", 0.25)),
            evaluation(regression("minutes", 0.5), binary("click", 4, OptionalDouble.of(0.5))));

    assertThat(gains)
        .containsExactly(
            new MtlGain("click", "auc", 0.75, 0.5, 0.25),
            new MtlGain("minutes", "mse", 0.25, 0.5, 0.25));
  }

  @Test
  void leavesOutATaskWhoseMetricIsUndefined() {
    Evaluation undefined = evaluation(binary("click", 4, NONE), regression("minutes", 1));

    assertThat(MtlGain.of(undefined, undefined))
        .containsExactly(new MtlGain("minutes", "mse", 1, 1, 0));
  }

  @Test
  void refusesOtherTasksRowsOrLabels() {
    Evaluation click = evaluation(binary("click", 4, ONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MtlGain.of(click, evaluation(binary("buy", 4, ONE))))
        .withMessage("expected one of the tasks [buy], found click");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MtlGain.of(click, evaluation(binary("click", 4, ONE), regression("buy", 1))))
        .withMessage("expected the tasks [click], found [click, buy]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MtlGain.of(click, evaluation(binary("click", 5, ONE))))
        .withMessage("click: expected 4 rows, found 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MtlGain.of(click, evaluation(regression("click", 1))))
        .withMessageStartingWith("click: expected metrics of the same labels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MtlGain.of(click, evaluation(binary("click", 4, NONE))))
        .withMessageStartingWith("click: expected metrics of the same labels");
  }

  private static Evaluation evaluation(TaskMetrics... tasks) {
    return new Evaluation(ImmutableList.copyOf(tasks));
  }

  private static TaskMetrics binary(String task, long rows, OptionalDouble auc) {
    return new TaskMetrics(task, rows, auc, OptionalDouble.empty(), ONE, ONE, ONE);
  }

  private static TaskMetrics regression(String task, double meanSquaredError) {
    return new TaskMetrics(
        task, 4, NONE, OptionalDouble.empty(), NONE, OptionalDouble.of(meanSquaredError), ONE);
  }
}
