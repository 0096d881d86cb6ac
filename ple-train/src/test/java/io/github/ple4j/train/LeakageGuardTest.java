package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.train.LeakyRows.Leak;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

class LeakageGuardTest {

  @Test
  void anInnocentDataSetHasNoFinding() {
    LeakageReport report = LeakageGuard.check(LeakyRows.of(Leak.NONE));

    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings()).isEmpty();
    assertThat(LeakageGuard.check(ShopData.of(500)).errors()).isEmpty();
    assertThat(LeakageGuard.check(Runs.synthetic(2800)).errors()).isEmpty();
  }

  @Test
  void aFeatureThatIsALabelIsAnErrorOfItsOwn() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.NUMBER_IS_LABEL)).errors())
        .containsExactly("feature number is equal to label click; leave it out");
  }

  @Test
  void aNumberThatSeparatesTheClassesDecides() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.NUMBER_DECIDES)).errors())
        .containsExactly("feature number alone decides label click; leave it out");
  }

  @Test
  void anIdThatHasOneLabelDecides() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.ID_DECIDES)).errors())
        .containsExactly("feature id alone decides label click; leave it out");
  }

  @Test
  void anIdThatOccursOnceDecidesNothing() {
    assertInnocent(Leak.ID_OF_THE_ROW);
  }

  @Test
  void aNumberThatIsTheValueInAnotherUnitDecides() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.NUMBER_IS_AFFINE)).errors())
        .containsExactly("feature number alone decides label time; leave it out");
  }

  @Test
  void equalLabelsAreNamed() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.EQUAL_LABELS)).errors())
        .anyMatch(line -> line.startsWith("label time is equal to label click"));
  }

  @Test
  void aLabelOfOneClassAndAnEmptySampleSpaceAreReported() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.ONE_CLASS)).warnings())
        .containsExactly("label click is 1.0 in every row of train; look at the labels");
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.NO_ROW)).warnings())
        .containsExactly("label time: no row of train is in its sample space; look at the mask");
  }

  @Test
  void rowsOfTrainThatAreInTestAreCounted() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.TEST_IS_TRAIN)).warnings())
        .containsExactly(
            "600 of 600 rows of test (100.0 %) have the features of a row of train, 600 of them"
                + " its labels too; the first is row 0 of test, row 0 of train; figures on them"
                + " are partly of what was learned by heart");
  }

  @Test
  void aRowThatOccursAgainIsNamedWithItsRowOfTrainAndWhetherItHasItsLabels() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.SOME_OF_TEST_ARE_TRAIN)).warnings())
        .containsExactly(
            "12 of 600 rows of test (2.0 %) have the features of a row of train, 11 of them its"
                + " labels too; the first is row 7 of test, row 31 of train; figures on them are"
                + " partly of what was learned by heart");
  }

  @Test
  void aNumberThatIsMissingExactlyInOneClassIsAnError() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.MISSING_IS_LABEL)).errors())
        .containsExactly("feature number is missing exactly where label click is 1; leave it out");
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.PRESENT_IS_LABEL)).errors())
        .containsExactly("feature number is missing exactly where label click is 0; leave it out");
  }

  @Test
  void aNumberThatIsMissingInOneRowMoreIsNone() {
    assertInnocent(Leak.MISSING_IS_LABEL_BUT_FOR_ONE_ROW);
  }

  @Test
  void aNumberThatDecidesWhereverItIsPresentIsAnErrorIfThatIsInHalfOfTheRows() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.PRESENT_NUMBER_DECIDES)).errors())
        .singleElement(STRING)
        .matches(
            "feature number alone decides label click in the 4\\d\\d of 600 rows of train that have"
                + " it; leave it out");
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.PRESENT_NUMBER_IS_AFFINE)).errors())
        .singleElement(STRING)
        .matches(
            "feature number alone decides label time in the 3\\d\\d of 4\\d\\d rows of train that have"
                + " it; leave it out");
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.PRESENT_NUMBER_IS_LABEL)).errors())
        .singleElement(STRING)
        .startsWith("feature number is equal to label click in the 4");
  }

  @Test
  void aNumberThatDecidesInFewerRowsIsAWarning() {
    LeakageReport report = LeakageGuard.check(LeakyRows.of(Leak.NUMBER_OF_A_FIFTH_DECIDES));

    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings())
        .containsExactly(
            "feature number alone decides label click in the 120 of 600 rows of train that have"
                + " it; look at where it comes from");
  }

  @Test
  void aNumberThatDecidesButForOneRowOrInTooFewRowsIsNone() {
    assertInnocent(Leak.NUMBER_DECIDES_BUT_FOR_ONE_ROW);
    assertInnocent(Leak.PRESENT_NUMBER_DECIDES_BUT_FOR_ONE_ROW);
    assertInnocent(Leak.NUMBER_OF_THIRTY_ROWS_DECIDES);
    assertInnocent(Leak.FEW_POSITIVES);
  }

  @Test
  void aNumberThatGoesWithTheLabelInOneRowFarOffIsNone() {
    assertInnocent(Leak.ONE_ROW_FAR_OFF);
  }

  @Test
  void aNumberThatIsTheLabelInFewRowsIsAWarning() {
    LeakageReport report = LeakageGuard.check(LeakyRows.of(Leak.NUMBER_IS_LABEL_OF_FEW_ROWS));

    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings())
        .containsExactly(
            "feature number is equal to label time in all 40 rows of its sample space; look at"
                + " where it comes from");
  }

  @Test
  void oneIdAmongManyThatIsThereExactlyInOneClassIsAnError() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.ONE_ID_DECIDES)).errors())
        .containsExactly("feature id has id 1799 exactly where label click is 0; leave it out");
  }

  @Test
  void anIdOfABagThatIsThereExactlyInOneClassIsAnError() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.TAG_DECIDES)).errors())
        .containsExactly(
            "feature tags has token paid exactly where label click is 1; leave it out");
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.TAG_RULES_OUT)).errors())
        .containsExactly(
            "feature tags has token paid exactly where label click is 0; leave it out");
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.UNKNOWN_TAG_DECIDES)).errors())
        .containsExactly(
            "feature tags has an unknown token exactly where label click is 1; leave it out");
  }

  @Test
  void aBagThatIsEmptyExactlyInOneClassIsAnError() {
    assertThat(LeakageGuard.check(LeakyRows.of(Leak.NO_TAG_DECIDES)).errors())
        .containsExactly("feature tags is empty exactly where label click is 0; leave it out");
  }

  @Test
  void anIdOfABagThatIsThereInOneRowMoreOrLessOrInAFewRowsIsNone() {
    assertInnocent(Leak.TAG_DECIDES_BUT_FOR_ONE_NEGATIVE);
    assertInnocent(Leak.TAG_DECIDES_BUT_FOR_ONE_POSITIVE);
    assertInnocent(Leak.TAG_OF_FEW_POSITIVES);
    assertInnocent(Leak.TAG_OF_THE_ROW);
  }

  private static void assertInnocent(Leak leak) {
    assertThat(LeakageGuard.check(LeakyRows.of(leak)))
        .as(leak.name())
        .isEqualTo(new LeakageReport(ImmutableList.of(), ImmutableList.of()));
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "PLE_DATA_DIR", matches = ".+")
  void censusHasNoErrorButRowsThatOccurAgain() {
    Path directory = CensusIncome.locate(Optional.empty(), System.getenv(), Path.of("nowhere"));
    Dataset census = CensusIncome.load(directory, CensusIncome.Protocol.PAPER, 1);
    LeakageReport report = LeakageGuard.check(census);

    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings()).hasSize(2).allMatch(line -> line.contains("of 49881 rows of"));
  }
}
