package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.NodeExecStats;

class StepTraceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "level_1/MatMul = _MklMatMul(a, b)                ! _MklMatMul",
        "step = NoOp()                                    ! NoOp",
        "[CPU] value = ReadVariableOp(level_1 = x(y))     ! ReadVariableOp",
        "no label of that kind                            ! name",
        "''                                               ! name",
      })
  void theKindOfAnOperationIsInItsLabel(String label, String kind) {
    assertThat(
            StepTrace.kind(
                NodeExecStats.newBuilder().setNodeName("name").setTimelineLabel(label).build()))
        .isEqualTo(kind);
  }
}
