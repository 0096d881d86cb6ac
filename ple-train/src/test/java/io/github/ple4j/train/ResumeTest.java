package io.github.ple4j.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that end before they are done, and go on. */
class ResumeTest {
  private static final int STEPS = 2 * 15; // of epochs of 120 rows in batches of 8

  @TempDir Path temporary;

  static Stream<Arguments> runs() {
    return Stream.of(
        run("adam, static weights that decay", spec -> weights(spec).putDecay("click", 0.9)),
        run(
            "sgd with momentum, uncertainty",
            spec -> {
              spec.getOptimizerBuilder().setSgd(Sgd.newBuilder().setMomentum(0.9));
              spec.getWeightingBuilder().setUncertainty(UncertaintyWeights.getDefaultInstance());
            }),
        run(
            "adagrad, dynamic weight average, a model with noise",
            spec -> {
              spec.setModel(ModelDerivation.defaults().derive(ShopData.of(120), "snr-aver", 1));
              spec.getOptimizerBuilder()
                  .setAdagrad(Adagrad.newBuilder().setInitialAccumulator(0.1));
              spec.getWeightingBuilder().getDynamicWeightAverageBuilder().setTemperature(2);
              spec.getStoppingBuilder().setEpochs(4);
            }),
        run(
            "ftrl, gradnorm, projection, a best step for each task",
            spec -> {
              spec.getOptimizerBuilder()
                  .setFtrl(Ftrl.newBuilder().setInitialAccumulator(0.1).setBeta(1).setL1(1e-3));
              spec.getWeightingBuilder().getGradNormBuilder().setAlpha(1).setLearningRate(0.02);
              spec.getPcgradBuilder().setSeed(1);
              spec.getStoppingBuilder().setBestPerTask(BestPerTask.getDefaultInstance());
            }),
        run(
            "dropout, batch normalisation, gates of other kinds",
            spec -> {
              spec.getStoppingBuilder().setPatience(9).setTask("click");
              Departures.addTo(spec.getModelBuilder());
            }),
        run(
            "adamw, patience, exponential rate",
            spec -> {
              spec.getOptimizerBuilder()
                  .setAdamw(
                      AdamW.newBuilder()
                          .setAdam(spec.getOptimizer().getAdam())
                          .setWeightDecay(0.1));
              spec.getLearningRateBuilder()
                  .setExponential(Exponential.newBuilder().setFactor(0.5).setEverySteps(9));
              spec.getStoppingBuilder().setPatience(2).setEvaluateEverySteps(3).setTask("click");
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void aStoppedRunComesToTheSameMetricsToTheLastDigit(
      String name, Consumer<TrainingSpec.Builder> change) throws Exception {
    ShopData data = ShopData.of(120);
    TrainingSpec.Builder spec = Runs.spec(data, "ple", 2, 8);
    spec.getStoppingBuilder().setEvaluateEverySteps(4);
    change.accept(spec);
    Path whole = temporary.resolve("whole");
    Path pieces = temporary.resolve("pieces");
    assertThat(run(whole, spec, data, Long.MAX_VALUE)).isPresent();

    for (long stop : new long[] {1, 5, 15, 16, 23}) {
      if (run(pieces, spec, data, stop).isPresent()) {
        break; // stopped early
      }
    }
    Optional<TrainingResult> result = run(pieces, spec, data, Long.MAX_VALUE);

    assertThat(result).isPresent();
    assertThat(Files.readString(pieces.resolve("metrics.json"), UTF_8))
        .isEqualTo(Files.readString(whole.resolve("metrics.json"), UTF_8));
    assertThat(steps(pieces)).isEqualTo(steps(whole)).isNotEmpty();
  }

  @Test
  void aDoneRunIsDoneAgain() throws Exception {
    ShopData data = ShopData.of(120);
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 2, 8);
    TrainingResult first = run(temporary, spec, data, Long.MAX_VALUE).orElseThrow();

    TrainingResult second = run(temporary, spec, data, Long.MAX_VALUE).orElseThrow();

    assertThat(second.evaluations()).isEqualTo(first.evaluations());
    assertThat(second.bestSteps()).isEqualTo(first.bestSteps());
  }

  @Test
  void anotherSpecIsRefusedWithTheDifference() {
    ShopData data = ShopData.of(120);
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 2, 8);
    run(temporary, spec, data, 3);

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> run(temporary, spec.clone().setOrderSeed(9), data, 30))
        .withMessageContaining("found a difference: order_seed was 1 and is 9; give");
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> run(temporary, spec.clone().setThreads(1), data, 30))
        .withMessageContaining("threads was 2 and is 1");
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> run(temporary, spec, Runs.synthetic(140), 30));
  }

  @Test
  void aDamagedCheckpointIsReportedAndTheOneBeforeItTaken() throws Exception {
    ShopData data = ShopData.of(120);
    TrainingSpec.Builder spec = Runs.spec(data, "cgc", 2, 8);
    spec.getCheckpointsBuilder().setEverySteps(4).setKeep(2);
    Path whole = temporary.resolve("whole");
    Path run = temporary.resolve("run");
    run(whole, spec, data, Long.MAX_VALUE);
    run(run, spec, data, 10);
    Path newest = run.resolve("checkpoints/step-00000010/variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 4;
    Files.write(newest, bytes);
    List<String> told = new ArrayList<>();

    run(run, spec, data, Long.MAX_VALUE, told);

    assertThat(told).hasSize(2);
    assertThat(told.get(0)).contains(newest + ": damaged: expected sha256").contains("set aside");
    assertThat(told.get(1)).isEqualTo("resumed 8");
    assertThat(Files.readString(run.resolve("metrics.json"), UTF_8))
        .isEqualTo(Files.readString(whole.resolve("metrics.json"), UTF_8));
  }

  @Test
  void onlyTheNewestCheckpointsAreKept() throws Exception {
    ShopData data = ShopData.of(120);
    TrainingSpec.Builder spec = Runs.spec(data, "hard-sharing", 2, 8);
    spec.getCheckpointsBuilder().setEverySteps(4).setKeep(3);

    run(temporary, spec, data, Long.MAX_VALUE);

    try (Stream<Path> paths = Files.list(temporary.resolve("checkpoints"))) {
      assertThat(paths.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "best", "step-00000024", "step-00000028", "step-000000" + STEPS);
    }
  }

  @Test
  void aProcessThatIsKilledAgainAndAgainComesToTheSameMetrics() throws Exception {
    Path whole = temporary.resolve("whole");
    Path killed = temporary.resolve("killed");
    assertThat(start(whole).waitFor()).isZero();
    SplittableRandom random = new SplittableRandom();
    int kills = 0;
    for (int i = 0; i < 5; i++) {
      Process process = start(killed);
      if (process.waitFor(random.nextLong(1500, 5000), TimeUnit.MILLISECONDS)) {
        assertThat(process.exitValue()).isZero();
      } else {
        process.destroyForcibly().waitFor();
        kills++;
      }
    }
    assertThat(start(killed).waitFor()).isZero();

    assertThat(kills).isPositive();
    assertThat(Files.readString(killed.resolve("metrics.json"), UTF_8))
        .isEqualTo(Files.readString(whole.resolve("metrics.json"), UTF_8));
    assertThat(steps(killed)).isEqualTo(steps(whole)).isNotEmpty();
    assertThat(killed.resolve("export/1/saved_model.pb")).exists();
  }

  private static Process start(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            ResumeProbe.class.getName(),
            directory.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** The lines of the log, without what the clock says. */
  private static List<String> steps(Path run) throws IOException {
    try (Stream<String> lines = Files.lines(run.resolve("metrics.jsonl"), UTF_8)) {
      return lines.map(l -> l.replaceAll("\"samples_per_second\":[^,}]*", "")).toList();
    }
  }

  private static Arguments run(String name, Consumer<TrainingSpec.Builder> change) {
    return Arguments.of(name, change);
  }

  private static StaticWeights.Builder weights(TrainingSpec.Builder spec) {
    return spec.getWeightingBuilder().getStaticWeightsBuilder();
  }

  private static Optional<TrainingResult> run(
      Path directory, TrainingSpec.Builder spec, Dataset data, long stop) {
    return run(directory, spec, data, stop, new ArrayList<>());
  }

  /** Runs until a step is done. */
  private static Optional<TrainingResult> run(
      Path directory, TrainingSpec.Builder spec, Dataset data, long stop, List<String> told) {
    spec.getLoggingBuilder().setEverySteps(3).setGradientsEverySteps(5);
    TrainingListener stopper =
        new TrainingListener() {
          private long steps;

          @Override
          public void stepDone(long step, int epoch, long samples, double loss) {
            steps = step;
          }

          @Override
          public boolean stopRequested() {
            return steps >= stop;
          }

          @Override
          public void warned(String line) {
            told.add(line);
          }

          @Override
          public void resumed(long step, long samples) {
            told.add("resumed " + step);
          }
        };
    try (RunDirectory run = RunDirectory.resume(directory)) {
      return TrainingRun.run(
          run,
          spec.build(),
          data,
          Placement.cpu(),
          EnumSet.of(SignatureKind.SERVING_DEFAULT),
          List.of(),
          stopper);
    }
  }
}
