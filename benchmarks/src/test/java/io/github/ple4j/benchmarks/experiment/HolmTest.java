package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HolmTest {

  @Test
  void eachIsHeldAgainstTheLevelOverThoseThatAreLeft() {
    // 0.025 / 4, / 3, / 2 and / 1 are 0.00625, 0.00833, 0.0125 and 0.025.
    assertThat(Holm.rejected(List.of(0.012, 0.006, 0.9, 0.008))).isEqualTo(3);
    assertThat(Holm.rejected(List.of(0.012, 0.006, 0.9, 0.0084))).isOne();
    assertThat(Holm.rejected(List.of(0.001, 0.001, 0.001, 0.001))).isEqualTo(4);
  }

  @Test
  void nothingIsRejectedAfterTheFirstThatIsNot() {
    assertThat(Holm.rejected(List.of(0.02, 0.02))).isZero();
  }

  @Test
  void aSingleTestIsAsItIs() {
    assertThat(Holm.rejected(List.of(0.025))).isOne();
    assertThat(Holm.rejected(List.of(0.026))).isZero();
    assertThat(Holm.rejected(List.of())).isZero();
  }
}
