package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsSearchTest {
  private static final Experiment EXPERIMENT = Experiments.searched();

  @Test
  void candidatesAreDifferentAndTheFirstIsTheDeclaredOne() {
    ImmutableList<Settings> drawn =
        Candidates.draw(EXPERIMENT.getSearch(), EXPERIMENT.getSettings());

    assertThat(drawn).hasSize(3).doesNotHaveDuplicates();
    assertThat(drawn.get(0)).isEqualTo(EXPERIMENT.getSettings());
    assertThat(drawn).isEqualTo(Candidates.draw(EXPERIMENT.getSearch(), EXPERIMENT.getSettings()));
    assertThat(drawn).allMatch(settings -> settings.getTraining().getBatchSize() == 100);
  }

  @Test
  void onlyTheBestOfARungReachTheNextAndTheBestOfTheLastIsChosen(@TempDir Path directory) {
    RunStore store = RunStore.open(directory);
    SettingsSearch search = new SettingsSearch(EXPERIMENT, "mmoe", store);
    SettingsSearch.Standing first = search.standing();
    assertThat(first.keys()).hasSize(3).allMatch(RunKey::getHeldOut);
    assertThat(first.upcoming()).hasSize(1);
    assertThat(first.chosen()).isEmpty();

    finish(store, first.keys().get(0), 0.3);
    finish(store, first.keys().get(2), 0.1);
    assertThat(search.standing().keys()).isEqualTo(first.keys());
    finish(store, first.keys().get(1), 0.2);

    SettingsSearch.Standing second = search.standing();
    assertThat(second.keys()).hasSize(4);
    RunKey last = second.keys().get(3);
    assertThat(last.getSettings().getTraining().getStopping().getEpochs()).isEqualTo(2);
    assertThat(withoutEpochs(last)).isEqualTo(withoutEpochs(first.keys().get(2)));
    assertThat(second.chosen()).isEmpty();

    finish(store, last, 5);
    assertThat(search.standing().chosen())
        .contains(Candidates.draw(EXPERIMENT.getSearch(), EXPERIMENT.getSettings()).get(2));
  }

  @Test
  void theLeadIsOverTheNextOfTheLastRung(@TempDir Path directory) {
    Experiment.Builder two = EXPERIMENT.toBuilder();
    two.getSearchBuilder().getRungsBuilder(1).setCandidates(2);
    RunStore store = RunStore.open(directory);
    SettingsSearch search = new SettingsSearch(two.build(), "mmoe", store);
    ImmutableList<RunKey> first = search.standing().keys();
    finish(store, first.get(0), 0.3);
    finish(store, first.get(1), 0.2);
    finish(store, first.get(2), 0.1);
    assertThat(search.standing().lead()).isEmpty();

    ImmutableList<RunKey> last = search.standing().keys();
    finish(store, last.get(3), 0.25);
    finish(store, last.get(4), 0.5);

    assertThat(search.standing().lead()).hasValueCloseTo(0.25, within(1e-9));
  }

  @Test
  void aCandidateThatFailsIsTheLast(@TempDir Path directory) {
    RunStore store = RunStore.open(directory);
    SettingsSearch search = new SettingsSearch(EXPERIMENT, "mmoe", store);
    ImmutableList<RunKey> keys = search.standing().keys();
    try (RunStore.Claim claim = store.claim(keys.get(0)).orElseThrow()) {
      claim.finish(Trial.failed(keys.get(0), "a machine", "the loss is not finite"));
    }
    finish(store, keys.get(1), 9);
    finish(store, keys.get(2), 10);

    assertThat(withoutEpochs(search.standing().keys().get(3)))
        .isEqualTo(withoutEpochs(keys.get(1)));
  }

  private static RunKey withoutEpochs(RunKey key) {
    RunKey.Builder without = key.toBuilder();
    without.getSettingsBuilder().getTrainingBuilder().getStoppingBuilder().clearEpochs();
    return without.build();
  }

  private static void finish(RunStore store, RunKey key, double mse) {
    try (RunStore.Claim claim = store.claim(key).orElseThrow()) {
      claim.finish(
          Run.newBuilder()
              .setKey(key)
              .addValidation(TaskResult.newBuilder().setTask("task_1").setMse(mse))
              .build());
    }
  }
}
