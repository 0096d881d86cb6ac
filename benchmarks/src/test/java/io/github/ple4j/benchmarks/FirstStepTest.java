package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStepTest {
  @TempDir Path directory;

  @Test
  void aStepIsDoneAfterTheTrainingStartsAndBeforeTheNext() throws IOException {
    double[] times = new double[3]; // of the start, the first and the second step
    TrainingListener clock =
        new TrainingListener() {
          @Override
          public void trainingStarted(String model, long parameters, long steps, long samples) {
            times[0] = System.currentTimeMillis() / 1e3;
          }

          @Override
          public void stepDone(long step, int epoch, long samples, double loss) {
            times[(int) step] = System.currentTimeMillis() / 1e3;
          }
        };
    train(clock, 1);

    double first = FirstStep.seconds(directory.resolve("run"));

    assertThat(first).isBetween(times[0], times[2]);
  }

  @Test
  void aRunThatLoggedNoStepIsRefused() throws IOException {
    train(new TrainingListener() {}, 0);

    assertThatThrownBy(() -> FirstStep.seconds(directory.resolve("run")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("run: expected an event of step 1 in tensorboard/, found none");
  }

  @Test
  void aCutFileIsRefused() throws IOException {
    Path events = Files.createDirectories(directory.resolve("tensorboard")).resolve("events");
    Files.write(events, new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5});

    assertThatThrownBy(() -> FirstStep.seconds(directory))
        .hasMessage(events + ": expected whole records, found a part of one");
  }

  private void train(TrainingListener listener, long logEvery) throws IOException {
    Dataset data =
        SyntheticRegression.create(SyntheticRegression.Options.defaults().withRows(1000));
    TrainingSpec.Builder spec =
        Models.training(Models.model(data, "hard-sharing"), 64).toBuilder().setThreads(1);
    spec.getStoppingBuilder().setMaxSteps(2);
    spec.getLoggingBuilder().setEverySteps(logEvery);
    try (RunDirectory run = RunDirectory.create(directory.resolve("run"))) {
      TrainingRun.run(
          run,
          spec.build(),
          data,
          Placement.cpu(),
          EnumSet.noneOf(SignatureKind.class),
          List.of(),
          listener);
    }
  }
}
