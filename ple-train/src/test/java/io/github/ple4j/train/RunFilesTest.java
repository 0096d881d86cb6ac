package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunFilesTest {

  private static final TaskMetrics INCOME =
      new TaskMetrics(
          "income",
          99_762,
          OptionalDouble.of(0.1 + 0.2),
          OptionalDouble.empty(),
          OptionalDouble.of(Math.PI / 10),
          OptionalDouble.of(1.0 / 3),
          OptionalDouble.of(1e-9));
  private static final TaskMetrics EMPTY =
      new TaskMetrics(
          "a \"quoted\" task",
          0,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  @Test
  void metricsAreReadBackToTheLastDigitAndUndefinedOnesAreNull() throws Exception {
    String text =
        RunFiles.metrics(
            ImmutableMap.of(
                "validation", new Evaluation(ImmutableList.of(INCOME)),
                "test", new Evaluation(ImmutableList.of(INCOME, EMPTY))));

    JsonNode json = new ObjectMapper().readTree(text);
    assertThat(json.fieldNames()).toIterable().containsExactly("validation", "test");
    assertThat(json.get("test").fieldNames())
        .toIterable()
        .containsExactly("income", "a \"quoted\" task");
    JsonNode income = json.get("validation").get("income");
    assertThat(income.fieldNames())
        .toIterable()
        .containsExactly("auc", "log_loss", "mse", "calibration", "rows");
    assertThat(income.get("auc").asDouble()).isEqualTo(0.1 + 0.2);
    assertThat(income.get("log_loss").asDouble()).isEqualTo(Math.PI / 10);
    assertThat(income.get("mse").asDouble()).isEqualTo(1.0 / 3);
    assertThat(income.get("calibration").asDouble()).isEqualTo(1e-9);
    assertThat(income.get("rows").asLong()).isEqualTo(99_762);
    JsonNode empty = json.get("test").get("a \"quoted\" task");
    assertThat(empty.get("auc").isNull()).isTrue();
    assertThat(empty.get("calibration").isNull()).isTrue();
    assertThat(empty.get("rows").asLong()).isZero();
  }

  @Test
  void metricsAreIndentedAndEndWithANewline() {
    String text =
        RunFiles.metrics(ImmutableMap.of("test", new Evaluation(ImmutableList.of(EMPTY))));

    assertThat(text)
        .isEqualTo(
            """
            {
              "test" : {
                "a \\"quoted\\" task" : {
                  "auc" : null,
                  "log_loss" : null,
                  "mse" : null,
                  "calibration" : null,
                  "rows" : 0
                }
              }
            }
            """);
  }
}
