package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Tensor;
import org.tensorflow.types.TString;

class TensorsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 21, 22, 23, 24, 200})
  void stringsOfAnyLengthAreTensorFlowsOwn(int length) {
    Column column = Column.strings("ü", "x".repeat(length), "", "\0b");
    try (Tensor tensor = Tensors.of(column)) {
      assertThat(((TString) tensor).getObject(1)).isEqualTo("x".repeat(length));
      assertThat(Tensors.column(ColumnType.STRING, tensor)).isEqualTo(column);
    }
  }
}
