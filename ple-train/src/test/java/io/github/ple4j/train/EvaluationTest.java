package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final OptionalDouble HALF = OptionalDouble.of(0.5);
  private static final TaskMetrics CLICK =
      new TaskMetrics(
          "click", 4, OptionalDouble.of(0.75), OptionalDouble.empty(), HALF, HALF, HALF);
  private static final TaskMetrics CLICK_BUY =
      new TaskMetrics("click_buy", 2, NONE, OptionalDouble.empty(), HALF, HALF, NONE);
  private static final TaskMetrics MINUTES =
      new TaskMetrics(
          "minutes", 4, NONE, OptionalDouble.empty(), NONE, OptionalDouble.of(0.25), HALF);

  @Test
  void aTaskIsFoundByItsWholeName() {
    Evaluation evaluation = new Evaluation(ImmutableList.of(CLICK_BUY, CLICK));

    assertThat(evaluation.task("click")).isEqualTo(CLICK);
    assertThat(evaluation.task("click_buy")).isEqualTo(CLICK_BUY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluation.task("buy"))
        .withMessage("expected one of the tasks [click_buy, click], found buy");
  }

  @Test
  void meanMetricIsOfAreasAndNegativeErrorsWithoutWhatIsUndefined() {
    Evaluation evaluation = new Evaluation(ImmutableList.of(CLICK, CLICK_BUY, MINUTES));

    assertThat(evaluation.meanMetric()).hasValue((0.75 - 0.25) / 2);
    assertThat(evaluation.meanMetric(List.of("minutes", "click_buy"))).hasValue(-0.25);
    assertThat(evaluation.meanMetric(List.of("click_buy"))).isEmpty();
  }

  @Test
  void meanMetricIsUndefinedIfEveryMetricIs() {
    assertThat(new Evaluation(ImmutableList.of(CLICK_BUY)).meanMetric()).isEmpty();
    assertThat(new Evaluation(ImmutableList.of()).meanMetric()).isEmpty();
  }

  @Test
  void refusesATaskTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Evaluation(ImmutableList.of(CLICK, CLICK)))
        .withMessage("a task twice: [click, click]");
  }
}
