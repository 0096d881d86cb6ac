package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.graph.Placement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.ConfigProto;

class SessionConfigurationTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 3", "16, 16"})
  void fewThreadsHaveAnOperationEach(int threads, int within) {
    ConfigProto configuration =
        SessionConfiguration.of(
            TrainingSpec.newBuilder().setThreads(threads).build(), Placement.cpu());
    assertThat(configuration.getInterOpParallelismThreads()).isEqualTo(threads);
    assertThat(configuration.getIntraOpParallelismThreads()).isEqualTo(within);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu", "gpu:0,gpu:1,embeddings=cpu"})
  void memoryOfAGpuGrowsAsItIsNeeded(String placement) {
    ConfigProto configuration =
        SessionConfiguration.of(
            TrainingSpec.newBuilder().setThreads(2).build(), Placement.parse(placement));
    assertThat(configuration.getGpuOptions().getAllowGrowth()).isTrue();
    assertThat(SessionConfiguration.onTheHost().getDeviceCountMap()).containsEntry("GPU", 0);
  }
}
