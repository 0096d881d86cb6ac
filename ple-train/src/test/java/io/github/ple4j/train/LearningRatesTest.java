package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRatesTest {
  private static final long STEPS = 1000;

  @Test
  void constantStaysTheSame() {
    LearningRates rates =
        rates(LearningRateSchedule.newBuilder().setConstant(Constant.getDefaultInstance()));

    for (long step = 0; step < STEPS; step++) {
      assertThat(rates.at(step)).isEqualTo(0.25f);
    }
  }

  @Test
  void aScheduleWithoutAKindIsConstant() {
    LearningRates rates = rates(LearningRateSchedule.newBuilder());

    assertThat(rates.at(0)).isEqualTo(0.25f);
    assertThat(rates.at(STEPS - 1)).isEqualTo(0.25f);
  }

  @Test
  void cosineBeginsAtTheInitialRateAndFallsToAlmostNothing() {
    LearningRates rates =
        rates(LearningRateSchedule.newBuilder().setCosine(Cosine.getDefaultInstance()));

    assertThat(rates.at(0)).isEqualTo(0.25f);
    assertThat(rates.at(STEPS / 2)).isCloseTo(0.125f, within(1e-7f));
    assertThat(rates.at(STEPS / 3)).isCloseTo(0.1875f, within(1e-3f));
    assertThat(rates.at(STEPS - 1)).isBetween(Float.MIN_VALUE, 1e-5f);
    for (long step = 1; step < STEPS; step++) {
      assertThat(rates.at(step)).isLessThan(rates.at(step - 1));
    }
  }

  private static LearningRates rates(LearningRateSchedule.Builder schedule) {
    return new LearningRates(schedule.setInitial(0.25).build(), STEPS);
  }
}
