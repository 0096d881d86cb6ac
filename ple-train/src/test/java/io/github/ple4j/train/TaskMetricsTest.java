package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TaskMetricsTest {

  private static final float NAN = Float.NaN;

  @Test
  void binaryTaskHasEveryMetricOfItsSampleSpace() {
    TaskMetrics metrics =
        TaskMetrics.of(
            "click",
            true,
            new float[] {0.25f, 0.75f, 0.5f, 0.9f, NAN},
            new float[] {0, 1, 0, NAN, 1},
            new float[] {1, 1, 1, 0, 0},
            new long[0],
            5);

    assertThat(metrics.task()).isEqualTo("click");
    assertThat(metrics.rows()).isEqualTo(3);
    assertThat(metrics.auc()).hasValue(1);
    double logLoss = -(2 * Math.log(0.75) + Math.log(0.5)) / 3;
    assertThat(metrics.logLoss().getAsDouble()).isCloseTo(logLoss, within(1e-15));
    assertThat(metrics.meanSquaredError().getAsDouble()).isEqualTo(0.375 / 3);
    assertThat(metrics.calibration()).hasValue(1.5);
    assertThat(metrics.score()).isEqualTo(metrics.auc());
  }

  @Test
  void regressionHasNeitherAreaNorLogLoss() {
    TaskMetrics metrics =
        TaskMetrics.of(
            "minutes",
            false,
            new float[] {1, 2, 5},
            new float[] {2, 2, 4},
            new float[] {1, 1, 1},
            new long[0],
            3);

    assertThat(metrics.auc()).isEmpty();
    assertThat(metrics.logLoss()).isEmpty();
    assertThat(metrics.meanSquaredError()).hasValue(2.0 / 3);
    assertThat(metrics.calibration()).hasValue(1);
    assertThat(metrics.score()).hasValue(-2.0 / 3);
  }

  @Test
  void logLossOfACertainMistakeIsClipped() {
    TaskMetrics metrics =
        TaskMetrics.of(
            "click",
            true,
            new float[] {0, 1},
            new float[] {1, 0},
            new float[] {1, 1},
            new long[0],
            2);

    assertThat(metrics.logLoss().getAsDouble()).isCloseTo(-Math.log(1e-7), within(1e-8));
  }

  @Test
  void withoutRowsEverythingIsUndefined() {
    TaskMetrics metrics =
        TaskMetrics.of(
            "click", true, new float[] {NAN}, new float[] {NAN}, new float[] {0}, new long[0], 1);

    assertThat(metrics.rows()).isZero();
    assertThat(metrics.auc()).isEmpty();
    assertThat(metrics.logLoss()).isEmpty();
    assertThat(metrics.meanSquaredError()).isEmpty();
    assertThat(metrics.calibration()).isEmpty();
    assertThat(metrics.score()).isEmpty();
  }

  @Test
  void withoutPositivesAreaAndCalibrationAreUndefined() {
    TaskMetrics metrics =
        TaskMetrics.of(
            "click",
            true,
            new float[] {0.5f, 0.5f},
            new float[] {0, 0},
            new float[] {1, 1},
            new long[0],
            2);

    assertThat(metrics.auc()).isEmpty();
    assertThat(metrics.calibration()).isEmpty();
    assertThat(metrics.logLoss()).hasValue(-Math.log(0.5));
    assertThat(metrics.meanSquaredError()).hasValue(0.25);
    assertThat(metrics.score()).isEmpty();
  }

  @Test
  void refusesPredictionsAndLabelsThatAreNotFinite() {
    float[] ones = {1, 1};
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TaskMetrics.of("click", true, new float[] {0, NAN}, ones, ones, new long[0], 2))
        .withMessage("click: prediction of row 1: expected a finite number, found NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TaskMetrics.of(
                    "minutes",
                    false,
                    ones,
                    new float[] {Float.POSITIVE_INFINITY, 1},
                    ones,
                    new long[0],
                    2))
        .withMessage("minutes: label of row 0: expected a finite number, found Infinity");
  }
}
