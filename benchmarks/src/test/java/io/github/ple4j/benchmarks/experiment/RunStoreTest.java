package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.train.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStoreTest {
  private static final RunKey KEY =
      RunKey.newBuilder().setSystem("ple").setSeeds(Seeds.newBuilder().setSplit(3)).build();
  private static final Run RUN = Run.newBuilder().setKey(KEY).setSeconds(1.5).build();

  @TempDir private Path directory;
  private RunStore store;

  @BeforeEach
  void open() {
    store = RunStore.open(directory);
  }

  @Test
  void whatIsFinishedIsThereForOthersAndIsNotDoneAgain() {
    RunStore other = RunStore.open(directory);
    assertThat(other.find(KEY)).isEmpty();
    finish();

    assertThat(other.find(KEY)).contains(RUN);
    assertThat(other.claim(KEY)).isEmpty();
    assertThat(RunStore.open(directory).find(KEY)).contains(RUN);
  }

  @Test
  void whatIsClaimedNoOtherGetsUntilItIsGivenUp() {
    RunStore other = RunStore.open(directory);
    try (RunStore.Claim claim = store.claim(KEY).orElseThrow()) {
      assertThat(claim).isNotNull();
      assertThat(other.claim(KEY)).isEmpty();
      assertThat(store.claim(KEY)).isEmpty();
    }
    RunStore.Claim again = other.claim(KEY).orElseThrow();
    again.close();
    assertThat(other.find(KEY)).isEmpty();
  }

  @Test
  void aFileIsNoDirectoryOfRuns() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> RunStore.open(file))
        .withMessage(file + ": expected a directory, found a file; name another with --out");
  }

  @Test
  void keysThatDifferInASeedAreDifferentRuns() {
    finish();
    assertThat(store.find(KEY.toBuilder().setSeeds(Seeds.newBuilder().setSplit(4)).build()))
        .isEmpty();
  }

  @Test
  void collectedRunsAreReadAgainWithoutTheStore() throws IOException {
    finish();
    store.collect("census", List.of(RUN));
    Path other = directory.resolve("published");
    Files.createDirectory(other);
    Files.copy(directory.resolve("census.runs.textproto"), other.resolve("census.runs.textproto"));

    assertThat(RunStore.open(other).find(KEY)).contains(RUN);
  }

  @Test
  void collectedRunsOfAnotherDeclarationAreKept() {
    store.collect("census", List.of(RUN));
    RunKey later = KEY.toBuilder().setSystem("mmoe").build();
    store.collect("census", List.of(Run.newBuilder().setKey(later).build()));

    RunStore again = RunStore.open(directory);
    assertThat(again.find(KEY)).contains(RUN);
    assertThat(again.find(later)).isPresent();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNotTakenForOneThatIsHeld() throws IOException {
    Files.createDirectory(directory.resolve("store"));
    Files.createFile(directory.resolve("store").resolve(RunStore.place(KEY)));

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> store.claim(KEY))
        .withMessageContaining("expected a directory, found a file");
  }

  @Test
  void aFileThatIsNoRunIsRefusedByName() throws IOException {
    finish();
    Path file;
    try (Stream<Path> files = Files.walk(directory)) {
      file = files.filter(path -> path.endsWith("run.textproto")).findFirst().orElseThrow();
    }
    Files.writeString(file, "key { system: ");

    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> RunStore.open(directory).find(KEY))
        .withMessageStartingWith(file + ":1:")
        .withMessageEndingWith("delete the file");
  }

  private void finish() {
    try (RunStore.Claim claim = store.claim(KEY).orElseThrow()) {
      claim.finish(RUN);
    }
  }
}
