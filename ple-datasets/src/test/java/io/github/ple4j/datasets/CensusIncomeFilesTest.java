package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.datasets.CensusIncome.Protocol;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** On the original files. */
@EnabledIfEnvironmentVariable(named = "PLE_DATA_DIR", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CensusIncomeFilesTest {

  private final Path directory =
      CensusIncome.locate(Optional.empty(), System.getenv(), Path.of("."));
  private Dataset dataset = SyntheticRegression.create(SyntheticRegression.Options.defaults());

  @BeforeAll
  void load() {
    dataset = CensusIncome.load(directory, Protocol.PAPER, 0);
  }

  @Test
  void filesAreTheOriginalOnes() {
    assertThat(CensusIncome.isOriginal(dataset)).isTrue();
  }

  @Test
  void rowsAndInputsAreAllThere() {
    assertThat(dataset.train().size()).isEqualTo(199_523);
    assertThat(dataset.validation().size()).isEqualTo(49_881);
    assertThat(dataset.test().size()).isEqualTo(49_881);
    assertThat(dataset.schema().features()).hasSize(38);
    assertThat(dataset.schema().numerics()).hasSize(7);
    assertThat(CensusIncome.load(directory, Protocol.WITH_EDUCATION, 0).schema().features())
        .hasSize(39);
  }

  @Test
  void positivesAreAsMany() {
    assertThat(positives(dataset.train(), 0)).isEqualTo(12_382);
    assertThat(positives(dataset.train(), 1)).isEqualTo(86_485);
    assertThat(positives(dataset.validation(), 0) + positives(dataset.test(), 0)).isEqualTo(6_186);
    assertThat(positives(dataset.validation(), 1) + positives(dataset.test(), 1)).isEqualTo(43_143);
  }

  @Test
  void oneCategoryIsTrainsAlone() {
    int column = 0;
    for (Feature.Categorical feature : dataset.schema().singleValued()) {
      boolean[] used = new boolean[dataset.vocabulary(feature.name()).size()];
      mark(dataset.validation(), column, used);
      mark(dataset.test(), column, used);
      // None is the test file's alone, so that id 0 is never used.
      long unused = feature.name().equals("detailed_household_and_family_status") ? 2 : 1;
      assertThat(used[0]).isFalse();
      assertThat(unusedIds(used)).as(feature.name()).isEqualTo(unused);
      column++;
    }
  }

  @Test
  void halvesDependOnTheSeedOnly() {
    int[] rows = rows(dataset.validation());
    assertThat(rows(CensusIncome.load(directory, Protocol.WITH_EDUCATION, 0).validation()))
        .isEqualTo(rows);
    assertThat(rows(CensusIncome.load(directory, Protocol.PAPER, 1).validation()))
        .isNotEqualTo(rows);
    int[] both = Arrays.copyOf(rows, 99_762);
    System.arraycopy(rows(dataset.test()), 0, both, 49_881, 49_881);
    Arrays.sort(both);
    assertThat(both).isEqualTo(Shuffle.identity(99_762));
  }

  @Test
  void categoriesAreTrimmed() {
    assertThat(dataset.vocabulary("industry_code").tokens()).hasSize(52);
    for (Feature.Categorical feature : dataset.schema().singleValued()) {
      assertThat(dataset.vocabulary(feature.name()).tokens())
          .allMatch(token -> token.equals(token.strip()) && !token.isEmpty());
    }
  }

  private static int[] rows(Split split) {
    return ((TableSplit) split).rows();
  }

  private static long positives(Split split, int task) {
    Batch batch = all(split);
    double sum = 0;
    for (float label : batch.label(task)) {
      sum += label;
    }
    return (long) sum;
  }

  private static void mark(Split split, int column, boolean[] used) {
    Batch batch = all(split);
    int width = batch.ids().length / batch.capacity();
    for (int row = 0; row < batch.size(); row++) {
      used[batch.ids()[row * width + column]] = true;
    }
  }

  private static long unusedIds(boolean[] used) {
    long unused = 0;
    for (boolean id : used) {
      unused += id ? 0 : 1;
    }
    return unused;
  }

  private static Batch all(Split split) {
    Batch batch = split.newBatch(split.size());
    split.read(Shuffle.identity(split.size()), 0, split.size(), batch);
    return batch;
  }
}
