package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatePlaceTest {

  @Test
  void aTasksGateIsItsLevelAndTheTaskInWords() {
    GatePlace gate = GatePlace.of("level_2/task/never_married/gate");

    assertThat(gate).isEqualTo(new GatePlace(2, Optional.of("never_married"), "never married"));
    assertThat(gate.inFull()).isEqualTo("level 2, never married");
  }

  @Test
  void aGateWithoutLevelIsTheTaskAlone() {
    assertThat(GatePlace.of("task/income/gate").inFull()).isEqualTo("income");
  }

  @Test
  void theSharedGateAndThoseOfExpertsBelongToNoTask() {
    assertThat(GatePlace.of("level_1/shared/gate"))
        .isEqualTo(new GatePlace(1, Optional.empty(), "shared"));
    assertThat(GatePlace.of("level_2/shared/expert_3/gate"))
        .isEqualTo(new GatePlace(2, Optional.empty(), "expert 3"));
  }

  @Test
  void anExpertIsOwnSharedOrOfAnotherTask() {
    GatePlace income = GatePlace.of("level_1/task/income/gate");
    GatePlace shared = GatePlace.of("level_1/shared/gate");

    assertThat(ExpertPlace.of("level_1/task/income/expert_2", income))
        .isEqualTo(new ExpertPlace(ExpertPlace.Role.OWN, "own 2"));
    assertThat(ExpertPlace.of("level_1/shared/expert_1", income))
        .isEqualTo(new ExpertPlace(ExpertPlace.Role.SHARED, "shared 1"));
    assertThat(ExpertPlace.of("level_1/task/never_married/expert_1", shared))
        .isEqualTo(new ExpertPlace(ExpertPlace.Role.OTHER, "never married 1"));
  }
}
