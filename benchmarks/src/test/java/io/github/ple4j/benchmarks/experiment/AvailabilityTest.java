package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.datasets.Dataset;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailabilityTest {
  private static final Experiment EXPERIMENT = Experiments.varied();

  @Test
  void whatStandsInIsUsedWhereTheDataAreNotThereAndOnlyThen() {
    assertThat(Availability.of(EXPERIMENT, data -> true).getSectionsList())
        .extracting(Section::getName)
        .containsExactly("own");
    assertThat(Availability.of(EXPERIMENT, data -> !data.hasAliCcp()).getSectionsList())
        .extracting(Section::getName)
        .containsExactly("half");
  }

  @Test
  void thePageIsNamedAfterWhatStandsIn() {
    assertThat(Availability.of(EXPERIMENT, data -> true).getTitle()).isEqualTo("Varied");
    assertThat(Availability.of(EXPERIMENT, data -> !data.hasAliCcp()).getTitle())
        .isEqualTo("Made up");
  }

  @Test
  void generatedDataAreNoAliCcp(@TempDir Path directory) {
    ExperimentData data = new ExperimentData(Optional.empty(), directory);
    Data real = EXPERIMENT.getSections(0).getData();
    Data generated =
        Data.newBuilder()
            .setAliCcp(AliCcpLogs.newBuilder().setSingleValued(true).setGeneratedRows(2000))
            .build();
    RunKey key = RunKey.newBuilder().setData(generated).setSystem("ple").build();

    assertThat(data.isAvailable(generated)).isTrue();
    Dataset made = data.of(key);
    assertThat(made.isSimulated()).isTrue();
    assertThat(Subset.few(made).isSimulated()).isTrue();
    assertThat(made.train().size()).isBetween(1000, 2000);
    assertThat(directory.resolve("ali-ccp-generated-2000/prepared")).isDirectory();
    assertThat(directory.resolve("ali-ccp-generated-2000/raw")).doesNotExist();

    Path prepared = directory.resolve("ali-ccp-generated-2000/prepared");
    assertThat(new ExperimentData(Optional.of(prepared), directory).isAvailable(real)).isFalse();
    assertThat(new ExperimentData(Optional.of(directory), directory).isAvailable(real)).isFalse();
    assertThat(new ExperimentData(Optional.empty(), directory).of(key).provenance())
        .isEqualTo(made.provenance());
  }
}
