package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Dataset;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunnerTest {
  private static final ExperimentData DATA =
      new ExperimentData(Optional.empty(), Path.of("target", "data"));

  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void allRunsAreDoneOnceAndTheSearchDecidesWithWhatSettings(@TempDir Path directory) {
    Experiment experiment = Experiments.searched();
    RunStore store = RunStore.open(directory);
    Plan plan = new Plan(experiment, store);
    runner(plan, store).run(2, Optional.empty());

    assertThat(plan.isDone()).isTrue();
    assertThat(lines).hasSize(2 * 4 + 2 * 2); // the search, and two seeds
    ImmutableList<Run> runs = plan.finished();
    assertThat(runs).hasSize(12);
    Section section = experiment.getSections(0);
    for (Run run : runs) {
      boolean searched = run.getKey().getHeldOut();
      assertThat(run.getTestCount()).isEqualTo(searched ? 0 : 2);
      assertThat(run.getValidation(0).getRows()).isEqualTo(searched ? 480 : 200);
      assertThat(run.getGatesCount())
          .isEqualTo(run.getKey().getSystem().equals("mmoe") && !searched ? 2 : 0);
      if (!searched) {
        assertThat(run.getKey().getSettings())
            .isEqualTo(plan.settings(section).get(run.getKey().getSystem()));
      }
    }

    assertThat(new ExperimentPages(experiment, "small", store).entry().counts())
        .isEqualTo(new RunCounts(4, 4, 8));
    Experiment twice =
        experiment.toBuilder()
            .addSections(section.toBuilder().setName("again").setTitle("The same again"))
            .build();
    assertThat(new ExperimentPages(twice, "small", store).entry().counts())
        .isEqualTo(new RunCounts(4, 4, 8));

    RunStore again = RunStore.open(directory);
    Plan later = new Plan(experiment, again);
    runner(later, again).run(2, Optional.empty());
    assertThat(lines).hasSize(12);
    assertThat(later.finished()).isEqualTo(runs);
  }

  @Test
  void equalKeysGiveEqualMetricsWhateverRunsBeside(@TempDir Path first, @TempDir Path second) {
    Experiment experiment = Experiments.plain();
    RunStore one = RunStore.open(first);
    RunStore other = RunStore.open(second);
    Plan alone = new Plan(experiment, one);
    Plan crowded = new Plan(experiment, other);
    runner(alone, one).run(1, Optional.empty());
    runner(crowded, other).run(3, Optional.empty());

    assertThat(alone.finished()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(crowded.finished().get(i).getTestList())
          .isEqualTo(alone.finished().get(i).getTestList());
      assertThat(crowded.finished().get(i).getTrainingSpecSha256())
          .isEqualTo(alone.finished().get(i).getTrainingSpecSha256());
    }
  }

  @Test
  void aRunThatFailsIsKeptAndNamedAndTheOthersAreDone(@TempDir Path directory) {
    Experiment.Builder experiment = Experiments.plain().toBuilder();
    experiment.getSettingsBuilder().getTrainingBuilder().getLearningRateBuilder().setInitial(1e30);
    RunStore store = RunStore.open(directory);
    Plan plan = new Plan(experiment.build(), store);
    runner(plan, store).run(2, Optional.empty());

    assertThat(plan.isDone()).isTrue();
    assertThat(plan.finished()).hasSize(4).allMatch(run -> run.getFailure().contains("step "));
    ExperimentPages pages = new ExperimentPages(experiment.build(), "small", store);
    assertThat(pages.missing())
        .hasSize(4)
        .first()
        .asString()
        .startsWith("synthetic 0.5, single-task, seeds 1 0 1 1 failed: step ");
    assertThat(pages.entry().counts().finished()).isZero();
  }

  @Test
  void nothingIsBegunThatDoesNotFitTheTime(@TempDir Path directory) {
    RunStore store = RunStore.open(directory);
    Plan plan = new Plan(Experiments.plain(), store);
    ExperimentRunner runner = runner(plan, store);
    runner.run(2, Optional.of(Instant.now()));

    assertThat(plan.finished()).isEmpty();
    assertThat(runner.unfinished(plan.parts().get(0))).hasSize(2);
    assertThat(runner.secondsLeft(plan.parts().get(0))).isPositive();
  }

  @Test
  void heldOutRowsAndTheOthersAreTrainOnce() {
    RunKey key = new Plan(Experiments.plain(), RunStore.open(Path.of("target"))).open().get(0);
    Dataset whole = DATA.of(key);
    Subset held = Subset.heldOut(whole, 5);

    assertThat(held.train().size()).isEqualTo(1920);
    assertThat(held.validation().size()).isEqualTo(480);
    double all = sum(whole, whole.train().size(), false);
    assertThat(sum(held, 1920, false) + sum(held, 480, true))
        .isCloseTo(all, org.assertj.core.api.Assertions.within(1e-3));
    assertThat(held.provenance()).containsEntry("held_out_seed", "5");
  }

  private static double sum(Dataset data, int rows, boolean validation) {
    io.github.ple4j.datasets.Split split = validation ? data.validation() : data.train();
    io.github.ple4j.datasets.Batch batch = split.newBatch(rows);
    split.read(io.github.ple4j.datasets.Shuffle.identity(rows), 0, rows, batch);
    double sum = 0;
    for (float value : batch.numeric()) {
      sum += value;
    }
    return sum;
  }

  private ExperimentRunner runner(Plan plan, RunStore store) {
    return new ExperimentRunner(plan, store, DATA, new Pace(store, DATA), "a machine", lines::add);
  }
}
