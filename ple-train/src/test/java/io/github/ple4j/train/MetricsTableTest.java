package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MetricsTableTest {

  private static final Evaluation VALIDATION =
      new Evaluation(
          ImmutableList.of(
              new TaskMetrics(
                  "income",
                  49_881,
                  OptionalDouble.of(0.95123449),
                  OptionalDouble.empty(),
                  OptionalDouble.of(0.1234565),
                  OptionalDouble.of(0.035),
                  OptionalDouble.of(1.01)),
              new TaskMetrics(
                  "minutes_watched",
                  7,
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.of(12345.5),
                  OptionalDouble.empty())));

  @Test
  void metricsStandUnderTheirNames() {
    assertThat(MetricsTable.of(ImmutableMap.of("validation", VALIDATION)))
        .isEqualTo(
            """
            split       task                  auc  log_loss           mse  calibration   rows
            validation  income           0.951234  0.123457      0.035000     1.010000  49881
            validation  minutes_watched         -         -  12345.500000            -      7
            """);
  }

  @Test
  void gainsAreSigned() {
    assertThat(
            MetricsTable.ofGains(
                ImmutableList.of(
                    new MtlGain("income", "auc", 0.9522, 0.9445, 0.0077),
                    new MtlGain("minutes", "mse", 0.5, 0.25, -0.25)),
                "ple",
                "single-task"))
        .isEqualTo(
            """
            task     metric       ple  single-task   MTL gain
            income   auc     0.952200     0.944500  +0.007700
            minutes  mse     0.500000     0.250000  -0.250000
            """);
  }

  @Test
  void decimalsHaveAPointInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(MetricsTable.of(ImmutableMap.of("test", VALIDATION))).contains(" 0.951234 ");
    } finally {
      Locale.setDefault(before);
    }
  }
}
