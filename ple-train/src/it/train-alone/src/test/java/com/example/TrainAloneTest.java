package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.Evaluation;
import io.github.ple4j.train.ExportedModel;
import io.github.ple4j.train.ModelDerivation;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TaskMetrics;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingResult;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.TrainingSpecs;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainAloneTest {
  @TempDir Path temporary;

  @Test
  void trainsExportsAndEvaluates() {
    Dataset data =
        SyntheticRegression.create(
            SyntheticRegression.Options.defaults().withRows(2_800).withDimensions(8));
    ModelSpec ple = ModelDerivation.defaults().derive(data, "ple", 1);
    TrainingSpec spec = TrainingSpecs.defaults(ple, data).build();
    Path run = temporary.resolve("run");
    TrainingResult result;
    try (RunDirectory directory = RunDirectory.create(run)) {
      result =
          TrainingRun.run(
                  directory,
                  spec,
                  data,
                  Placement.cpu(),
                  EnumSet.allOf(SignatureKind.class),
                  List.of(),
                  new TrainingListener() {})
              .orElseThrow();
    }
    try (ExportedModel model = ExportedModel.open(run.resolve("export/1"))) {
      Evaluation evaluation = model.evaluate(data, data.test());
      assertEquals(2, evaluation.tasks().size());
      for (TaskMetrics expected : result.test().tasks()) {
        double trained = expected.meanSquaredError().orElseThrow();
        assertTrue(trained > 0 && trained < 10, () -> "mean squared error " + trained);
        assertEquals(
            trained, evaluation.task(expected.task()).meanSquaredError().orElseThrow(), 5e-7);
      }
    }
  }
}
