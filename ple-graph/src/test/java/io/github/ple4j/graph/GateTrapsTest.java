package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** Ways in which gates of multi-task models are commonly wrong. */
class GateTrapsTest {
  private static final Batch BATCH =
      Batch.ofNumerics(new float[] {1, -2, 0.5f}, new float[] {0, 3, -1}, new float[] {2, 2, 2});

  @Test
  void trap1GateWeightsOfARowSumToOne() {
    try (ModelSession session = ModelSession.of(Specs.ple())) {
      session.randomize(1);
      assertThat(session.model().gates()).hasSize(5);
      for (Gate gate : session.model().gates()) {
        int experts = gate.experts().size();
        assertThat(gate.weights().shape().asArray()).containsExactly(-1, experts);
        float[] weights = session.fetch(BATCH, gate.weights());
        assertThat(weights).hasSize(BATCH.size() * experts);
        for (int row = 0; row < BATCH.size(); row++) {
          double sum = 0;
          for (int i = 0; i < experts; i++) {
            sum += weights[row * experts + i];
          }
          assertThat(sum).isCloseTo(1, within(1e-6));
        }
      }
    }
  }

  @Test
  void trap1OwnExpertsComeBeforeSharedOnes() {
    try (ModelSession session = ModelSession.of(Specs.ple())) {
      assertThat(session.gate("level_1/task/click/gate").experts())
          .containsExactly(
              "level_1/task/click/expert_1",
              "level_1/task/click/expert_2",
              "level_1/shared/expert_1",
              "level_1/shared/expert_2");
      assertThat(session.gate("level_2/task/click_buy/gate").experts())
          .containsExactly(
              "level_2/task/click_buy/expert_1",
              "level_2/task/click_buy/expert_2",
              "level_2/task/click_buy/expert_3",
              "level_2/shared/expert_1");
      assertThat(session.gate("level_1/shared/gate").experts())
          .containsExactly(
              "level_1/task/click/expert_1",
              "level_1/task/click/expert_2",
              "level_1/task/click_buy/expert_1",
              "level_1/shared/expert_1",
              "level_1/shared/expert_2");
    }
  }

  @Test
  void trap1AColumnWeighsTheExpertOfItsName() {
    String cgc =
        "cgc { level { task_experts: 2 task_experts: 1 shared_experts: 2 expert_units: 1 } }";
    try (ModelSession session = ModelSession.of(Specs.NUMERICS + Specs.TWO_HEADS + cgc)) {
      // Expert i is the constant i, and the head adds nothing.
      VariableValues values = session.randomize(1);
      List<String> experts =
          values.names().stream().filter(name -> name.endsWith("/biases")).toList();
      for (int i = 0; i < experts.size(); i++) {
        String expert = experts.get(i).replace("/biases", "");
        values = values.with(expert + "/biases", i + 1).with(expert + "/weights", 0, 0, 0);
      }
      for (String task : List.of("click", "click_buy")) {
        values = values.with("task/" + task + "/head/weights", 1);
        values = values.with("task/" + task + "/head/bias", 0);
      }
      for (int k = 0; k < 2; k++) {
        Gate gate = session.model().gates().get(k);
        for (int column = 0; column < gate.experts().size(); column++) {
          double[] weights = new double[3 * gate.experts().size()];
          weights[column] = 100; // of the first feature, which is 1
          session.assign(values.with(gate.name() + "/weights", weights));
          float[] output = session.fetch(BATCH.rows(0), session.heads().get(k));
          String chosen = gate.experts().get(column) + "/layer_1/biases";
          assertThat(output).containsExactly(experts.indexOf(chosen) + 1);
        }
      }
    }
  }

  @Test
  void trap2AGateIsOneLinearMapWithoutBias() {
    try (ModelSession session = ModelSession.of(Specs.ple()).initialized()) {
      for (Gate gate : session.model().gates()) {
        assertThat(session.model().variables())
            .extracting(Variable::name)
            .filteredOn(name -> name.startsWith(gate.name() + "/"))
            .containsExactly(gate.name() + "/weights");
        long selector = gate.name().startsWith("level_1/") ? 3 : 8;
        assertThat(session.variable(gate.name() + "/weights").shape())
            .isEqualTo(Shape.of(selector, gate.experts().size()));
        // The biases of the experts are 0, and so is then every selector.
        Batch zero = Batch.ofNumerics(new float[3]);
        float share = 1f / gate.experts().size();
        assertThat(session.fetch(zero, gate.weights())).containsOnly(share);
        assertThat(session.fetch(BATCH, gate.weights())).doesNotContain(share);
      }
    }
  }

  @Test
  void trap3GatesOfLevel2ReadTheFusionOfLevel1() {
    String ple =
        """
        ple {
          levels { task_experts: 2 task_experts: 2 shared_experts: 1 expert_units: 8 }
          levels { task_experts: 1 task_experts: 1 shared_experts: 1 expert_units: 8 }
          levels { task_experts: 1 task_experts: 1 shared_experts: 1 expert_units: 8 }
        }
        """;
    try (ModelSession session = ModelSession.of(Specs.NUMERICS + Specs.TWO_TASKS + ple)) {
      VariableValues values = session.randomize(2);
      Gate click = session.gate("level_2/task/click/gate");
      Gate buy = session.gate("level_2/task/click_buy/gate");
      Gate shared = session.gate("level_2/shared/gate");
      Gate first = session.gate("level_1/task/click/gate");
      List<Gate> gates = List.of(first, click, buy, shared);
      List<float[]> before = session.fetch(BATCH, gates.stream().map(Gate::weights).toList());
      for (String moved :
          List.of(
              "level_1/task/click/expert_1/layer_1/biases", "level_1/task/click/gate/weights")) {
        double[] ones = new double[values.get(moved).length];
        Arrays.setAll(ones, i -> 1 + i);
        session.assign(values.moved(moved, ones, 1));
        List<float[]> after = session.fetch(BATCH, gates.stream().map(Gate::weights).toList());
        assertThat(after.get(1)).as(moved).isNotEqualTo(before.get(1));
        assertThat(after.get(2)).as("%s is of the other task", moved).isEqualTo(before.get(2));
        boolean expert = moved.contains("expert");
        if (expert) {
          assertThat(after.get(0)).as("level 1 reads x").isEqualTo(before.get(0));
          assertThat(after.get(3)).as("shared fusion has all").isNotEqualTo(before.get(3));
        } else {
          assertThat(after.get(3)).as("shared fusion has its own gate").isEqualTo(before.get(3));
        }
      }
    }
  }

  @Test
  void trap4TheSharedGateMixesTaskExperts() {
    String ple =
        """
        ple {
          levels { task_experts: 2 task_experts: 1 shared_experts: 1 expert_units: 8 }
          levels { task_experts: 1 task_experts: 1 shared_experts: 1 expert_units: 8 }
        }
        """;
    try (ModelSession session = ModelSession.of(Specs.NUMERICS + Specs.TWO_TASKS + ple)) {
      session.randomize(4);
      // An expert of one task reaches the other task by the shared fusion of level 1 alone.
      Map<String, Double> ofClick =
          new OutputGradients(
                  session,
                  session.heads().subList(0, 1),
                  name -> name.startsWith("level_1/task/click_buy/expert_"))
              .largest(BATCH, List.of(new float[] {1, 1, 1}));
      Map<String, Double> ofBuy =
          new OutputGradients(
                  session,
                  session.heads().subList(1, 2),
                  name -> name.startsWith("level_1/task/click/expert_"))
              .largest(BATCH, List.of(new float[] {1, 1, 1}));
      assertThat(ofClick).hasSize(2);
      assertThat(ofBuy).hasSize(4);
      assertThat(ofClick.values()).allSatisfy(largest -> assertThat(largest).isPositive());
      assertThat(ofBuy.values()).allSatisfy(largest -> assertThat(largest).isPositive());
    }
  }

  @Test
  void theLastLevelHasSharedExpertsAndNoSharedGate() {
    try (ModelSession session = ModelSession.of(Specs.ple())) {
      assertThat(session.model().variables())
          .extracting(Variable::name)
          .contains("level_2/shared/expert_1/layer_1/weights", "level_1/shared/gate/weights")
          .noneMatch(name -> name.startsWith("level_2/shared/gate"));
    }
  }

  @Test
  void aGateOverOneExpertDoesNotExist() {
    String cgc =
        "cgc { level { task_experts: 0 task_experts: 1 shared_experts: 1 expert_units: 2 } }";
    try (ModelSession session = ModelSession.of(Specs.NUMERICS + Specs.TWO_TASKS + cgc)) {
      assertThat(session.model().gates())
          .extracting(Gate::name)
          .containsExactly("level_1/task/click_buy/gate");
      assertThat(session.model().variables())
          .extracting(Variable::name)
          .noneMatch(name -> name.startsWith("level_1/task/click/"));
    }
  }

  @Test
  void whatNothingReadsIsNotBuilt() {
    // Level 2 has no shared experts, and so nothing reads level 1's shared fusion; click_buy's one
    // expert of level 2 needs no gate, but reads its fusion of level 1.
    String ple =
        """
        ple {
          levels { task_experts: 1 task_experts: 1 shared_experts: 1 expert_units: 2 }
          levels { task_experts: 2 task_experts: 1 shared_experts: 0 expert_units: 2 }
        }
        """;
    try (ModelSession session = ModelSession.of(Specs.NUMERICS + Specs.TWO_TASKS + ple)) {
      assertThat(session.model().gates())
          .extracting(Gate::name)
          .containsExactlyInAnyOrder(
              "level_1/task/click/gate", "level_1/task/click_buy/gate", "level_2/task/click/gate");
    }
    // Level 2 has one shared expert alone, and so nothing reads the tasks' fusions of level 1.
    String sharedAlone =
        """
        ple {
          levels { task_experts: 1 task_experts: 1 shared_experts: 1 expert_units: 2 }
          levels { task_experts: 0 task_experts: 0 shared_experts: 1 expert_units: 2 }
        }
        """;
    try (ModelSession session = ModelSession.of(Specs.NUMERICS + Specs.TWO_TASKS + sharedAlone)) {
      assertThat(session.model().gates())
          .extracting(Gate::name)
          .containsExactly("level_1/shared/gate");
    }
  }
}
