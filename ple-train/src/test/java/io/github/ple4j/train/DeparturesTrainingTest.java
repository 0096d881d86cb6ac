package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.BatchNormalization;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.Variable;
import io.github.ple4j.train.Runs.Recorder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training of models that depart from the paper: what is kept of a batch, and what is exported. */
class DeparturesTrainingTest {

  @Test
  void everyTaskLearns() {
    Dataset data = Runs.synthetic(14_000);
    ModelSpec.Builder model = ModelDerivation.defaults().derive(data, "ple", 1).toBuilder();
    Departures.addTo(model);
    TrainingSpec.Builder spec = Runs.spec(model.build(), 4, 64);
    Recorder recorder = new Recorder();
    Trainer.train(spec.build(), data, Placement.cpu(), recorder);

    for (String task : List.of("task_1", "task_2")) {
      double first = error(recorder.validations.get(0), task);
      double variance = 0.5; // of the labels, at least
      assertThat(first).isLessThan(variance);
      assertThat(error(recorder.validations.get(3), task)).isLessThan(first);
    }
  }

  private static double error(Evaluation evaluation, String task) {
    return evaluation.task(task).meanSquaredError().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ple", "single-task", "gumbel-matrix", "mtan"})
  void anExportPredictsWhatTheTrainerEvaluated(String model, @TempDir Path run) {
    TokenShop shop = TokenShop.of(300);
    ModelSpec.Builder spec = ModelDerivation.defaults().derive(shop, model, 1).toBuilder();
    if (spec.hasPle()) {
      Departures.addTo(spec);
    }
    spec.setDropout(0.25).setBatchNormalization(BatchNormalization.getDefaultInstance());
    TrainingResult result;
    try (RunDirectory directory = RunDirectory.create(run.resolve("run"))) {
      result =
          TrainingRun.run(
                  directory,
                  Runs.spec(spec.build(), 2, 32).build(),
                  shop,
                  Placement.cpu(),
                  EnumSet.allOf(SignatureKind.class),
                  List.of(),
                  new TrainingListener() {})
              .orElseThrow();
    }
    try (ExportedModel exported = ExportedModel.open(run.resolve("run/export/1"))) {
      Evaluation evaluation = exported.evaluate(shop, shop.test());
      for (TaskMetrics expected : result.test().tasks()) {
        assertThat(evaluation.task(expected.task()).meanSquaredError().orElseThrow())
            .isCloseTo(expected.meanSquaredError().orElseThrow(), Offset.offset(5e-7));
      }
    }
  }

  @Test
  void theBestStepOfATaskHasTheAveragesOfThatStep() {
    ContraryData data = new ContraryData();
    ModelSpec.Builder model = ModelDerivation.defaults().derive(data, "single-task", 1).toBuilder();
    model.setBatchNormalization(BatchNormalization.getDefaultInstance());
    Recorder recorder = new Recorder();
    TrainingResult result =
        Trainer.train(Runs.spec(model.build(), 4, 10).build(), data, Placement.cpu(), recorder);

    long first = Objects.requireNonNull(result.bestSteps().get("contrary"));
    assertThat(first).isLessThan(result.steps());
    int evaluation = (int) (first / 11) - 1; // of an epoch of 101 rows in batches of 10
    assertThat(Objects.requireNonNull(result.evaluations().get("validation")).task("contrary"))
        .isEqualTo(recorder.validations.get(evaluation).task("contrary"));
  }

  @Test
  void aStepKeepsTheAveragesOfItsBatchUnlessItFails() {
    ModelSpec.Builder model = LinearModel.SPEC.toBuilder();
    model.getHardSharingBuilder().addBottomUnits(4);
    model.setBatchNormalization(BatchNormalization.getDefaultInstance());
    TrainingSpec.Builder spec =
        LinearModel.training(OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build());
    spec.setModel(model);
    try (TrainingSession session = TrainingSession.open(spec.build(), Placement.cpu())) {
      List<Variable> averages =
          session.model().variables().stream()
              .filter(variable -> variable.role() == Variable.Role.AVERAGE)
              .toList();
      assertThat(averages).hasSize(2);
      long counted = session.parameters();
      List<List<Float>> values = new java.util.ArrayList<>();
      values.add(values(session, averages));
      for (int step = 0; step < 2; step++) {
        step(session, LinearModel.batch(step, 8));
        values.add(values(session, averages));
      }
      assertThat(values).doesNotHaveDuplicates();
      assertThat(session.parameters()).isEqualTo(counted);

      Batch lost = LinearModel.batch(3, 8);
      java.util.Arrays.fill(lost.numeric(), Float.POSITIVE_INFINITY);
      assertThatExceptionOfType(NonFiniteLossException.class).isThrownBy(() -> step(session, lost));
      assertThat(values(session, averages)).isEqualTo(values.get(2));
    }
  }

  private static void step(TrainingSession session, Batch batch) {
    try (BatchTensors tensors = session.trainingTensors(batch)) {
      session.step(tensors, 0.05f);
    }
  }

  private static List<Float> values(TrainingSession session, List<Variable> variables) {
    List<Float> values = new java.util.ArrayList<>();
    try (Snapshot snapshot = session.snapshot(variables)) {
      snapshot
          .values()
          .values()
          .forEach(
              tensor ->
                  ((org.tensorflow.types.TFloat32) tensor)
                      .scalars()
                      .forEach(scalar -> values.add(scalar.getFloat())));
    }
    return values;
  }
}
