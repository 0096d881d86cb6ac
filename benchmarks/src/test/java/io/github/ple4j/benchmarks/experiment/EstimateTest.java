package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void meanDeviationAndIntervalAreThoseOfATable() {
    Estimate estimate = Estimate.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0));

    assertThat(estimate.n()).isEqualTo(5);
    assertThat(estimate.mean()).isEqualTo(3);
    assertThat(estimate.standardDeviation()).isCloseTo(Math.sqrt(2.5), within(1e-12));
    double half = 2.776445 * Math.sqrt(2.5 / 5); // t of 4 degrees of freedom at 0.975
    assertThat(estimate.low()).isCloseTo(3 - half, within(1e-6));
    assertThat(estimate.high()).isCloseTo(3 + half, within(1e-6));
    assertThat(estimate.halfWidth()).isCloseTo(half, within(1e-6));
  }

  @Test
  void oneValueHasNoDeviationAndNoInterval() {
    Estimate estimate = Estimate.of(List.of(0.95));

    assertThat(estimate.mean()).isEqualTo(0.95);
    assertThat(estimate.hasInterval()).isFalse();
    assertThat(estimate.standardDeviation()).isNaN();
    assertThat(estimate.low()).isNaN();
    assertThat(estimate.high()).isNaN();
    assertThat(estimate.covers(0.95)).isFalse();
    assertThat(estimate.excludes(0)).isFalse();
  }

  @Test
  void equalValuesHaveAnIntervalOfNoWidth() {
    Estimate estimate = Estimate.of(List.of(0.5, 0.5, 0.5));

    assertThat(estimate.low()).isEqualTo(0.5);
    assertThat(estimate.high()).isEqualTo(0.5);
    assertThat(estimate.covers(0.5)).isTrue();
  }

  @Test
  void anIntervalCoversItsEndsAndExcludesWhatLiesOutside() {
    Estimate estimate = new Estimate(3, 2, 1, 1, 3);

    assertThat(estimate.covers(1)).isTrue();
    assertThat(estimate.covers(3.1)).isFalse();
    assertThat(estimate.excludes(0.9)).isTrue();
    assertThat(estimate.excludes(2)).isFalse();
  }

  @Test
  void noValueIsRefused() {
    assertThatThrownBy(() -> Estimate.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a value or more, found none");
  }
}
