package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SoakRunTest {
  @Test
  void slopeIsOfTheClosestLine() {
    double[] minutes = {10, 10.5, 11, 11.5};
    assertThat(SoakRun.slope(minutes, new double[] {500, 501, 502, 503})).isEqualTo(2);
    assertThat(SoakRun.slope(minutes, new double[] {500, 520, 520, 500}))
        .isCloseTo(0, Offset.offset(1e-12));
  }

  @Test
  void memoryIsReadFromTheMetrics() throws Exception {
    String metrics =
        """
        # HELP process_resident_memory_bytes Memory of the process.
        # TYPE process_resident_memory_bytes gauge
        jvm_memory_used_bytes{area="heap"} 2.5E7
        jvm_memory_used_bytes{area="nonheap"} 1
        process_resident_memory_bytes 440000000
        """;
    assertThat(ServerMemory.parse(metrics)).isEqualTo(new ServerMemory(440, 25));
  }

  @Test
  void aServerThatDoesNotTellItsMemoryIsNamed() {
    assertThatThrownBy(() -> ServerMemory.parse("jvm_memory_used_bytes{area=\"heap\"} 1\n"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "/monitoring/prometheus/metrics: expected process_resident_memory_bytes, found none");
  }
}
