package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EqualSizeTest {
  private static final Dataset DATA = ShopData.conversions(50);

  @ParameterizedTest
  @MethodSource("io.github.ple4j.train.DefaultModels#names")
  void everyModelGetsTheSizeOfSingleTask(String name) {
    ModelSpec spec = ModelDerivation.defaults().derive(DATA, name, 1);
    long single = parameters(ModelDerivation.defaults().derive(DATA, "single-task", 1));

    ModelSpec scaled = EqualSize.of(spec);

    assertThat((double) parameters(scaled) / single).isCloseTo(1, within(EqualSize.TOLERANCE));
    assertThat(scaled.getTasksList()).isEqualTo(spec.getTasksList());
    assertThat(scaled.getFeaturesList()).isEqualTo(spec.getFeaturesList());
    assertThat(DefaultModels.name(scaled)).isEqualTo(name);
  }

  @Test
  void towersThatAreTooLargeAreRefused() {
    ModelSpec.Builder spec = ModelDerivation.defaults().derive(DATA, "ple", 1).toBuilder();
    for (TaskSpec.Builder task : spec.getTasksBuilderList()) {
      task.clearTowerUnits().addTowerUnits(2048).addTowerUnits(2048);
    }

    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> EqualSize.of(spec.build()))
        .withMessageMatching("ple: expected widths that give the \\d+ parameters of .*");
  }

  private static long parameters(ModelSpec spec) {
    return ModelSize.of(spec).denseParameters();
  }
}
