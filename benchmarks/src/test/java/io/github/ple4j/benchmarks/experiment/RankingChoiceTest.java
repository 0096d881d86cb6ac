package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankingChoiceTest {
  private static final List<String> TASKS = List.of("ctr", "vtr", "vcr");

  @Test
  void theFirstHasAllWeightsOne() {
    RankingChoice first = RankingChoice.draw(TASKS, 1).get(0);

    assertThat(first.weights()).containsExactly(one("ctr"), one("vtr"), one("vcr"));
    assertThat(first.length()).isEqualTo(LengthFactor.NONE);
    assertThat(first.ranking()).hasToString("ctr^1.0 * vtr^1.0 * vcr^1.0 * f(length)");
  }

  private static Map.Entry<String, Double> one(String task) {
    return Map.entry(task, 1.0);
  }

  @Test
  void moreOfThemBeginWithTheSame() {
    ImmutableList<RankingChoice> forty = RankingChoice.draw(TASKS, 40);

    assertThat(forty).hasSize(40).doesNotHaveDuplicates();
    assertThat(RankingChoice.draw(TASKS, 20)).isEqualTo(forty.subList(0, 20));
  }

  @Test
  void weightsAreFromZeroToOneAndSomeTasksAreLeftOut() {
    List<Double> weights =
        RankingChoice.draw(TASKS, 200).stream()
            .flatMap(choice -> choice.weights().values().stream())
            .toList();

    assertThat(weights).allMatch(weight -> 0 <= weight && weight <= 1);
    assertThat(weights.stream().filter(weight -> weight == 0).count()).isBetween(100L, 200L);
    assertThat(RankingChoice.draw(TASKS, 200).stream().map(RankingChoice::length).distinct())
        .containsExactlyInAnyOrder(LengthFactor.values());
  }

  @Test
  void lengthsCountAsTheirFormulaSays() {
    assertThat(LengthFactor.NONE.function().applyAsDouble(45)).isEqualTo(1);
    assertThat(LengthFactor.LOGARITHM.function().applyAsDouble(45)).isEqualTo(Math.log(46));
    assertThat(LengthFactor.SQUARE_ROOT.function().applyAsDouble(49)).isEqualTo(7);
  }
}
