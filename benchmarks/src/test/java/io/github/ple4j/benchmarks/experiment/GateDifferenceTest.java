package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GateDifferenceTest {

  @Test
  void gatesOverTheSameExpertsDifferExpertByExpert() {
    OptionalDouble distance =
        GateDifference.between(
            Map.of(
                "task/income/gate",
                Map.of("shared/expert_1", 0.2, "shared/expert_2", 0.3, "shared/expert_3", 0.5),
                "task/never_married/gate",
                Map.of("shared/expert_1", 0.4, "shared/expert_2", 0.3, "shared/expert_3", 0.3)));

    assertThat(distance.getAsDouble()).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void ownExpertsOfTwoTasksAreTheSameRole() {
    OptionalDouble distance =
        GateDifference.between(
            Map.of(
                "task/income/gate",
                Map.of(
                    "task/income/expert_1", 0.1,
                    "task/income/expert_2", 0.4,
                    "shared/expert_1", 0.5),
                "task/never_married/gate",
                Map.of(
                    "task/never_married/expert_1", 0.5,
                    "task/never_married/expert_2", 0.1,
                    "shared/expert_1", 0.4)));

    assertThat(distance.getAsDouble()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void theLastLevelAloneCounts() {
    OptionalDouble distance =
        GateDifference.between(
            Map.of(
                "level_1/task/a/gate", Map.of("level_1/shared/expert_1", 1.0),
                "level_1/task/b/gate", Map.of("level_1/shared/expert_2", 1.0),
                "level_1/shared/gate", Map.of("level_1/shared/expert_2", 1.0),
                "level_2/task/a/gate", Map.of("level_2/shared/expert_1", 1.0),
                "level_2/task/b/gate", Map.of("level_2/shared/expert_1", 1.0)));

    assertThat(distance.getAsDouble()).isZero();
  }

  @Test
  void threeTasksAreComparedPairByPair() {
    OptionalDouble distance =
        GateDifference.between(
            Map.of(
                "task/a/gate", Map.of("shared/expert_1", 1.0),
                "task/b/gate", Map.of("shared/expert_1", 1.0),
                "task/c/gate", Map.of("shared/expert_2", 1.0)));

    assertThat(distance.getAsDouble()).isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void aSharedGateAloneHasNoDifference() {
    assertThat(GateDifference.between(Map.of("shared/gate", Map.of("shared/expert_1", 1.0))))
        .isEmpty();
  }

  @Test
  void theVerdictIsOfTheWholeInterval() {
    assertThat(verdict(0.01, 0.02, 0.015)).isEqualTo("hardly differ");
    assertThat(verdict(0.01, 0.09, 0.04)).isEqualTo("may differ or not");
    assertThat(verdict(0.09, 0.10, 0.11)).isEqualTo("differ");
    assertThat(verdict(0.2, 0.1, 0.3)).isEqualTo("may differ or not");
    assertThat(verdict(0.24, 0.25, 0.26)).isEqualTo("differ clearly");
    assertThat(verdict(0.01)).isEqualTo("hardly differ");
    assertThat(verdict(0.2)).isEqualTo("differ clearly");
  }

  private static String verdict(Double... distances) {
    return GateDifference.verdict(Estimate.of(List.of(distances)));
  }
}
