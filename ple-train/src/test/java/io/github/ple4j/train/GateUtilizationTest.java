package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GateUtilizationTest {

  @Test
  void meansDeviationsAndHistogramsAreThoseOfAllBatches() {
    GateUtilization.Sums sums = new GateUtilization.Sums(2);
    sums.add(new float[] {0.25f, 0.75f, 0.5f, 0.5f});
    sums.add(new float[] {1, 0});

    GateUtilization.OfGate gate = sums.of("gate", List.of("own", "shared"), 3);

    double mean = (0.25 + 0.5 + 1) / 3;
    double variance = (0.25 * 0.25 + 0.5 * 0.5 + 1) / 3 - mean * mean;
    assertThat(gate.name()).isEqualTo("gate");
    assertThat(gate.experts())
        .extracting(GateUtilization.OfExpert::name)
        .containsExactly("own", "shared");
    for (GateUtilization.OfExpert expert : gate.experts()) {
      boolean own = expert.name().equals("own");
      assertThat(expert.mean()).isCloseTo(own ? mean : 1 - mean, within(1e-12));
      assertThat(expert.standardDeviation()).isCloseTo(Math.sqrt(variance), within(1e-12));
      assertThat(expert.histogram())
          .containsExactlyElementsOf(
              own ? histogram(5, 10, 19) : histogram(15, 10, 0)); // 1 is in the last part
    }
  }

  private static List<Long> histogram(int... bins) {
    return LongStream.range(0, GateUtilization.BINS)
        .map(bin -> java.util.Arrays.stream(bins).filter(b -> b == bin).count())
        .boxed()
        .toList();
  }
}
