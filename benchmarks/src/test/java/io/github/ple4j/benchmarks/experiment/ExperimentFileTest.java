package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentFileTest {

  static Iterable<String> names() {
    return ExperimentFile.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void experimentsOfTheProgramAreWholeAndHaveTheirNames(String name) {
    Experiment experiment = ExperimentFile.read(name);

    assertThat(experiment.getName()).isEqualTo(name);
    assertThat(experiment.getTitle()).isNotBlank();
    assertThat(experiment.getQuestion()).isNotBlank();
  }

  @Test
  void theCensusExperimentHasTheTenSystemsOfThePaperTwoProtocolsAndFiveSeeds() {
    Experiment census = ExperimentFile.read("census");

    assertThat(census.getSystemsList())
        .containsExactly(
            "single-task",
            "hard-sharing",
            "asymmetric-sharing",
            "customized-sharing",
            "cross-stitch",
            "sluice",
            "mmoe",
            "ml-mmoe",
            "cgc",
            "ple");
    assertThat(census.getSectionsList())
        .extracting(section -> section.getData().getCensus().getProtocol())
        .containsExactly(Census.Protocol.PAPER, Census.Protocol.WITH_EDUCATION);
    assertThat(census.getSeedsList()).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void theRunsOfTheGatesOnCensusAreThoseOfTheCensusExperiment() {
    assertThat(keys("census")).containsAll(keys("gates"));
    assertThat(keys("gates")).hasSize(4 * 4); // the searches' first rungs
  }

  /** Keys on census data, of those that are known before the first run. */
  private static List<RunKey> keys(String name) {
    Plan plan = new Plan(ExperimentFile.read(name), RunStore.open(Path.of("target")));
    return plan.open().stream().filter(key -> key.getData().hasCensus()).toList();
  }

  @Test
  void aFieldThatDoesNotExistIsRefusedWithItsLine() {
    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> ExperimentFile.parse("name: \"a\"\nsystem: \"ple\"\n", "my.textproto"))
        .withMessageStartingWith("my.textproto:2:1: ")
        .withMessageContaining("system")
        .withMessageNotContaining("\n");
  }

  @Test
  void aNameThatIsNeitherAnExperimentNorAFileIsRefused() {
    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> ExperimentFile.read("cenus"))
        .withMessage(
            "expected one of the experiments "
                + String.join(", ", ExperimentFile.names())
                + " or a file in text format, found: cenus");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: \"deep\" | name: \"ple\" | variants.name: expected another than those of systems",
        "system: \"ple\" | system: \"plo\" | systems: expected names of",
        "name: \"deep\" | name: \"shallow\" | systems and variants: expected no two",
        "systems: \"deep\" | systems: \"deeper\" | sections[half].systems: expected names of",
        "systems: \"single-task\" systems | systems | sections[half].systems: expected the baseline",
        "axis: \"conflict\" | axis: \"\" | sections[half].place.axis: expected a title",
        "in_place_of: \"own\" | in_place_of: \"other\" | sections[half].in_place_of: expected the name",
        "in_place_of: \"own\" | in_place_of: \"half\" | sections[half].in_place_of: expected the name",
        "users: 10 | users: 1 | sections[half].ab_test.buckets: expected at most 1",
        "candidates: 5 | candidates: 2 | sections[half].ab_test.shown: expected at most 2",
        "days: 2 | days: 0 | sections[half].ab_test.days: expected 1 or more",
        "tasks: \"ctr\" | tasks: \"cvr\" | sections[half].data.video: expected options of the feed",
        "no_loss { system: \"deep\" } | no_loss { system: \"ple\" } | claims: expected names of",
        "no_loss { system: \"deep\" } |  | claims: expected what it says of which system",
      })
  void whatCannotBeRunOfVariantsAndVideoIsRefusedByField(
      String whole, String broken, String message) {
    assertThat(Experiments.VARIED).contains(whole);
    String text = Experiments.VARIED.replace(whole, broken == null ? "" : broken);
    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> ExperimentFile.parse(text, "varied"))
        .withMessageStartingWith("varied: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: \"small\" | name: \"Small one\" | name: expected a name",
        "systems: \"mmoe\" | systems: \"mmoo\" | systems: expected names of",
        "systems: \"mmoe\" | systems: \"single-task\" | systems and variants: expected no two",
        "baseline: \"single-task\" | baseline: \"ple\" | baseline: expected one of the systems",
        "correlation: 0.5 | correlation: 1.5 | sections[half].data.synthetic.correlation: expected 0",
        "section: \"half\" | section: \"whole\" | search.section: expected the name of a section",
        "candidates: 3 | candidates: 5 | search.rungs[0].candidates: expected at most 4",
        "candidates: 1 | candidates: 4 | search.rungs.candidates: expected 1 or more, and not more",
        "choices { model { dropout: 0.5 } } | choices {} | search.dimensions[dropout].choices: expected",
        "draw: 2 order: 2 initialization: 2 | draw: 1 split: 2 order: 1 initialization: 1 | seeds, of"
            + " what the data of half read: expected no two that are equal",
        "name: \"small\" | name: \"index\" | name: expected another name",
        "epochs: 1 } | epochs: 0 } | search.rungs.epochs: expected 1 or more",
      })
  void whatCannotBeRunIsRefusedByField(String whole, String broken, String message) {
    assertThat(Experiments.SEARCHED).contains(whole);
    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(
            () -> ExperimentFile.parse(Experiments.SEARCHED.replace(whole, broken), "small"))
        .withMessageStartingWith("small: " + message);
  }
}
