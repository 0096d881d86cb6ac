package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.graph.ExtractionLevel;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Ple;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntrantTest {
  private static final Experiment EXPERIMENT = Experiments.varied();
  private static final Section SECTION = EXPERIMENT.getSections(1);

  @Test
  void variantsComeAfterSystemsAndASectionHasThoseThatItNames() {
    assertThat(Entrant.of(EXPERIMENT))
        .extracting(Entrant::name)
        .containsExactly("single-task", "deep", "shallow");
    assertThat(Entrant.of(EXPERIMENT, EXPERIMENT.getSections(0))).hasSize(3);
    assertThat(Entrant.of(EXPERIMENT, SECTION))
        .extracting(Entrant::name)
        .containsExactly("single-task", "deep");
    assertThat(Entrant.systems(EXPERIMENT)).containsExactly("single-task", "ple", "mmoe");
  }

  @Test
  void anArchitectureAndTowersReplaceThoseOfTheSettingsWhole() {
    Settings.Builder settings = EXPERIMENT.getSettings().toBuilder();
    settings
        .getModelBuilder()
        .setPle(Ple.newBuilder().addLevels(ExtractionLevel.newBuilder().setSharedExperts(9)));
    settings.setTowers(Towers.newBuilder().addUnits(64));

    Settings deep = Entrant.of(EXPERIMENT).get(1).settings(settings.build());

    assertThat(deep.getModel().getPle().getLevelsList())
        .extracting(ExtractionLevel::getSharedExperts)
        .containsExactly(1);
    assertThat(deep.getTowers().getUnitsList()).containsExactly(3);
    assertThat(deep.getTraining()).isEqualTo(settings.getTraining());
    assertThat(Entrant.of(EXPERIMENT).get(2).settings(settings.build()).getTowers().getUnitsList())
        .isEmpty();
  }

  @Test
  void theModelThatIsTrainedIsTheVariantAndTheRowIsNamedByIt(@TempDir Path directory) {
    Plan plan = new Plan(EXPERIMENT, RunStore.open(directory));
    List<RunKey> keys = plan.open().stream().filter(key -> key.getData().hasVideo()).toList();
    RunKey deep = keys.get(1);

    assertThat(keys).hasSize(2).allMatch(RunKey::hasAbTest);
    assertThat(deep.getSystem()).isEqualTo("ple");
    assertThat(plan.row(deep)).isEqualTo("deep");
    assertThat(plan.row(keys.get(0))).isEqualTo("single-task");
    ModelSpec model =
        Trial.spec(deep, new ExperimentData(Optional.empty(), directory).of(deep)).getModel();
    assertThat(model.getPle().getLevels(0).getTaskExpertsList()).containsExactly(1, 2);
    assertThat(model.getPle().getLevelsCount()).isEqualTo(1);
    assertThat(model.getDropout()).isEqualTo(0.25);
    assertThat(model.getTasksList()).allMatch(task -> task.getTowerUnitsList().equals(List.of(3)));
  }

  @Test
  void runsOfAVariantCountForItsRowAlone() {
    Settings plain = EXPERIMENT.getSettings();
    Settings deep = Entrant.of(EXPERIMENT).get(1).settings(plain);
    RunKey key =
        RunKey.newBuilder()
            .setData(SECTION.getData())
            .setSystem("ple")
            .setSettings(deep)
            .setSeeds(EXPERIMENT.getSeeds(0))
            .setAbTest(SECTION.getAbTest())
            .build();
    Run counts = run(key);
    List<Run> runs =
        List.of(
            counts,
            run(key.toBuilder().clearAbTest().build()),
            run(key.toBuilder().setSettings(plain).build()));

    Comparison comparison =
        Comparison.of(EXPERIMENT, SECTION, runs, Map.of("single-task", plain, "deep", deep));

    assertThat(comparison.systems())
        .extracting(Comparison.OfSystem::system)
        .containsExactly("single-task", "deep");
    assertThat(comparison.finished()).isEqualTo(1);
    assertThat(comparison.systems().get(1).finished()).isEqualTo(1);
  }

  private static Run run(RunKey key) {
    return Run.newBuilder().setKey(key).addTest(MadeUpExperiment.result("ctr", 0.7)).build();
  }
}
