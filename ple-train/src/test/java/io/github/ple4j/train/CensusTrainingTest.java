package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.CsvDataset;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three epochs on the real census-income files, as {@code ple train} runs them by default. */
@EnabledIfEnvironmentVariable(named = "PLE_DATA_DIR", matches = ".+")
final class CensusTrainingTest {
  private static final double INCOME = 0.945;
  private static final double NEVER_MARRIED = 0.992;
  private static final double TOLERANCE = 0.004;

  private static Dataset data;

  @BeforeAll
  static void load() {
    Path directory = CensusIncome.locate(Optional.empty(), System.getenv(), Path.of("."));
    data = CensusIncome.load(directory, CensusIncome.Protocol.PAPER, 1);
  }

  @Test
  void pleReachesThePublishedSingleTaskFigures() {
    Evaluation test = test("ple");
    assertThat(test.task("income").auc().orElseThrow()).isGreaterThan(INCOME);
    assertThat(test.task("never_married").auc().orElseThrow()).isGreaterThan(NEVER_MARRIED);
    assertThat(test.task("income").rows()).isEqualTo(49_881);
  }

  @ParameterizedTest
  @ValueSource(strings = {"single-task", "hard-sharing", "mmoe", "cgc"})
  void othersComeClose(String model) {
    Evaluation test = test(model);
    assertThat(test.task("income").auc().orElseThrow()).isGreaterThan(INCOME - TOLERANCE);
    assertThat(test.task("never_married").auc().orElseThrow())
        .isGreaterThan(NEVER_MARRIED - TOLERANCE);
  }

  @Test
  void aSchemaOfCsvFilesGivesTheSameMetricsToTheLastDigit() {
    Path directory = CensusIncome.locate(Optional.empty(), System.getenv(), Path.of("."));
    Path schema = Path.of("..", "ple-datasets/src/test/resources/census-income.csv.textproto");
    Dataset csv = CsvDataset.load(CsvDataset.readSchema(schema), directory);

    assertThat(shortly(csv).tasks()).isEqualTo(shortly(data).tasks());
  }

  private static Evaluation shortly(Dataset census) {
    ModelSpec model = ModelDerivation.defaults().derive(census, "cgc", 1);
    TrainingSpec.Builder spec = TrainingSpecs.defaults(model, census);
    spec.getStoppingBuilder().setMaxSteps(40);
    return Trainer.train(spec.build(), census, Placement.cpu(), new TrainingListener() {}).test();
  }

  private static Evaluation test(String name) {
    ModelSpec model = ModelDerivation.defaults().derive(data, name, 1);
    TrainingSpec spec = TrainingSpecs.defaults(model, data).build();
    return Trainer.train(spec, data, Placement.cpu(), new TrainingListener() {}).test();
  }
}
