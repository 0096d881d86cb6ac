package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.graph.Placement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the disk does to a run while it lasts. */
class FaultsTest {
  private static final ShopData DATA = ShopData.of(120);

  @TempDir Path temporary;

  @Test
  void aCheckpointThatCannotBeWrittenStopsTheRunAndWhatWasSavedGoesOn() throws Exception {
    Path whole = temporary.resolve("whole");
    run(whole, new TrainingListener() {});
    Path run = temporary.resolve("run");
    AtomicBoolean once = new AtomicBoolean();
    TrainingListener blocker =
        new TrainingListener() {
          @Override
          public void stepDone(long step, int epoch, long samples, double loss) {
            if (step == 11 && once.compareAndSet(false, true)) {
              replaceByFile(run.resolve("checkpoints"), temporary.resolve("aside"));
            }
          }
        };

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> run(run, blocker))
        .withMessageContaining(run.resolve("checkpoints").toString())
        .withMessageContaining("cannot be written: ")
        .withMessageEndingWith("check the disk and its permissions");

    assertThat(run.resolve("metrics.json")).doesNotExist();
    Files.delete(run.resolve("checkpoints"));
    Files.move(temporary.resolve("aside"), run.resolve("checkpoints"));
    run(run, new TrainingListener() {});
    assertThat(run.resolve("metrics.json")).hasSameTextualContentAs(whole.resolve("metrics.json"));
  }

  @Test
  void whatAKilledProcessLeftOfAnExportIsReplaced() throws Exception {
    Path run = temporary.resolve("run");
    Path half = run.resolve("export/.1.tmp");
    Files.createDirectories(half.resolve("variables"));
    Files.writeString(half.resolve("saved_model.pb"), "half of a model");

    run(run, new TrainingListener() {});

    assertThat(half).doesNotExist();
    try (ExportedModel export = ExportedModel.open(run.resolve("export/1"))) {
      assertThat(export.evaluate(DATA, DATA.test()).task("click").rows()).isPositive();
    }
  }

  private static void replaceByFile(Path directory, Path aside) {
    try {
      Files.move(directory, aside);
      Files.createFile(directory);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void run(Path directory, TrainingListener listener) {
    TrainingSpec.Builder spec = Runs.spec(DATA, "cgc", 2, 8);
    spec.getCheckpointsBuilder().setEverySteps(4).setKeep(2);
    try (RunDirectory run = RunDirectory.resume(directory)) {
      TrainingRun.run(
          run,
          spec.build(),
          DATA,
          Placement.cpu(),
          EnumSet.of(SignatureKind.SERVING_DEFAULT, SignatureKind.ENCODED),
          List.of(),
          listener);
    }
  }
}
