package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.Gate;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class GateUtilizationTest {

  @Test
  void meansDeviationsAndHistogramsAreThoseOfAllBatches() {
    GateUtilization.OfGate gate;
    try (Graph graph = new Graph()) {
      Operand<TFloat32> weights = Ops.create(graph).constant(new float[][] {{1, 0}});
      GateSums sums =
          new GateSums(List.of(new Gate("gate", ImmutableList.of("own", "shared"), weights)));
      sums.add(0, new float[] {0.25f, 0.75f, 0.5f, 0.5f});
      sums.addRows(2);
      sums.add(0, new float[] {1, 0});
      sums.addRows(1);
      gate = sums.utilization().gates().get(0);
    }

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
