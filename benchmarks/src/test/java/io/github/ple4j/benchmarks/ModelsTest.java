package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.train.RunException;
import org.junit.jupiter.api.Test;

class ModelsTest {
  private static final Dataset DATA =
      SyntheticRegression.create(SyntheticRegression.Options.defaults().withRows(140));

  @Test
  void aBatchIsAtMostTrain() {
    assertThat(Models.firstBatch(DATA, 120).size()).isEqualTo(120);
    assertThatThrownBy(() -> Models.firstBatch(DATA, 121))
        .isInstanceOf(RunException.class)
        .hasMessage("--batch-size: expected at most the 120 samples of train, found 121");
  }
}
