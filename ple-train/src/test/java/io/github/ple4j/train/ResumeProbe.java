package io.github.ple4j.train;

import io.github.ple4j.graph.Placement;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/** A process that goes on with a run until it is done or killed. */
final class ResumeProbe {
  private ResumeProbe() {}

  public static void main(String[] arguments) {
    ShopData data = ShopData.of(400);
    TrainingSpec.Builder spec = Runs.spec(data, "ple", 6, 4);
    spec.getWeightingBuilder().getGradNormBuilder().setAlpha(1).setLearningRate(0.02);
    spec.getPcgradBuilder().setSeed(3);
    spec.getLoggingBuilder().setEverySteps(10).setGradientsEverySteps(50).setHistograms(true);
    spec.getCheckpointsBuilder().setEverySteps(37).setKeep(2);
    spec.getStoppingBuilder().setEvaluateEverySteps(111);
    try (RunDirectory directory = RunDirectory.resume(Path.of(arguments[0]))) {
      TrainingRun.run(
          directory,
          spec.build(),
          data,
          Placement.cpu(),
          EnumSet.allOf(SignatureKind.class),
          List.of(),
          new TrainingListener() {});
    }
  }
}
