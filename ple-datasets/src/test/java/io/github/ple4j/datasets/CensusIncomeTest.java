package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
import io.github.ple4j.datasets.CensusIncome.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CensusIncomeTest {

  private static final int EDUCATION = 4;
  private static final int MARITAL_STATUS = 7;
  private static final int RACE = 10;
  private static final int CAPITAL_GAINS = 16;
  private static final int INCOME = 41;

  @TempDir private Path directory;

  @Test
  void paperProtocolHas38InputsWithoutEducation() throws IOException {
    Schema schema = load(CensusLines.copies(2), CensusLines.copies(2)).schema();
    assertThat(schema.features()).hasSize(38);
    assertThat(schema.features())
        .extracting(Feature::name)
        .startsWith("age", "class_of_worker", "industry_code", "occupation_code", "wage_per_hour")
        .doesNotContain("education", "marital_status", "instance_weight", "income");
    assertThat(schema.numerics())
        .extracting(Feature::name)
        .containsExactly(
            "age",
            "wage_per_hour",
            "capital_gains",
            "capital_losses",
            "dividends_from_stocks",
            "number_of_persons_worked_for_employer",
            "weeks_worked_in_year");
    assertThat(schema.numerics()).allMatch(Feature.Numeric::bucketed);
    assertThat(schema.numerics())
        .filteredOn(Feature.Numeric::skewed)
        .extracting(Feature::name)
        .containsExactly(
            "wage_per_hour", "capital_gains", "capital_losses", "dividends_from_stocks");
    assertThat(schema.labels()).extracting(Label::name).containsExactly("income", "never_married");
  }

  @Test
  void otherFilesAreNotTheOriginalOnes() throws IOException {
    assertThat(CensusIncome.isOriginal(load(CensusLines.copies(2), CensusLines.copies(2))))
        .isFalse();
  }

  @Test
  void educationIsAnInputOfTheOtherProtocol() throws IOException {
    CensusLines.write(
        directory, List.of(CensusLines.line(EDUCATION, "9th grade")), CensusLines.copies(2));
    Dataset dataset = CensusIncome.load(directory, Protocol.WITH_EDUCATION, 0);
    assertThat(dataset.schema().features()).hasSize(39);
    assertThat(dataset.vocabulary("education").tokens()).containsExactly("9th grade");
    assertThat(dataset.provenance()).containsEntry("protocol", "with-education");
  }

  @Test
  void rowsAreReadInTheOrderAskedFor() throws IOException {
    Dataset dataset =
        load(
            List.of(
                CensusLines.line(0, "11", CAPITAL_GAINS, "7298", RACE, "Black"),
                CensusLines.line(0, "12", RACE, "White", MARITAL_STATUS, "Never married"),
                CensusLines.line(0, "13", RACE, "White", INCOME, "50000+.")),
            CensusLines.copies(2));
    Batch batch = dataset.train().newBatch(4);
    dataset.train().read(new int[] {9, 2, 0, 1}, 1, 3, batch);

    assertThat(batch.size()).isEqualTo(3);
    assertThat(column(batch.numeric(), 7, 0)).startsWith(13, 11, 12);
    assertThat(column(batch.numeric(), 7, 2)).startsWith(0, 7298, 0);
    int race = 6;
    assertThat(dataset.schema().singleValued().get(race).name()).isEqualTo("race");
    int[] ids = batch.ids();
    assertThat(List.of(ids[race], ids[31 + race], ids[62 + race])).containsExactly(1, 2, 1);
    assertThat(batch.label(0)).startsWith(1, 0, 0);
    assertThat(batch.label(1)).startsWith(0, 0, 1);
    assertThat(batch.mask(0)).startsWith(1, 1, 1);
  }

  @Test
  void vocabularyIsTrainsMostFrequentTokenFirst() throws IOException {
    List<String> train =
        List.of(
            CensusLines.line(RACE, "White"),
            CensusLines.line(RACE, "Other"),
            CensusLines.line(RACE, "Black"),
            CensusLines.line(RACE, "Other"));
    Dataset dataset = load(train, List.of(CensusLines.line(RACE, "Unheard of")));
    assertThat(dataset.vocabulary("race").tokens()).containsExactly("Other", "Black", "White");
  }

  @Test
  void categoryThatTrainLacksIsOutOfVocabulary() throws IOException {
    Dataset dataset = load(CensusLines.copies(1), List.of(CensusLines.line(RACE, "Unheard of")));
    Batch batch = dataset.test().newBatch(1);
    dataset.test().read(new int[] {0}, 0, 1, batch);
    assertThat(batch.ids()[6]).isZero();
    assertThat(batch.ids()[5]).isEqualTo(1);
  }

  @Test
  void fieldsAreTrimmedOnBothSides() throws IOException {
    List<String> train =
        List.of(CensusLines.line(RACE, "White  "), CensusLines.line(RACE, "White"));
    Dataset dataset = load(train, CensusLines.copies(1));
    assertThat(dataset.vocabulary("race").tokens()).containsExactly("White");
  }

  @Test
  void quotesAndMissingLastLineEndAreOfNoMeaning() throws IOException {
    Files.writeString(
        directory.resolve("census-income.data"),
        CensusLines.line() + "\n" + CensusLines.line(RACE, "\"White"));
    Files.writeString(directory.resolve("census-income.test"), CensusLines.line() + "\r\n");
    Dataset dataset = CensusIncome.load(directory, Protocol.PAPER, 0);
    assertThat(dataset.train().size()).isEqualTo(2);
    assertThat(dataset.test().size()).isEqualTo(1);
    assertThat(dataset.vocabulary("race").tokens()).containsExactly("\"White", "White");
  }

  @Test
  void testFileIsHalvedBySeed() throws IOException {
    CensusLines.write(directory, CensusLines.copies(1), CensusLines.copies(100));
    float[] validation = ages(CensusIncome.load(directory, Protocol.PAPER, 1).validation());
    float[] test = ages(CensusIncome.load(directory, Protocol.PAPER, 1).test());
    float[] other = ages(CensusIncome.load(directory, Protocol.PAPER, 2).validation());

    assertThat(validation).hasSize(50).isSorted().isNotEqualTo(other);
    assertThat(test).hasSize(50).isSorted().doesNotContain(validation);
    assertThat(ages(CensusIncome.load(directory, Protocol.WITH_EDUCATION, 1).validation()))
        .isEqualTo(validation);
  }

  @Test
  void gzippedFilesGiveTheSameData() throws IOException {
    CensusLines.write(directory, CensusLines.copies(5), CensusLines.copies(4));
    Dataset plain = CensusIncome.load(directory, Protocol.PAPER, 0);
    for (String name : List.of("census-income.data", "census-income.test")) {
      byte[] bytes = Files.readAllBytes(directory.resolve(name));
      Files.write(directory.resolve(name + ".gz"), CensusLines.gzip(bytes));
      Files.delete(directory.resolve(name));
    }
    Dataset gzipped = CensusIncome.load(directory, Protocol.PAPER, 0);
    assertThat(gzipped.provenance()).isEqualTo(plain.provenance());
    assertThat(ages(gzipped.train())).isEqualTo(ages(plain.train()));
  }

  @Test
  void provenanceHasTheChecksumsOfTheUncompressedFiles() throws IOException {
    byte[] train = CensusLines.bytes(CensusLines.line());
    byte[] test = CensusLines.bytes(CensusLines.line(), CensusLines.line());
    Files.write(directory.resolve("census-income.data.gz"), CensusLines.gzip(train));
    Files.write(directory.resolve("census-income.test"), test);
    assertThat(CensusIncome.load(directory, Protocol.PAPER, 7).provenance())
        .containsEntry("data", "census-income")
        .containsEntry("protocol", "paper")
        .containsEntry("split_seed", "7")
        .containsEntry("census-income.data.sha256", Hashing.sha256().hashBytes(train).toString())
        .containsEntry("census-income.test.sha256", Hashing.sha256().hashBytes(test).toString());
  }

  @Test
  void manyCategoriesNeedMoreThanAByte() {
    int[] ids = {0, 255, 256, 65_535, 65_536};
    for (int largest = 1; largest < ids.length; largest++) {
      int[] column = Arrays.copyOf(ids, largest + 1);
      int[] copied = new int[column.length * 2];
      IdTable.of(List.of(column, column), column.length, ids[largest] + 1)
          .gather(Shuffle.identity(column.length), copied);
      assertThat(copied).startsWith(0, 0, 255, 255).endsWith(ids[largest], ids[largest]);
    }
  }

  @Test
  void numericFeatureHasNoVocabulary() throws IOException {
    Dataset dataset = load(CensusLines.copies(1), CensusLines.copies(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dataset.vocabulary("age"))
        .withMessage("census-income: no vocabulary for feature age");
  }

  @Test
  void batchOfAnotherSchemaIsRefused() throws IOException {
    Split train = load(CensusLines.copies(1), CensusLines.copies(1)).train();
    Batch other =
        SyntheticRegression.create(SyntheticRegression.Options.defaults()).train().newBatch(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train.read(new int[] {0}, 0, 1, other))
        .withMessage("batch was made for another schema");
  }

  private Dataset load(List<String> train, List<String> test) throws IOException {
    CensusLines.write(directory, train, test);
    return CensusIncome.load(directory, Protocol.PAPER, 0);
  }

  private static float[] ages(Split split) {
    Batch batch = split.newBatch(split.size());
    split.read(Shuffle.identity(split.size()), 0, split.size(), batch);
    return column(batch.numeric(), 7, 0);
  }

  private static float[] column(float[] rowMajor, int width, int column) {
    float[] values = new float[rowMajor.length / width];
    for (int row = 0; row < values.length; row++) {
      values[row] = rowMajor[row * width + column];
    }
    return values;
  }
}
