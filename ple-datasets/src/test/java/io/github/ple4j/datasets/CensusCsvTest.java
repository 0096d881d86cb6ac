package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The original files, described by a schema of CSV files. */
@EnabledIfEnvironmentVariable(named = "PLE_DATA_DIR", matches = ".+")
class CensusCsvTest {
  private static final Path SCHEMA = Path.of("src/test/resources/census-income.csv.textproto");

  @Test
  void aSchemaGivesWhatTheBuiltInLoaderGives() {
    Path directory = CensusIncome.locate(Optional.empty(), System.getenv(), Path.of("."));
    Dataset expected = CensusIncome.load(directory, CensusIncome.Protocol.PAPER, 1);
    Dataset found = CsvDataset.load(CsvDataset.readSchema(SCHEMA), directory);

    assertThat(found.name()).isEqualTo(expected.name());
    assertThat(found.schema()).isEqualTo(expected.schema());
    for (Feature.Categorical feature : expected.schema().singleValued()) {
      assertThat(found.vocabulary(feature.name()).tokens())
          .isEqualTo(expected.vocabulary(feature.name()).tokens());
    }
    assertSame(found.train(), expected.train());
    assertSame(found.validation(), expected.validation());
    assertSame(found.test(), expected.test());
    assertThat(found.provenance().get("census-income.data.gz.sha256"))
        .isEqualTo(expected.provenance().get("census-income.data.sha256"));
  }

  private static void assertSame(Split found, Split expected) {
    assertThat(found.size()).isEqualTo(expected.size());
    Batch ours = all(found);
    Batch theirs = all(expected);
    assertThat(ours.numeric()).isEqualTo(theirs.numeric());
    assertThat(ours.ids()).isEqualTo(theirs.ids());
    for (int task : List.of(0, 1)) {
      assertThat(ours.label(task)).isEqualTo(theirs.label(task));
      assertThat(ours.mask(task)).isEqualTo(theirs.mask(task));
    }
  }

  private static Batch all(Split split) {
    Batch batch = split.newBatch(split.size());
    split.read(Shuffle.identity(split.size()), 0, split.size(), batch);
    return batch;
  }
}
