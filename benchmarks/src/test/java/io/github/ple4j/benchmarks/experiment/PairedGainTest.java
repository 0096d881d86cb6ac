package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedGainTest {

  /** Student 1908, the data set {@code sleep} of R, and what its {@code t.test} says of it. */
  @Test
  void aPairedTestAgreesWithR() {
    PairedGain gain = PairedGain.of(List.of(1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4));

    assertThat(gain.gain().mean()).isCloseTo(1.58, within(1e-12));
    assertThat(gain.gain().low()).isCloseTo(0.7001142, within(1e-7));
    assertThat(gain.gain().high()).isCloseTo(2.4598858, within(1e-7));
    assertThat(gain.pValue()).isCloseTo(0.002832890, within(1e-9));
  }

  @Test
  void theTestIsOnBothSides() {
    double up = PairedGain.of(List.of(1.0, 2.0, 4.0)).pValue();
    double down = PairedGain.of(List.of(-1.0, -2.0, -4.0)).pValue();

    assertThat(down).isCloseTo(up, within(1e-12));
  }

  @Test
  void onePairHasNoPValue() {
    assertThat(PairedGain.of(List.of(0.001)).pValue()).isNaN();
  }

  @Test
  void equalDifferencesOfZeroSayNothingAgainstZero() {
    assertThat(PairedGain.of(List.of(0.0, 0.0, 0.0)).pValue()).isEqualTo(1);
  }

  @Test
  void equalDifferencesOtherThanZeroHaveAPValueOfZero() {
    assertThat(PairedGain.of(List.of(0.25, 0.25, 0.25)).pValue()).isZero();
  }
}
