package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.Runs.Recorder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestStepTrainingTest {
  private static final ContraryData DATA = new ContraryData();
  private static final int EPOCHS = 4;
  private static final int STEPS = 11; // of an epoch of 101 rows in batches of 10

  private final Recorder recorder = new Recorder();

  @Test
  void aSharedModelIsThatOfTheBestStepOfTheTaskThatDecides() {
    TrainingResult result = train("hard-sharing", "contrary");

    assertThat(result.bestSteps())
        .isEqualTo(ImmutableMap.of("same", (long) STEPS, "contrary", (long) STEPS));
    assertThat(result.steps()).isEqualTo(EPOCHS * STEPS);
    assertThat(validation(result)).isEqualTo(recorder.validations.get(0));
    assertThat(validation(result)).isNotEqualTo(recorder.validations.get(EPOCHS - 1));
  }

  @Test
  void singleTaskModelsAreChosenTaskByTask() {
    TrainingResult result = train("single-task");

    assertThat(result.bestSteps())
        .isEqualTo(ImmutableMap.of("same", (long) EPOCHS * STEPS, "contrary", (long) STEPS));
    assertThat(validation(result).task("contrary"))
        .isEqualTo(recorder.validations.get(0).task("contrary"));
    assertThat(validation(result).task("same"))
        .isEqualTo(recorder.validations.get(EPOCHS - 1).task("same"));
  }

  @Test
  void testIsEvaluatedWithTheVariablesOfTheBestStep() {
    TrainingResult result = train("hard-sharing");

    // Both splits have the same rows here.
    assertThat(result.evaluations().get("test")).isEqualTo(validation(result));
  }

  @Test
  void withABestStepForEachTaskTheExportOfATaskIsThatOfItsStep(@TempDir Path run) {
    ModelSpec spec = ModelDerivation.defaults().derive(DATA, "hard-sharing", 1);
    TrainingSpec.Builder training = Runs.spec(spec, EPOCHS, 10);
    training.getLearningRateBuilder().setInitial(1e-4);
    training.getStoppingBuilder().setBestPerTask(BestPerTask.getDefaultInstance());
    TrainingResult result;
    try (RunDirectory directory = RunDirectory.create(run)) {
      result =
          TrainingRun.run(
                  directory,
                  training.build(),
                  DATA,
                  Placement.cpu(),
                  EnumSet.of(SignatureKind.SERVING_DEFAULT, SignatureKind.ENCODED),
                  List.of(),
                  recorder)
              .orElseThrow();
    }

    assertThat(result.bestSteps())
        .isEqualTo(ImmutableMap.of("same", (long) EPOCHS * STEPS, "contrary", (long) STEPS));
    for (String task : List.of("same", "contrary")) {
      try (ExportedModel export = ExportedModel.open(run.resolve("export/" + task + "/1"))) {
        Evaluation exported = export.evaluate(DATA, DATA.validation());
        int epoch = task.equals("same") ? EPOCHS - 1 : 0;
        for (String other : List.of("same", "contrary")) {
          assertThat(exported.task(other).meanSquaredError().orElseThrow())
              .isCloseTo(
                  recorder.validations.get(epoch).task(other).meanSquaredError().orElseThrow(),
                  Offset.offset(5e-7));
        }
      }
    }
  }

  private TrainingResult train(String model) {
    return train(model, "");
  }

  private TrainingResult train(String model, String decides) {
    ModelSpec spec = ModelDerivation.defaults().derive(DATA, model, 1);
    TrainingSpec.Builder training = Runs.spec(spec, EPOCHS, 10);
    training.getLearningRateBuilder().setInitial(1e-4); // too slow to learn all in one epoch
    if (!decides.isEmpty()) {
      training.getStoppingBuilder().setTask(decides);
    }
    return Trainer.train(training.build(), DATA, Placement.cpu(), recorder);
  }

  private static Evaluation validation(TrainingResult result) {
    Evaluation evaluation = result.evaluations().get("validation");
    if (evaluation == null) {
      throw new AssertionError("no validation in " + result.evaluations());
    }
    return evaluation;
  }
}
